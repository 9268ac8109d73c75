package command

import (
	"context"
	"errors"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var deleteCommand = eval.Entry{Run: eval.OnEachKey(eval.OnKey(deleteKey)), Command: &lang.Command{
	Name: "delete!", Aliases: []string{"rm"}, Group: lang.GroupDeleting, Args: []lang.Arg{{Name: "K…", Kind: lang.KeyArg, Several: true}},
	Options: append(eval.WithCommon(
		lang.Option{Name: "recursive", Short: "r", Doc: "a directory with all that is in it"},
		lang.Option{Name: "dir", Doc: "an empty directory too"},
		prevValueOption, prevIndexOption), secretOption),
	Warning: func(d *lang.Draft, k lang.Seen) string {
		if !k.Dir || d.Has("recursive") || d.Has("dir") {
			return ""
		}
		return "a directory: it wants --recursive"
	},
	Doc: "delete a key, or several, one after the other", Answers: true, Returns: "the answer, with what was there as :prevNode; for several keys one each",
	More:    "Several keys are several requests: the first error ends it, its :key says at which, and the results tell what was deleted before. Nothing is sent for the keys behind it, nor when one of the keys cannot be right.",
	Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `delete! :atom | :prevNode :value`, Result: `"hi"`}},
}}

func deleteKey(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	if c.Flag("recursive") && key != "/" {
		if yes, err := agreed(ctx, f, c, key); err != nil || !yes {
			return render.Nothing{}, err
		}
	}
	r, err := f.Client().Delete(ctx, key, client.DeleteOptions{
		Options: c.KeyOptions(0), Recursive: c.Flag("recursive"), Dir: c.Flag("dir"),
		PrevValue: c.OptionString("prev-value"), PrevIndex: c.OptionUint("prev-index"),
	})
	if client.Refused(err, client.ErrNotFile, client.ErrDirNotEmpty) {
		err = &directoryKept{err, c.Name()}
	}
	return answer(r, err)
}

// directoryKept is the refusal to delete a directory without the option for it.
type directoryKept struct {
	error
	typed string // the command's name
}

// Unwrap gives the refusal.
func (d *directoryKept) Unwrap() error { return d.error }

// Hint says which option it wants, in the name that was typed.
func (d *directoryKept) Hint() string {
	if errors.Is(d.error, client.ErrDirNotEmpty) {
		return eval.Hint(d.error) + "; " + d.typed + " with --recursive deletes all that is in it, too"
	}
	return eval.Hint(d.error) + "; " + d.typed + " takes one with --dir if it is empty, or with --recursive and all that is in it"
}
