package command

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var deleteCommand = eval.Entry{Run: eval.OnKey(deleteKey), Command: &lang.Command{
	Name: "delete!", Aliases: []string{"rm"}, Group: lang.GroupDeleting, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}},
	Options: eval.WithCommon(
		lang.Option{Name: "recursive", Short: "r", Doc: "a directory with all that is in it"},
		lang.Option{Name: "dir", Doc: "an empty directory too"},
		prevValueOption, prevIndexOption),
	Warning: func(d *lang.Draft, k lang.Seen) string {
		if !k.Dir || d.Has("recursive") || d.Has("dir") {
			return ""
		}
		return "a directory: delete! wants --recursive"
	},
	Doc: "delete a key", Returns: "the answer, with what was there as :prevNode",
	Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `delete! :atom | :prevNode :value`, Result: `"hi"`}},
}}

func deleteKey(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	if c.Flag("recursive") && key != "/" {
		if yes, err := agreed(ctx, f, key, c.KeyOptions(0)); err != nil || !yes {
			return render.Nothing{}, err
		}
	}
	return answer(f.Client().Delete(ctx, key, client.DeleteOptions{
		Options: c.KeyOptions(0), Recursive: c.Flag("recursive"), Dir: c.Flag("dir"),
		PrevValue: c.OptionString("prev-value"), PrevIndex: c.OptionUint("prev-index"),
	}))
}
