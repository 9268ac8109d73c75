package command

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var readOptions = eval.WithCommon(
	lang.Option{Name: "recursive", Short: "r", Doc: "the whole tree below a directory"},
	lang.Option{Name: "sorted", Short: "s", Also: []string{"sort"}, Doc: "children in the order of their names"},
	lang.Option{Name: "quorum", Short: "q", Doc: "a linearizable read; without it a member answers from what it has"},
	lang.Option{Name: "consistent", Doc: "as --quorum: what etcd 0.4 called it"},
	lang.Option{Name: "wait", Single: true, Doc: "wait for the next event of the key and return that"},
	lang.Option{Name: "wait-index", Kind: lang.Uint, Value: "N", Single: true, Elsewhere: true, Doc: "with --wait: the first event at or after index N"},
)

func readKey(ctx context.Context, f *eval.Frame, c lang.Call) (*client.Listing, error) {
	key, o, err := readOf(f, c)
	if err != nil {
		return nil, err
	}
	if o.Wait {
		defer f.Waits("waiting for the next event of " + watched(c, key))()
	}
	return f.Client().List(ctx, key, o)
}

// readOf gives what readKey reads.
func readOf(f *eval.Frame, c lang.Call) (key string, o client.GetOptions, err error) {
	key, err = c.Key(f.Dir(), 0)
	return key, client.GetOptions{
		Options:   c.KeyOptions(0),
		Recursive: c.Flag("recursive"),
		Sorted:    c.Flag("sorted"),
		Quorum:    c.Flag("quorum") || c.Flag("consistent"),
		Wait:      c.Flag("wait"),
		WaitIndex: c.OptionUint("wait-index"),
	}, err
}
