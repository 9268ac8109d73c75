package command

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// listing reads the directory that a command is about.
func listing(s eval.Frame, ctx context.Context, c lang.Call, recursive bool) (*client.Node, string, error) {
	key, err := keyOr(c, s, s.Dir())
	if err != nil {
		return nil, "", err
	}
	r, err := s.Client().Get(ctx, key, client.GetOptions{
		Options: c.Common(), Recursive: recursive, Sorted: true, Quorum: c.Flag("quorum"),
	})
	if err != nil {
		return nil, "", err
	}
	s.Saw(r)
	return r.Node, key, nil
}
