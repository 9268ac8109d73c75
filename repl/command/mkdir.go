package command

import (
	"context"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var mkdirCommand = eval.Entry{Run: eval.OnKey(mkdir), Command: &lang.Command{
	Name: "mkdir!", Aliases: []string{"mkdir"}, Group: lang.GroupWriting, Args: []lang.Arg{keyArg}, Options: eval.WithCommon(ttlOption),
	Doc: "make a directory; it never replaces anything", Answers: true, Returns: "the answer",
	Example: []lang.Example{{Line: `mkdir! cats | :node :dir`, Result: `true`}},
}}

func mkdir(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	return answer(f.Client().Mkdir(ctx, key, setOptions(c)))
}
