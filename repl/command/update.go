package command

import (
	"context"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var updateCommand = eval.Entry{Run: eval.OnKey(update), Once: true, Command: &lang.Command{
	Name: "update!", Aliases: []string{"update"}, Group: lang.GroupWriting, Args: []lang.Arg{keyArg, {Name: "V", Kind: lang.PresentArg, Or: fileOption.Name, Advice: "to change only the ttl use touch!, which keeps the value"}}, Options: valueOptions, Warning: dropsTTL,
	Doc: "write a value to a key that exists; createdIndex stays", Answers: true, Returns: "the answer",
	More:    "To change only the ttl use touch!, which keeps the value.",
	Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `update! :atom "meow" | :action`, Result: `"update"`}},
}}

func update(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	return answer(f.Client().Update(ctx, key, c.String(1), setOptions(c)))
}
