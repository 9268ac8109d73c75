package command

import (
	"context"
	"slices"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var mkCommand = eval.Entry{Run: eval.OnKey(makeKey), Command: &lang.Command{
	Name: "mk", Group: lang.GroupWriting, Args: []lang.Arg{keyArg, valueArg},
	Options: slices.Concat([]lang.Option{fileOption}, eval.WithCommon(ttlOption, inOrderOption), []lang.Option{secretOption}),
	Doc:     "write a value to a key that does not exist", Answers: true, Returns: "the answer; error 105 when the key exists",
	Example: []lang.Example{{Line: `mk :atom "hi" | :action`, Result: `"create"`}},
}}

var inOrderOption = lang.Option{Name: "in-order", Doc: "under a new key in directory K, numbered in order, as create!* does"}

func makeKey(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	if c.Flag(inOrderOption.Name) {
		return createAnswer(ctx, f, c, key)
	}
	return answer(f.Client().Create(ctx, key, c.String(1), setOptions(c)))
}
