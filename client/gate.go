package client

import "context"

// Gate returns when a request may be sent, and gives what is called when its answer
// was read or given up. With an error the request is not sent. key is canonical, and
// empty where the request is about no key.
type Gate func(ctx context.Context, key string) (over func(), err error)

// Gated gives the same client, each request of which passes a gate first, in place of
// the gate that there was: a repeated one too, but not what must be asked to make
// sense of an answer, which belongs to the request that was answered. The time of a
// request begins when the gate lets it go. The gate is called in the goroutine that
// makes the request, so by several at once where the client is used by several. The
// error of a request that it did not let go wraps its own; a trace is told nothing.
func (c *Client) Gated(gate Gate) *Client {
	fresh := *c
	fresh.gate = gate
	return &fresh
}

// pass passes the gate, if there is one; its error is a *denied.
func (c *Client) pass(ctx context.Context, key string) (over func(), err error) {
	if c.gate == nil {
		return func() {}, nil
	}
	if over, err = c.gate(ctx, key); err != nil {
		return nil, &denied{err}
	}
	return over, nil
}
