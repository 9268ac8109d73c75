package v2store

import (
	"context"
	"fmt"
	"sync"

	"etcd2sh/client"
	"etcd2sh/client/admin"
	"etcd2sh/client/tree"
	"etcd2sh/repl/lang/scan"
)

// Cleared is how much was deleted.
type Cleared struct {
	Keys, Directories, Users, Roles int
	Left                            []string // what was not, each with why
}

// Clear deletes the contents: keys as they were when they were read, and directories
// that are empty, from the deepest up; then users and roles. If users are asked for, that
// is disabled first. What was changed meanwhile is left. The error is a
// [*ClearError] if it ended in the middle of the keys.
func (h *Contents) Clear(ctx context.Context, c *client.Client, progress tree.Progress) (Cleared, error) {
	d := deletion{client: c, progress: progress}
	if h.Auth {
		if err := admin.Disable(ctx, c); err != nil {
			return d.cleared, err
		}
	}
	levels := [][]*client.Node{h.Tree.Files}
	for depth := len(h.Tree.Dirs) - 1; depth > 0; depth-- {
		levels = append(levels, h.Tree.Dirs[depth])
	}
	for _, level := range levels {
		if unknown, err := tree.Each(level, func(n *client.Node) error { return d.delete(ctx, n) }); err != nil {
			return d.cleared, &ClearError{Done: d.cleared.Keys + d.cleared.Directories, Of: h.Size(), Unknown: unknown, Err: err}
		}
	}
	for _, u := range h.Users {
		if err := admin.RemoveUser(ctx, c, u.Name); err != nil {
			return d.cleared, err
		}
		d.cleared.Users++
	}
	for _, r := range h.Roles {
		if _, err := admin.RemoveRole(ctx, c, r.Name); err != nil {
			return d.cleared, err
		}
		d.cleared.Roles++
	}
	return d.cleared, nil
}

// ClearError is how a clearing ended that did not come to its end.
type ClearError struct {
	Done, Of int // how many nodes are deleted
	Unknown  int // how many more perhaps are
	Err      error
}

func (e *ClearError) Error() string {
	unknown := ""
	if e.Unknown > 0 {
		unknown = fmt.Sprintf("; of %d nobody knows", e.Unknown)
	}
	return fmt.Sprintf("%v (%d of %d were deleted%s)", e.Err, e.Done, e.Of, unknown)
}

// Unwrap gives the failure.
func (e *ClearError) Unwrap() error { return e.Err }

// Hint says that it can be run again.
func (e *ClearError) Hint() string { return "it can be run again, and deletes the rest" }

// deletion deletes nodes, several at once, and keeps account.
type deletion struct {
	client   *client.Client
	progress tree.Progress

	mu      sync.Mutex
	cleared Cleared
}

// delete deletes a key if it is as it was, and a directory if it is empty. One that is
// gone by now is as good.
func (d *deletion) delete(ctx context.Context, n *client.Node) error {
	key := tree.Key(n)
	o := client.DeleteOptions{Dir: n.Dir}
	if !n.Dir {
		o.PrevIndex = n.ModifiedIndex
	}
	_, err := d.client.Delete(ctx, key, o)
	why := ""
	switch missing := client.Refused(err, client.ErrKeyNotFound); {
	case missing && tree.Altered(key):
		why = "is not UTF-8 on the server, so it cannot be named"
	case missing:
		err = nil
	case client.Refused(err, client.ErrCompareFailed, client.ErrNotFile, client.ErrNotDir):
		why = "was changed after it was written to the file"
	case client.Refused(err, client.ErrDirNotEmpty):
		why = "has names in it that came after it was written to the file, or hidden ones: --hidden " + scan.QuotedIfNeeded(key+"/_NAME") + " takes one of these"
	case err != nil:
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case why != "":
		d.cleared.Left = append(d.cleared.Left, key+" "+why)
	case n.Dir:
		d.cleared.Directories++
	default:
		d.cleared.Keys++
	}
	d.progress.Add(1)
	return nil
}
