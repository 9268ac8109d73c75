package repl

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/repl/lang"
)

// listing reads the directory that a command is about.
func (s *Session) listing(ctx context.Context, c lang.Call, recursive bool) (*client.Node, string, error) {
	key, err := keyOr(c, s, s.dir)
	if err != nil {
		return nil, "", err
	}
	r, err := s.client.Get(ctx, key, client.GetOptions{
		Options: c.Common(), Recursive: recursive, Sorted: true, Quorum: c.Flag("quorum"),
	})
	if err != nil {
		return nil, "", err
	}
	if s.Observer != nil {
		s.Observer.Saw(r)
	}
	return r.Node, key, nil
}
