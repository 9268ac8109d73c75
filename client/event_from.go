package client

import (
	"context"
	"fmt"
)

// eventFrom gives the first event of a key at or after an index, from the
// history that etcd keeps (else [ErrHistoryCleared]) or else as soon as it
// happens. A refresh makes none. A deletion or an expiry of a directory above
// the key is an event of the key too.
func (c *Client) eventFrom(ctx context.Context, key string, o GetOptions, from uint64) (*Response, error) {
	o.Wait = true
	within := scope{key: key, recursive: o.Recursive}
	for {
		o.WaitIndex = &from
		e, err := c.Get(ctx, key, o)
		if err != nil {
			return nil, err
		}
		if e.Node.Key == nil || e.Node.ModifiedIndex == nil || *e.Node.ModifiedIndex < from {
			return nil, fmt.Errorf("a watch of %s from index %d was answered with an event that has no key or an older index", key, from)
		}
		if within.has(e) {
			return e, nil
		}
		from = *e.Node.ModifiedIndex + 1 // the history also yields some events of other keys
	}
}
