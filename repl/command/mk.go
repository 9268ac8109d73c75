package command

import (
	"context"
	"slices"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var mkCommand = eval.Entry{Run: eval.OnKey(makeKey), Command: &lang.Command{
	Name: "mk", Group: lang.GroupWriting, Args: []lang.Arg{keyArg, valueArg},
	Options: slices.Concat([]lang.Option{fileOption}, eval.WithCommon(ttlOption), []lang.Option{secretOption}),
	Doc:     "write a value to a key that does not exist", Answers: true, Returns: "the answer; error 105 when the key exists",
	Example: []lang.Example{{Line: `mk :atom "hi" | :action`, Result: `"create"`}},
}}

func makeKey(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	return answer(f.Client().Create(ctx, key, c.String(1), setOptions(c)))
}
