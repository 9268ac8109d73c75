package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
)

// Get reads a key: a file with its value, or a directory with its children. A
// missing key is [ErrKeyNotFound]. With Wait it returns the next event.
func (c *Client) Get(ctx context.Context, key string, o GetOptions) (*Response, error) {
	r, err := getRequest(key, o)
	if err != nil {
		return nil, err
	}
	return c.keys(ctx, r)
}

// List reads a key as [Client.Get] does, into what takes less memory when there is
// much.
func (c *Client) List(ctx context.Context, key string, o GetOptions) (*Listing, error) {
	r, err := getRequest(key, o)
	if err != nil {
		return nil, err
	}
	return answered(ctx, c, r, c.decodeListing)
}

// Set writes a value: whatever was there is replaced, so that the key has a
// new createdIndex, unless a condition makes it an update.
func (c *Client) Set(ctx context.Context, key, value string, o SetOptions) (*Response, error) {
	return c.put(ctx, key, url.Values{"value": {value}}, o)
}

// CheckSet gives the [*Argument] that Set would refuse a write with before it
// sends anything; nil when it would send it.
func CheckSet(key, value string, o SetOptions) error {
	_, err := setRequest(http.MethodPut, key, url.Values{"value": {value}}, o)
	return err
}

// Update writes a value to a key that exists, else [ErrKeyNotFound]; its
// createdIndex stays.
func (c *Client) Update(ctx context.Context, key, value string, o SetOptions) (*Response, error) {
	if o.PrevExist != nil && !*o.PrevExist {
		return nil, &Argument{"prev-exist", "false contradicts an update"}
	}
	o.PrevExist = new(true)
	return c.Set(ctx, key, value, o)
}

// Create writes a value to a key that does not exist, else [ErrKeyExists].
func (c *Client) Create(ctx context.Context, key, value string, o SetOptions) (*Response, error) {
	if o.PrevExist != nil && *o.PrevExist {
		return nil, &Argument{"prev-exist", "true contradicts a create"}
	}
	o.PrevExist = new(false)
	return c.Set(ctx, key, value, o)
}

// CreateInOrder writes a value under a new key in the directory dir, named by
// the store's next index: 20 digits since etcd 2.2, so that names sort by age.
// Of the options, etcd knows no condition here: they must be nil.
func (c *Client) CreateInOrder(ctx context.Context, dir, value string, o SetOptions) (*Response, error) {
	if o.PrevValue != nil || o.PrevIndex != nil || o.PrevExist != nil {
		return nil, &Argument{"create in order", "takes no condition: etcd would ignore it"}
	}
	r, err := setRequest(http.MethodPost, dir, url.Values{"value": {value}}, o)
	if err != nil {
		return nil, err
	}
	return c.keys(ctx, r)
}

// CompareAndSwap writes value if the key holds old, else [ErrCompareFailed].
// etcd cannot compare with ""; then the key is read, with quorum, and its
// modifiedIndex compared.
func (c *Client) CompareAndSwap(ctx context.Context, key, old, value string, o SetOptions) (*Response, error) {
	if o.PrevValue != nil {
		return nil, &Argument{"prev-value", "is given twice"}
	}
	if old != "" {
		o.PrevValue = &old
		return c.Set(ctx, key, value, o)
	}
	for {
		now, err := c.read(ctx, key, o.Options)
		if err != nil {
			return nil, err
		}
		if *now.Node.Value != "" || (o.PrevIndex != nil && *o.PrevIndex != *now.Node.ModifiedIndex) {
			return nil, emptyCompareFailed(now)
		}
		swap := o
		swap.PrevIndex = now.Node.ModifiedIndex
		r, err := c.Set(ctx, key, value, swap)
		if !errors.Is(err, ErrCompareFailed) {
			return r, err
		}
		// Somebody wrote since the read, perhaps "" once more: look again.
	}
}

// emptyCompareFailed is the refusal that etcd would give if it could compare
// with the empty string.
func emptyCompareFailed(now *Response) *Error {
	meta := now.Meta
	meta.Status = http.StatusPreconditionFailed
	e := &Error{Code: ErrCompareFailed, Message: "Compare failed", Cause: "[ != " + *now.Node.Value + "]", Meta: meta}
	if meta.EtcdIndex != nil {
		e.Index = *meta.EtcdIndex
	}
	return e
}

// CompareAndSwapIndex writes value if the key's modifiedIndex is index, else
// [ErrCompareFailed]. Index 0 is an [*Argument]: etcd would not compare.
func (c *Client) CompareAndSwapIndex(ctx context.Context, key string, index uint64, value string, o SetOptions) (*Response, error) {
	if o.PrevIndex != nil {
		return nil, &Argument{"prev-index", "is given twice"}
	}
	o.PrevIndex = &index
	return c.Set(ctx, key, value, o)
}

// Delete removes a key. A directory wants Recursive, or Dir if it is empty.
func (c *Client) Delete(ctx context.Context, key string, o DeleteOptions) (*Response, error) {
	r, err := deleteRequest(key, o)
	if err != nil {
		return nil, err
	}
	return c.keys(ctx, r)
}

// Mkdir makes a directory; anything that is there already is
// [ErrKeyExists]. (Without that condition etcd would replace a file.)
func (c *Client) Mkdir(ctx context.Context, key string, o SetOptions) (*Response, error) {
	o.PrevExist = new(false)
	return c.SetDirectory(ctx, key, o)
}

// SetDirectory makes a directory in the place of a file, too; a directory that is there
// is [ErrNotFile]. With PrevExist true it changes the ttl of one that is there, without
// TTL it makes that permanent: etcd 3.5 cannot and answers [ErrRaftInternal], and of a
// file the value would be erased.
func (c *Client) SetDirectory(ctx context.Context, key string, o SetOptions) (*Response, error) {
	return c.put(ctx, key, url.Values{"dir": {"true"}}, o)
}

func (c *Client) put(ctx context.Context, key string, form url.Values, o SetOptions) (*Response, error) {
	r, err := setRequest(http.MethodPut, key, form, o)
	if err != nil {
		return nil, err
	}
	return c.keys(ctx, r)
}

// keys sends a request about a key and reads etcd's answer.
func (c *Client) keys(ctx context.Context, r request) (*Response, error) {
	return answered(ctx, c, r, c.decode)
}

// answered sends a request about a key and has etcd's answer decoded.
func answered[A any](ctx context.Context, c *Client, r request, decode func(request, *http.Response, io.Reader) (*A, error)) (*A, error) {
	switch {
	case r.timeout == 0 && r.wait:
		r.headTimeout = c.timeout
	case r.timeout == 0:
		r.timeout = c.timeout
	}
	r.since = c.LastIndex()
	var answer *A
	err := c.doKey(ctx, &r, func(resp *http.Response) (err error) {
		answer, err = decode(r, resp, resp.Body)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// read is a linearizable read of a file: a directory is [ErrNotFile], as a
// write to it would be.
func (c *Client) read(ctx context.Context, key string, o Options) (*Response, error) {
	r, err := c.Get(ctx, key, GetOptions{Options: o, Quorum: true})
	if err != nil {
		return nil, err
	}
	if r.Node.Value == nil || r.Node.ModifiedIndex == nil {
		meta := r.Meta
		meta.Status = http.StatusForbidden
		e := &Error{Code: ErrNotFile, Message: "Not a file", Cause: key, Meta: meta}
		if meta.EtcdIndex != nil {
			e.Index = *meta.EtcdIndex
		}
		return nil, e
	}
	return r, nil
}
