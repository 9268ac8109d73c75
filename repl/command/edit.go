package command

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/eval/program"
	"etcd2sh/repl/lang"
)

var editCommand = eval.Entry{Run: edit, Command: &lang.Command{
	Name: "edit", Group: lang.GroupWriting, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}}, Options: eval.WithCommon(),
	Doc:     "change the value of a key in the editor that VISUAL or EDITOR names; a missing key is created",
	Answers: true, Returns: "the answer; nothing when the text was left as it was, and then nothing is written",
	More: "The value is written back by compare-and-set on the modifiedIndex that was read: if somebody else wrote in the meantime " +
		"nothing is overwritten, and the error says in which file your text is kept. A ttl goes on counting.\n\n" +
		"Editors like to end a file with a newline. Where the old value did not end in one, a newline at the end of your text is not part of the value; " +
		"to have one there, end with an empty line.",
	Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `edit :atom | :prevNode :value`, Result: `"hi"`}},
}}

// EditConflict says that somebody else wrote a key while it was edited;
// nothing was overwritten.
type EditConflict struct {
	Key  string
	Path string // the file in which the edited text is kept
	Text string // the text
}

func (e *EditConflict) Error() string {
	return fmt.Sprintf("%s was changed while it was edited, so nothing was written; your text is kept in %s", e.Key, e.Path)
}

func edit(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	if f.Host().NoExec {
		return nil, c.Usage(fmt.Errorf("edit %w", lang.ErrNoExec))
	}
	if f.Console().Editor == nil {
		return nil, c.Usage(errors.New("edit wants a terminal"))
	}
	key, err := c.Key(f.Dir(), 0)
	if err != nil {
		return nil, err
	}
	old, err := readEdited(ctx, f, c, key)
	if err != nil {
		return nil, err
	}
	draft, err := program.NewDraft("value"+ending(key), old.value())
	if err != nil {
		return nil, err
	}
	editErr := f.Lend(func() error { return f.Console().Editor(ctx, draft.Path) })
	text, err := draft.Text()
	if err != nil {
		return nil, errors.Join(editErr, err)
	}
	value := withoutAddedNewline(old.value(), text)
	if value == old.value() {
		dropDraft(f, draft)
		if editErr == nil {
			f.Note("unchanged, nothing written")
		}
		return render.Nothing{}, editErr
	}
	r, err := (*client.Response)(nil), editErr
	if err == nil {
		r, err = writeEdited(ctx, f, c, old, value)
	}
	switch {
	case isConflict(err):
		return nil, &EditConflict{Key: key, Path: draft.Path, Text: value}
	case err != nil:
		f.Note("your text is kept in " + draft.Path)
		return nil, err
	}
	dropDraft(f, draft)
	return r, nil
}

// edited is what is to be edited.
type edited struct {
	key  string
	node *client.Node // nil when the key does not exist
	read time.Time
}

func (e edited) value() string {
	if e.node == nil {
		return ""
	}
	return *e.node.Value
}

func readEdited(ctx context.Context, f *eval.Frame, c lang.Call, key string) (edited, error) {
	e := edited{key: key, read: time.Now()}
	r, err := f.Client().Get(ctx, key, client.GetOptions{Options: c.Common(), Quorum: true})
	switch {
	case errors.Is(err, client.ErrKeyNotFound):
		return e, nil
	case err != nil:
		return e, err
	case r.Node.Dir:
		return e, c.Usage(fmt.Errorf("%s is a directory, which has no value to edit", key))
	case r.Node.Value == nil || r.Node.ModifiedIndex == nil:
		return e, fmt.Errorf("the server sent %s without its value and modifiedIndex", key)
	}
	if tree.Altered(*r.Node.Value) {
		return e, c.Usage(fmt.Errorf("the value of %s holds U+FFFD, which may stand for bytes that are not UTF-8; writing it back would destroy them", key))
	}
	e.node = r.Node
	return e, nil
}

// writeEdited writes the new value, if the key still is as it was read.
func writeEdited(ctx context.Context, f *eval.Frame, c lang.Call, old edited, value string) (*client.Response, error) {
	o := client.SetOptions{Options: c.Common()}
	if old.node == nil {
		o.PrevExist = new(false)
		return f.Client().Set(ctx, old.key, value, o)
	}
	o.TTL = tree.TTLLeft(old.node, old.read)
	return f.Client().CompareAndSwapIndex(ctx, old.key, *old.node.ModifiedIndex, value, o)
}

// isConflict reports whether a write was refused because the key is no longer
// as it was.
func isConflict(err error) bool {
	return client.Refused(err, client.ErrCompareFailed, client.ErrKeyExists, client.ErrKeyNotFound, client.ErrNotFile, client.ErrNotDir)
}

// dropDraft removes a text that is needed no more.
func dropDraft(f *eval.Frame, draft program.Draft) {
	if err := draft.Drop(); err != nil {
		f.Note(fmt.Sprintf("the text that was edited stays on the disk: %v", err))
	}
}

// withoutAddedNewline takes the newline away that an editor put at the end.
func withoutAddedNewline(old, text string) string {
	if strings.HasSuffix(old, "\n") {
		return text
	}
	return strings.TrimSuffix(text, "\n")
}

// ending is what tells editors by the key the kind of a text, such as .json; or "".
func ending(key string) string {
	ext := path.Ext(key)
	odd := strings.ContainsFunc(strings.TrimPrefix(ext, "."), func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if odd || len(ext) > 16 {
		return ""
	}
	return ext
}

// Data is the error as data.
func (e *EditConflict) Data() render.Map {
	return lang.ErrorMap("edit-conflict", e.Error(),
		render.Entry{Key: render.Keyword("key"), Value: e.Key},
		render.Entry{Key: render.Keyword("path"), Value: e.Path},
		render.Entry{Key: render.Keyword("text"), Value: e.Text})
}

// ExitStatus is that of a compare that failed.
func (e *EditConflict) ExitStatus() int { return lang.StatusCompare }
