package command

import (
	"context"
	"errors"
	"fmt"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// many is how many nodes may be deleted without a question.
const many = 10

// agreed asks before what is below a directory is deleted, when there is a
// person to ask and reason to. It reads the whole tree to count it.
func agreed(ctx context.Context, f *eval.Frame, c lang.Call, key string) (bool, error) {
	if f.Console().Confirm == nil || f.Settings().Confirm == eval.ConfirmNever {
		return true, nil
	}
	question, err := question(ctx, f, key, c.KeyOptions(0))
	if err != nil || question == "" {
		return err == nil, err
	}
	declined := "nothing was deleted"
	if c.Shared() {
		declined += " of " + render.Escape(key)
	}
	return answered(ctx, f, question, declined)
}

// confirmed asks a person, if there is one to ask; declined tells what no means.
func confirmed(ctx context.Context, f *eval.Frame, question, declined string) (bool, error) {
	if f.Console().Confirm == nil || f.Settings().Confirm == eval.ConfirmNever {
		return true, nil
	}
	return answered(ctx, f, question, declined)
}

// answered puts a question; declined tells what no means, and an interrupt, too.
func answered(ctx context.Context, f *eval.Frame, question, declined string) (bool, error) {
	yes, err := f.Console().Confirm(ctx, question)
	switch {
	case errors.Is(err, context.Canceled):
		f.Note(declined)
	case err == nil && !yes:
		f.Note(declined)
		f.Decline()
	}
	return yes, err
}

// question is what to ask, or "" where there is no reason to. A tree that
// cannot be listed is no small one.
func question(ctx context.Context, f *eval.Frame, key string, o client.Options) (string, error) {
	r, err := f.Client().Get(ctx, key, client.GetOptions{Options: o, Recursive: true, Quorum: true})
	switch {
	case errors.Is(err, client.ErrKeyNotFound):
		return "", nil // the delete will say so
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil:
		return fmt.Sprintf("Delete all below %s? It could not be counted.", render.Escape(key)), nil
	}
	n := tree.Count(r.Node.Nodes)
	if !r.Node.Dir || f.Settings().Confirm == eval.ConfirmMany && n <= many && (key != "/" || n == 0) {
		return "", nil
	}
	return fmt.Sprintf("Delete %s below %s?", lang.Plural(n, "node"), render.Escape(key)), nil
}
