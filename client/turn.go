package client

import "context"

// MostWithUser is how many requests as a user are in flight at once: etcd checks the
// password for each anew, which takes about 75 ms of its processor, so that more of
// them would but wait there until their time is over.
const MostWithUser = 2

// turn waits until a request may be in flight, and gives what ends its turn. What is
// asked as guest, and a long poll, which is checked once, need not wait.
func (c *Client) turn(ctx context.Context, e endpoint, r request) (over func(), err error) {
	if e.user == nil || r.wait {
		return func() {}, nil
	}
	select {
	case c.turns <- struct{}{}:
		return func() { <-c.turns }, nil
	case <-ctx.Done():
		return nil, &unsent{ctx.Err()}
	}
}
