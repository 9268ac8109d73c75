package command

import (
	"context"
	"errors"
	"fmt"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var cdCommand = eval.Entry{Run: changeDir, Command: &lang.Command{
	Name: "cd", Group: lang.GroupMoving, Args: []lang.Arg{{Name: "K", Kind: lang.DirectoryArg, Optional: true}}, Options: eval.WithCommon(), Session: true,
	Doc: "make directory K the current one, from which keys without a leading / are seen; the root if K is missing, and the one before if it is a lone -", Returns: "nothing",
	More:    "A script ends when it fails, even with --keep-going: what follows was not meant for the directory before.",
	Example: []lang.Example{{Before: []string{`mkdir! cats`, `cd cats`}, Line: `pwd`, Result: `"/cats"`}},
}}

// keyOr gives the key at position 0, or the key that stands for none.
func keyOr(c lang.Call, f *eval.Frame, none string) (string, error) {
	if !c.Has(0) {
		return none, nil
	}
	return c.Key(f.Dir(), 0)
}

// newDir gives the directory that cd shall go to.
func newDir(c lang.Call, f *eval.Frame) (string, error) {
	if !c.Has(0) || !c.KeyPath(0).Previous {
		return keyOr(c, f, "/")
	}
	before, ok := f.DirBefore()
	if !ok {
		return "", &eval.DirectoryError{Err: c.Usage(errors.New("there was no directory before; quote '-' to mean a key of that name"))}
	}
	return before, nil
}

func changeDir(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	key, err := newDir(c, f)
	if err != nil {
		return nil, err
	}
	r, err := f.Client().Get(ctx, key, client.GetOptions{Options: c.KeyOptions(0)})
	switch {
	case key == "/" && client.Refused(err, client.ErrUnauthorized): // whose role is for a part of the store has to leave it again
	case err != nil:
		return nil, &eval.DirectoryError{Err: err}
	case !r.Node.Dir:
		return nil, &eval.DirectoryError{Err: c.Usage(fmt.Errorf("%s is a file, not a directory", key))}
	}
	f.SetDir(key)
	return render.Nothing{}, nil
}
