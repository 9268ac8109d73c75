package client

// While gives the same client for requests that may be sent only as long as holds
// is nil, as under a lock. holds is asked before each request is sent, a repeated
// one too, in the goroutine that sends it: a context that another
// goroutine cancels comes too late when the whole process stood still. The error
// of a request that is not sent for that wraps that of holds. holds must not block.
func (c *Client) While(holds func() error) *Client {
	both := holds
	if outer := c.holds; outer != nil {
		both = func() error {
			if err := outer(); err != nil {
				return err
			}
			return holds()
		}
	}
	inner := *c
	inner.holds = both
	return &inner
}

// denied says that a request was not sent because what it was to be sent under
// holds no longer.
type denied struct{ err error }

func (d *denied) Error() string { return d.err.Error() }
func (d *denied) Unwrap() error { return d.err }

// allowed is nil when a request may be sent, else a *denied.
func (c *Client) allowed() error {
	if c.holds == nil {
		return nil
	}
	if err := c.holds(); err != nil {
		return &denied{err}
	}
	return nil
}
