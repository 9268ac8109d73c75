package command

import (
	"context"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var defCommand = eval.Entry{Run: define, Command: &lang.Command{
	Name: "def", Group: lang.GroupScripting, Session: true,
	Args: []lang.Arg{{Name: "NAME", Kind: lang.VariableArg}, {Name: "COMMAND…", Kind: lang.StatementArg}},
	Doc:  "run a command and keep its result under a name, for $NAME to stand for", Returns: "nothing",
	More: "$NAME stands for the result wherever it is a word of its own, or an element of a vector; it is data, whatever it looks like. " +
		"$_ is the last result, $1 and so on are the script's arguments, and $@ is all of them. " +
		"Of several results a list is kept, of a program's output the text. When the command fails the name stands for nothing any more.",
	Example: []lang.Example{
		{Before: []string{`reset! :atom "hi"`, `def seen get* :atom | :node :modifiedIndex`}, Line: `cas-index! :atom $seen "meow" | :node :value`, Result: `"meow"`},
		{Before: []string{`reset! :counter 36`, `get :counter`}, Line: `reset! :copy $_ | :node :value`, Result: `"36"`},
	},
}}

func define(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	v, err := eval.Single(f.Capturing().Follow(ctx, c.Statement(1)))
	if err != nil {
		f.Undefine(c.String(0)) // what it was is not what is meant
		return nil, err
	}
	f.Define(c.String(0), v)
	return render.Nothing{}, nil
}
