package command

import (
	"context"
	"fmt"
	"slices"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var mvCommand = eval.Entry{Run: moveKey, Command: &lang.Command{
	Name: "mv", Group: lang.GroupMoving, Args: []lang.Arg{{Name: "SRC", Kind: lang.KeyArg}, {Name: "DST", Kind: lang.KeyArg}}, Options: copyOptions,
	Doc:     "copy as cp does, then delete what was copied",
	Returns: "how many files and directories are gone from SRC, and the keys that were :left there",
	More: "etcd has no rename. Everything is copied first; if that fails nothing is deleted. " +
		"Then each file that was copied is deleted, on the condition that it still is at the modifiedIndex that was copied: " +
		"a value that somebody wrote in the meantime stays, and so does a file that cp would skip. " +
		"Directories are deleted only when they are empty, so that a new child or one whose name begins with _, which no listing shows, keeps its directory. " +
		"All that stays is listed as :left, and a terminal is told of directories where no listing shows why. Until the end, others see the files in both places.",
	Example: []lang.Example{
		{Before: []string{`reset! cats/mittens "black n white"`}, Line: `mv cats dogs -r`, Result: `{:moved 2, :left []}`},
		{Before: []string{`reset! :atom "hi"`, `mv :atom :moved`}, Line: `get nil`, Result: `{"moved" "hi"}`},
	},
}}

// MoveError is how a mv ended that failed on its way. Nothing is lost: what
// was not copied for certain was not deleted.
type MoveError struct {
	Copied int // how many files and directories were made at the new place
	Moved  int // how many are gone from the old place
	Of     int
	// Unknown is how many more perhaps were copied, or if all were, are gone.
	Unknown int
	Err     error
}

func (e *MoveError) Error() string {
	return fmt.Sprintf("%v (of %d, %d were copied and %d then deleted%s)", e.Err, e.Of, e.Copied, e.Moved, eval.NobodyKnows(e.Unknown))
}

// Unwrap gives the failure.
func (e *MoveError) Unwrap() error { return e.Err }

func moveKey(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	copied, err := newCopyJob(ctx, f, c)
	if err != nil {
		return nil, err
	}
	progress := f.Progress(f.Bulk("moving"), 2*copied.tree.Size())
	defer progress.Done()
	j := moveJob{copyJob: copied}
	err = j.copy(ctx, progress)
	if err != nil && !j.tree.IsDir() {
		return nil, err
	}
	if err == nil {
		err = j.clear(ctx, progress)
	}
	if err != nil {
		return nil, &MoveError{Copied: j.made, Moved: j.moved, Of: j.tree.Size(), Unknown: j.unknown, Err: err}
	}
	left := sortedKeys(j.left)
	if text := explain(j.full, left); text != "" {
		f.Note(text)
	}
	return render.Map{
		{Key: render.Keyword("moved"), Value: j.moved},
		{Key: render.Keyword("left"), Value: left},
	}, nil
}

// explain says why directories were left that are not empty, where nothing
// among all that was left, in order, shows it; "" when there are none.
func explain(full, left []string) string {
	full = slices.DeleteFunc(sortedKeys(full), func(dir string) bool {
		i, _ := slices.BinarySearch(left, dir+"/")
		return i < len(left) && tree.IsBelow(left[i], dir)
	})
	if len(full) == 0 {
		return ""
	}
	text := "left for what the listing did not show, names that begin with _ or something written since: " + full[0]
	if more := len(full) - 1; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// moveJob is a copy whose source is cleared afterwards.
type moveJob struct {
	*copyJob
	moved int      // how many nodes are gone from the source
	left  []string // the keys that stay there
	full  []string // those of directories which etcd said are not empty
}

// clear deletes the files that were copied, then the directories from the
// bottom up.
func (j *moveJob) clear(ctx context.Context, progress tree.Progress) error {
	j.leaveSkipped()
	if err := j.each(j.copied, progress, func(n *client.Node) error { return j.deleteFile(ctx, n) }); err != nil {
		return err
	}
	for _, level := range slices.Backward(j.tree.Dirs) {
		if err := j.each(level, progress, func(n *client.Node) error { return j.deleteDir(ctx, n) }); err != nil {
			return err
		}
	}
	return nil
}

// leaveSkipped notes the files that were not copied.
func (j *moveJob) leaveSkipped() {
	for _, key := range j.skipped {
		j.left = append(j.left, tree.Join(j.tree.Key, tree.Below(key, j.to)))
	}
}

// deleteFile deletes a file if it still is what was copied. A value that was
// perhaps not seen as it is stored is compared, too.
func (j *moveJob) deleteFile(ctx context.Context, n *client.Node) error {
	o := client.DeleteOptions{Options: j.options, PrevIndex: n.ModifiedIndex}
	if tree.Altered(*n.Value) {
		o.PrevValue = n.Value
	}
	_, err := j.client.Delete(ctx, *n.Key, o)
	return j.deleted(n, err)
}

// deleteDir deletes a directory if it is empty. etcd takes the same request
// for a file, so a file that took the directory's place is put back.
func (j *moveJob) deleteDir(ctx context.Context, n *client.Node) error {
	r, err := j.client.Delete(ctx, *n.Key, client.DeleteOptions{Options: j.options, Dir: true})
	if client.Refused(err, client.ErrDirNotEmpty) {
		j.note(func() { j.full = append(j.full, *n.Key) })
	}
	if err != nil || r.PrevNode == nil || r.PrevNode.Value == nil {
		return j.deleted(n, err)
	}
	file := r.PrevNode
	_, err = j.client.Set(ctx, *n.Key, *file.Value, client.SetOptions{
		Options: j.options, TTL: tree.TTLLeft(file, time.Now()), PrevExist: new(false),
	})
	if err == nil || client.Refused(err, client.ErrKeyExists) {
		j.note(func() { j.left = append(j.left, *n.Key) })
		return nil
	}
	return err
}

// deleted notes how a delete ended. A node that somebody else deleted is gone
// as well; one that cannot be found by the name it was listed under is not.
func (j *moveJob) deleted(n *client.Node, err error) error {
	missing := client.Refused(err, client.ErrKeyNotFound, client.ErrNotDir)
	switch {
	case err == nil, missing && !tree.Altered(*n.Key):
		j.note(func() { j.moved++ })
	case missing, client.Refused(err, client.ErrCompareFailed, client.ErrNotFile, client.ErrDirNotEmpty):
		j.note(func() { j.left = append(j.left, *n.Key) })
	default:
		return err
	}
	return nil
}

// Progress tells how many were copied, and how many are gone.
func (e *MoveError) Progress() render.Map {
	return append(render.Map{
		{Key: render.Keyword("copied"), Value: e.Copied},
		{Key: render.Keyword("moved"), Value: e.Moved},
	}, lang.UnknownEntry(e.Unknown)...)
}
