package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var copyOptions = eval.WithCommon(
	lang.Option{Name: "recursive", Short: "r", Doc: "a directory with all that is in it"},
	lang.Option{Name: "overwrite", Doc: "replace files that are there already, whatever they hold"},
)

var cpCommand = eval.Entry{Run: copyKey, Command: &lang.Command{
	Name: "cp", Group: lang.GroupMoving, Args: []lang.Arg{{Name: "SRC", Kind: lang.KeyArg}, {Name: "DST", Kind: lang.KeyArg}}, Options: copyOptions,
	Doc:     "copy a file, or with --recursive a directory; into DST under the same name if DST is a directory",
	Returns: "how many files and directories were made, and the keys that were :skipped because they were there already",
	More: "A file that is there already is never overwritten: it is skipped, or, when SRC is a file, refused with error 105. " +
		"The write itself carries that condition, so nobody's file is lost in a race. With --overwrite it is replaced, even if somebody wrote it just now. " +
		"Directories are merged.\n\n" +
		"What is copied is SRC as it stood at one moment. Values stay as they are, but bytes that are not UTF-8 are copied as etcd shows them, U+FFFD; ttls go on counting, those of directories too where the copy makes them. " +
		"etcd leaves names that begin with _ out of every listing, so they are copied only when SRC names them.\n\n" +
		"When it ends early the error tells how many were copied; no write is sent twice.",
	Example: []lang.Example{
		{Before: []string{`reset! :atom "hi"`, `cp :atom :copy`}, Line: `get :copy`, Result: `"hi"`},
		{Before: []string{`reset! cats/mittens "black n white"`}, Line: `cp cats dogs -r`, Result: `{:copied 2, :skipped []}`},
	},
}}

// CopyError is how a cp of a directory ended that did not copy everything.
type CopyError struct {
	Done, Of int // how many files and directories were made, of how many
	Unknown  int // how many more perhaps were
	Err      error
}

func (e *CopyError) Error() string {
	return fmt.Sprintf("%v (%d of %d were copied%s)", e.Err, e.Done, e.Of, eval.NobodyKnows(e.Unknown))
}

// Unwrap gives the failure.
func (e *CopyError) Unwrap() error { return e.Err }

func copyKey(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	j, err := newCopyJob(ctx, f, c)
	if err != nil {
		return nil, err
	}
	progress := f.Progress(f.Bulk("copying"), j.tree.Size())
	defer progress.Done()
	err = j.copy(ctx, progress)
	switch {
	case err != nil && !j.tree.IsDir():
		return nil, err
	case err != nil:
		return nil, &CopyError{Done: j.made, Of: j.tree.Size(), Unknown: j.unknown, Err: err}
	}
	return render.Map{
		{Key: render.Keyword("copied"), Value: j.made},
		{Key: render.Keyword("skipped"), Value: sortedKeys(j.skipped)},
	}, nil
}

// copyJob is a copy under way. What follows mu is shared by its workers.
type copyJob struct {
	client    *client.Client
	options   client.Options
	tree      tree.Tree
	to        string // the key that the copy of the tree's has
	overwrite bool
	unknown   int // how many writes had an unknown outcome

	mu      sync.Mutex
	made    int            // how many files and directories were written
	copied  []*client.Node // the files of the tree that were copied for certain
	skipped []string       // the keys that were there already
}

// newCopyJob reads what a cp or mv is about, and refuses what cannot be.
func newCopyJob(ctx context.Context, f *eval.Frame, c lang.Call) (*copyJob, error) {
	from, err := c.Key(f.Dir(), 0)
	if err != nil {
		return nil, err
	}
	to, err := c.Key(f.Dir(), 1)
	if err != nil {
		return nil, err
	}
	j := &copyJob{client: f.Client(), options: c.Common(), overwrite: c.Flag("overwrite")}
	if j.to, err = j.target(ctx, from, to); err != nil {
		return nil, err
	}
	switch {
	case from == j.to:
		return nil, c.Usage(fmt.Errorf("%s is SRC and DST in one", from))
	case tree.IsBelow(j.to, from):
		return nil, c.Usage(fmt.Errorf("DST, which is %s, lies in SRC, which is %s", j.to, from))
	}
	if j.tree, err = tree.Read(ctx, f.Client(), from, c.Flag("recursive"), j.options); err != nil {
		return nil, err
	}
	if j.tree.IsDir() && !c.Flag("recursive") {
		return nil, c.Usage(fmt.Errorf("%s is a directory; %s wants --recursive for it", from, c.Name()))
	}
	return j, nil
}

