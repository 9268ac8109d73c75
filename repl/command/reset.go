package command

import (
	"context"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var resetCommand = eval.Entry{Run: eval.OnKey(reset), Once: true, Command: &lang.Command{
	Name: "reset!", Aliases: []string{"set"}, Group: lang.GroupWriting, Args: []lang.Arg{keyArg, presentArg}, Options: valueOptions, Warning: dropsTTL,
	Doc: "write a value, whatever was there before", Answers: true, Returns: "the answer",
	Example: []lang.Example{{Line: `reset! :atom "hi" | :node :value`, Result: `"hi"`}},
}}

func reset(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	return answer(f.Client().Set(ctx, key, c.String(1), setOptions(c)))
}
