package command

import (
	"context"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var exitCommand = eval.Entry{Run: func(context.Context, *eval.Frame, lang.Call) (any, error) { return nil, eval.ErrExit }, Command: &lang.Command{
	Name: "exit", Aliases: []string{"quit", ":q"}, Group: lang.GroupShell, Session: true,
	Doc: "leave; so does Ctrl-D", Returns: "nothing",
	Example: []lang.Example{{Line: `exit`}},
}}
