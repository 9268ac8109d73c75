package command

import (
	"context"
	"errors"

	"etcd2sh/client"
	"etcd2sh/client/recipe"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var dequeueCommand = eval.Entry{Run: eval.OnKey(dequeue), Command: &lang.Command{
	Name: "dequeue", Group: lang.GroupWaiting, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}},
	Options: []lang.Option{{Name: "wait", Short: "w", Doc: "wait while the queue is empty"}, eval.RootKeyOption},
	Doc:     "take the first item of queue K, the one with the lowest in-order key, and delete it", Returns: "the node that was taken; nil when there is none",
	More:    "create! puts. The delete is a compare-and-delete, so that no two takers get the same. When it cannot be told whether the delete happened, the error is of type :unknown-outcome, with the key and the value.",
	Example: []lang.Example{{Before: []string{`create! :queue "first"`, `create! :queue "second"`}, Line: `dequeue :queue | :value`, Result: `"first"`}},
}}

func dequeue(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	q := f.Queue(key, c.Common().RootKey)
	item, err := q.Dequeue(ctx)
	if errors.Is(err, recipe.ErrEmpty) && c.Flag("wait") {
		defer f.Waits("waiting for an item in " + render.Escape(key))()
		item, err = q.DequeueWait(ctx)
	}
	switch {
	case errors.Is(err, recipe.ErrEmpty):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &client.Node{Key: &item.Key, Value: &item.Value, CreatedIndex: &item.Index}, nil
}
