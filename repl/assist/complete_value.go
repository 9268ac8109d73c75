package assist

import (
	"context"
	"errors"

	"etcd2sh/client"
	"etcd2sh/repl/lang"
)

// maxOffered is the longest value in bytes that is put into a line.
const maxOffered = 4 << 10

// present gives what the key of a command holds now of what is offered: what the
// server tells before ctx ends, else what it told before.
func (s *Assistant) present(ctx context.Context, d *lang.Draft, o lang.Offer) []lang.Name {
	if d == nil || d.Command == nil || !d.Stored() || d.Secret() {
		return nil
	}
	key, ok := s.keyOf(d)
	if !ok {
		return nil
	}
	n := s.node(ctx, key)
	if n == nil {
		return nil
	}
	text, ok := o.Present(n)
	if !ok || len(text) > maxOffered {
		return nil
	}
	return []lang.Name{{Text: text, Doc: "as it is now"}}
}

// node gives a key as it is, or as it was seen when nobody answers; nil when there
// is none, or nothing is known of it.
func (s *Assistant) node(ctx context.Context, key string) *client.Node {
	r, err := s.session.Client().Get(ctx, key, client.GetOptions{})
	switch {
	case err == nil:
		return r.Node
	case errors.As(err, new(*client.Error)):
		return nil
	}
	f, ok := s.known.Find(key)
	if !ok {
		return nil
	}
	return f.Node()
}