// target gives the key that the copy shall have: to, or the same name in it
// if it is a directory.
func (j *copyJob) target(ctx context.Context, from, to string) (string, error) {
	r, err := j.client.Get(ctx, to, client.GetOptions{Options: j.options, Quorum: true})
	switch {
	case errors.Is(err, client.ErrKeyNotFound):
		return to, nil
	case err != nil:
		return "", err
	case r.Node.Dir:
		return tree.Join(to, "/"+tree.Name(from)), nil
	}
	return to, nil
}

// copy makes the directories from the top down, then the files.
func (j *copyJob) copy(ctx context.Context, progress tree.Progress) error {
	for _, level := range j.tree.Dirs {
		if err := j.each(level, progress, func(n *client.Node) error { return j.copyDir(ctx, n) }); err != nil {
			return err
		}
	}
	return j.each(j.tree.Files, progress, func(n *client.Node) error { return j.copyFile(ctx, n) })
}

// each is eachNode with its progress. An argument that the client refuses now
// must not pass for a mistake in a command of which nothing was done.
func (j *copyJob) each(nodes []*client.Node, progress tree.Progress, work func(*client.Node) error) error {
	unknown, err := tree.Each(nodes, func(n *client.Node) error {
		err := work(n)
		if a := (*client.Argument)(nil); errors.As(err, &a) {
			return fmt.Errorf("%s: %s", *n.Key, a.Error())
		}
		if err == nil {
			progress.Add(1)
		}
		return err
	})
	j.unknown += unknown
	return err
}

// copyOf gives the key of a node's copy.
func (j *copyJob) copyOf(n *client.Node) string {
	return tree.Join(j.to, tree.Below(*n.Key, j.tree.Key))
}

// copyDir makes a directory; one that is there already is as good.
func (j *copyJob) copyDir(ctx context.Context, n *client.Node) error {
	key := j.copyOf(n)
	_, err := j.client.Mkdir(ctx, key, client.SetOptions{Options: j.options, TTL: tree.TTLLeft(n, j.tree.Read)})
	if client.Refused(err, client.ErrKeyExists) {
		r, getErr := j.client.Get(ctx, key, client.GetOptions{Options: j.options, Quorum: true})
		switch {
		case getErr != nil:
			return getErr
		case r.Node.Dir:
			return nil
		}
	}
	if err == nil {
		j.note(func() { j.made++ })
	}
	return err
}

func (j *copyJob) copyFile(ctx context.Context, n *client.Node) error {
	key := j.copyOf(n)
	o := client.SetOptions{Options: j.options, TTL: tree.TTLLeft(n, j.tree.Read)}
	if !j.overwrite {
		o.PrevExist = new(false)
	}
	_, err := j.client.Set(ctx, key, *n.Value, o)
	switch {
	case client.Refused(err, client.ErrKeyExists) && j.tree.IsDir():
		j.note(func() { j.skipped = append(j.skipped, key) })
		return nil
	case err == nil:
		j.note(func() { j.made++; j.copied = append(j.copied, n) })
	}
	return err
}

// note changes what the workers share.
func (j *copyJob) note(change func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change()
}

// sortedKeys sorts keys, and is empty rather than nil.
func sortedKeys(keys []string) []string {
	return append([]string{}, slices.Sorted(slices.Values(keys))...)
}

// Progress tells how many were copied.
func (e *CopyError) Progress() render.Map {
	return append(render.Map{{Key: render.Keyword("copied"), Value: e.Done}}, lang.UnknownEntry(e.Unknown)...)
}
