package command

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var deleteAllCommand = eval.Entry{Run: eval.OnKey(deleteAll), Command: &lang.Command{
	Name: "delete-all!", Group: lang.GroupDeleting, Args: []lang.Arg{{Name: "K", Kind: lang.DirectoryArg}}, Options: eval.WithCommon(),
	Doc: "delete every node in directory K, recursively where needed; K itself stays, and so do names in it that begin with _, but not those further down", Returns: "nil",
	More: "etcd leaves names that begin with _ out of every listing: those in K survive, those in its subdirectories go unseen, and no dump of K holds either. " +
		"When it ends early the error tells how many of K's children are deleted, and of how many nobody knows; it can be run again.",
	Example: []lang.Example{{Before: []string{`reset! cats/mittens 1`, `delete-all! nil`}, Line: `get nil`, Result: `nil`}},
}}

func deleteAll(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	r, err := f.Client().Get(ctx, key, client.GetOptions{Options: c.KeyOptions(0), Quorum: true})
	if err != nil {
		return nil, err
	}
	if !r.Node.Dir {
		return nil, c.Usage(fmt.Errorf("%s is a file, not a directory; nothing was deleted (delete! deletes a key)", key))
	}
	if yes, err := agreed(ctx, f, c, key); err != nil || !yes {
		return render.Nothing{}, err
	}
	return nil, deleteNodes(ctx, f, r.Node.Nodes, c.Common())
}

// deleteNodes deletes nodes, several at once.
func deleteNodes(ctx context.Context, f *eval.Frame, nodes []*client.Node, o client.Options) error {
	progress := f.Progress(f.Bulk("deleting"), len(nodes))
	defer progress.Done()
	var done atomic.Int64
	unknown, err := tree.Each(nodes, func(n *client.Node) error {
		err := deleteNode(ctx, f, n, o)
		if err == nil {
			done.Add(1)
			progress.Add(1)
		}
		return err
	})
	if err != nil {
		return &DeleteError{Done: int(done.Load()), Of: len(nodes), Unknown: unknown, Err: err}
	}
	return nil
}

// deleteNode deletes one listed node; one that is gone by now is as good.
func deleteNode(ctx context.Context, f *eval.Frame, n *client.Node, o client.Options) error {
	if n.Key == nil {
		return errors.New("the server listed a node without a key")
	}
	_, err := f.Client().Delete(ctx, *n.Key, client.DeleteOptions{Options: o, Recursive: n.Dir})
	if errors.Is(err, client.ErrKeyNotFound) && strings.ContainsRune(*n.Key, utf8.RuneError) {
		return fmt.Errorf("%s is not UTF-8 on the server, so it cannot be named; delete! --recursive of its directory deletes it, but where that is the root only a request with its bytes percent-encoded does", *n.Key)
	}
	if errors.Is(err, client.ErrKeyNotFound) {
		return nil
	}
	return err
}

// DeleteError is how a delete-all! ended that did not delete everything.
type DeleteError struct {
	Done, Of int // how many of the directory's children are deleted
	Unknown  int // how many more perhaps are
	Err      error
}

func (e *DeleteError) Error() string {
	return fmt.Sprintf("%v (%d of %d were deleted%s)", e.Err, e.Done, e.Of, eval.NobodyKnows(e.Unknown))
}

// Unwrap gives the failure.
func (e *DeleteError) Unwrap() error { return e.Err }

// Progress tells how many were deleted.
func (e *DeleteError) Progress() render.Map {
	return append(render.Map{{Key: render.Keyword("deleted"), Value: e.Done}}, lang.UnknownEntry(e.Unknown)...)
}

// Hint says that it can be run again, where that is what to do.
func (e *DeleteError) Hint() string {
	if client.BrokeOff(e.Err) {
		return "it can be run again, and goes on"
	}
	return eval.Hint(e.Err)
}
