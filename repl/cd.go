package repl

import (
	"context"
	"fmt"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

func init() {
	register(changeDir, &lang.Command{
		Name: "cd", Group: lang.GroupMoving, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg, Optional: true}}, Options: withCommon(), Session: true,
		Doc: "make directory K the current one, from which keys without a leading / are seen; the root if K is missing", Returns: "nothing",
		More:    "A script ends when it fails, even with --keep-going: what follows was not meant for the directory before.",
		Example: []lang.Example{{Before: []string{`mkdir! cats`, `cd cats`}, Line: `pwd`, Result: `"/cats"`}},
	})
	register(func(_ context.Context, s *Session, _ lang.Call) (any, error) { return s.dir, nil }, &lang.Command{
		Name: "pwd", Group: lang.GroupMoving, Doc: "tell the current directory", Returns: "its key",
		Example: []lang.Example{{Line: `pwd`, Result: `"/"`}},
	})
}

// keyOr gives the key at position 0, or the key that stands for none.
func keyOr(c lang.Call, s *Session, none string) (string, error) {
	if !c.Has(0) {
		return none, nil
	}
	return c.Key(s.dir, 0)
}

func changeDir(ctx context.Context, s *Session, c lang.Call) (any, error) {
	key, err := keyOr(c, s, "/")
	if err != nil {
		return nil, err
	}
	r, err := s.client.Get(ctx, key, client.GetOptions{Options: c.Common()})
	if err != nil {
		return nil, &DirectoryError{err}
	}
	if !r.Node.Dir {
		return nil, &DirectoryError{c.Usage(fmt.Errorf("%s is a file, not a directory", key))}
	}
	s.dir = key
	return render.Nothing{}, nil
}
