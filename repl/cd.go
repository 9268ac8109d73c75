package repl

import (
	"context"
	"fmt"

	"etcd2sh/client"
	"etcd2sh/render"
)

func init() {
	register(changeDir, &Command{
		Name: "cd", Group: GroupMoving, Args: []Arg{{Name: "K", Kind: KeyArg, Optional: true}}, Options: withCommon(), Session: true,
		Doc: "make directory K the current one, from which keys without a leading / are seen; the root if K is missing", Returns: "nothing",
		More:    "A script ends when it fails, even with --keep-going: what follows was not meant for the directory before.",
		Example: []Example{{Before: []string{`mkdir! cats`, `cd cats`}, Line: `pwd`, Result: `"/cats"`}},
	})
	register(func(_ context.Context, s *Session, _ Call) (any, error) { return s.dir, nil }, &Command{
		Name: "pwd", Group: GroupMoving, Doc: "tell the current directory", Returns: "its key",
		Example: []Example{{Line: `pwd`, Result: `"/"`}},
	})
}

// keyOr gives the key at position 0, or the key that stands for none.
func (c Call) keyOr(s *Session, none string) (string, error) {
	if !c.Has(0) {
		return none, nil
	}
	return c.Key(s.dir, 0)
}

func changeDir(ctx context.Context, s *Session, c Call) (any, error) {
	key, err := c.keyOr(s, "/")
	if err != nil {
		return nil, err
	}
	r, err := s.client.Get(ctx, key, client.GetOptions{Options: c.common()})
	if err != nil {
		return nil, &DirectoryError{err}
	}
	if !r.Node.Dir {
		return nil, &DirectoryError{c.usage(fmt.Errorf("%s is a file, not a directory", key))}
	}
	s.dir = key
	return render.Nothing{}, nil
}
