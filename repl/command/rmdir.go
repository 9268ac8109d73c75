package command

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var rmdirCommand = eval.Entry{Run: eval.OnEachKey(eval.OnKey(rmdir)), Command: &lang.Command{
	Name: "rmdir", Group: lang.GroupDeleting, Args: []lang.Arg{{Name: "K…", Kind: lang.DirectoryArg, Several: true}}, Options: eval.WithCommon(),
	Doc: "delete an empty directory, or several", Answers: true, Returns: "the answer; error 108 when something is in it; for several keys one each",
	More:    "As etcdctl's, and as delete! --dir, it deletes a file too.",
	Example: []lang.Example{{Before: []string{`mkdir! cats`}, Line: `rmdir cats | :action`, Result: `"delete"`}},
}}

func rmdir(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	r, err := f.Client().Delete(ctx, key, client.DeleteOptions{Options: c.KeyOptions(0), Dir: true})
	if client.Refused(err, client.ErrDirNotEmpty) {
		err = &directoryKept{err, "delete!"}
	}
	return answer(r, err)
}
