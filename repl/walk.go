package repl

import (
	"context"

	"etcd2sh/client"
)

// listing reads the directory that a command is about.
func (s *Session) listing(ctx context.Context, c Call, recursive bool) (*client.Node, string, error) {
	key, err := c.keyOr(s, s.dir)
	if err != nil {
		return nil, "", err
	}
	r, err := s.client.Get(ctx, key, client.GetOptions{
		Options: c.common(), Recursive: recursive, Sorted: true, Quorum: c.Flag("quorum"),
	})
	if err != nil {
		return nil, "", err
	}
	if s.Observer != nil {
		s.Observer.Saw(r)
	}
	return r.Node, key, nil
}
