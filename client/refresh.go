package client

import (
	"context"
	"fmt"
	"net/url"
)

// Refresh gives a key that exists a new ttl in seconds. Its value and its
// createdIndex stay, its modifiedIndex advances, and no watcher is woken.
// etcd 3.5 cannot refresh a directory and answers [ErrRaftInternal].
//
// A server before etcd 2.3 knows no refresh and erases the value. Then it is put
// back, by a compare-and-swap whose answer is returned: see [Response.PutBack].
// Where that fails the error is a [*ErasedValue].
func (c *Client) Refresh(ctx context.Context, key string, ttl uint64, o SetOptions) (*Response, error) {
	if o.PrevExist != nil && !*o.PrevExist {
		return nil, &Argument{"prev-exist", "false contradicts a refresh: etcd would make an empty key"}
	}
	o.TTL, o.PrevExist = &ttl, new(true)
	r, err := c.put(ctx, key, url.Values{"refresh": {"true"}}, o)
	if err != nil {
		return nil, err
	}
	if value, erased := r.erased(); erased {
		return c.putBack(ctx, key, value, *r.Node.ModifiedIndex, o)
	}
	return r, nil
}

// RefreshValue is [Client.Refresh] of a key that holds value, which is not empty,
// for a server that may know no refresh: such a one swaps the value with itself,
// which watchers see, and erases nothing. A server that knows refresh refuses it
// with [ErrRefreshValue] and does nothing.
func (c *Client) RefreshValue(ctx context.Context, key, value string, ttl uint64, o SetOptions) (*Response, error) {
	if o.PrevValue != nil {
		return nil, &Argument{"prev-value", "is given twice"}
	}
	o.TTL, o.PrevValue = &ttl, &value
	return c.put(ctx, key, url.Values{"refresh": {"true"}, "value": {value}}, o)
}

// erased gives the value that a write erased, if it did.
func (r *Response) erased() (value string, ok bool) {
	if r.PrevNode == nil || r.PrevNode.Value == nil || *r.PrevNode.Value == "" || r.Node.ModifiedIndex == nil {
		return "", false
	}
	return *r.PrevNode.Value, r.Node.Value != nil && *r.Node.Value == ""
}

// PutBack reports whether the answer of [Client.Refresh] is that of the write
// that put the value back: for a moment it was gone, and watchers were woken.
func (r *Response) PutBack() bool {
	return r.PrevNode != nil && r.PrevNode.Value != nil && *r.PrevNode.Value == "" && r.Node.Value != nil && *r.Node.Value != ""
}

// putBack writes a value that was erased at an index back, unless somebody wrote
// meanwhile. A caller who gives up does not end it: the value would be lost.
func (c *Client) putBack(ctx context.Context, key, value string, erased uint64, o SetOptions) (*Response, error) {
	o.PrevValue, o.PrevIndex = nil, &erased
	r, err := c.Set(context.WithoutCancel(ctx), key, value, o)
	if err != nil {
		return nil, &ErasedValue{Key: key, Value: value, Err: err}
	}
	return r, nil
}

// ErasedValue says that a server which knows no refresh erased a value, and that
// it could not be put back. It is always a pointer.
type ErasedValue struct {
	Key   string
	Value string // what the key held
	Err   error  // why; ErrCompareFailed: somebody else wrote since
}

func (e *ErasedValue) Error() string {
	return fmt.Sprintf("this server knows no refresh, which came with etcd 2.3: it erased the value of %s, which could not be put back: %v", e.Key, e.Err)
}

// Unwrap gives the reason.
func (e *ErasedValue) Unwrap() error { return e.Err }
