package command

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// listing reads the directory that a command is about.
func listing(ctx context.Context, f *eval.Frame, c lang.Call, recursive bool) (*client.Node, string, error) {
	key, err := keyOr(c, f, f.Dir())
	if err != nil {
		return nil, "", err
	}
	r, err := f.Client().Get(ctx, key, client.GetOptions{
		Options: c.KeyOptions(0), Recursive: recursive, Sorted: true, Quorum: c.Flag("quorum"),
	})
	if err != nil {
		return nil, "", err
	}
	f.Saw(r)
	return r.Node, key, nil
}
