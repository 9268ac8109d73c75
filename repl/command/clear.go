package command

import (
	"context"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var clearCommand = eval.Entry{Run: func(context.Context, *eval.Frame, lang.Call) (any, error) { return render.Clear{}, nil }, Command: &lang.Command{
	Name: "clear", Group: lang.GroupShell, Doc: "clear the screen", Returns: "nothing",
	Example: []lang.Example{{Line: `clear`}},
}}
