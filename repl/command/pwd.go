package command

import (
	"context"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var pwdCommand = eval.Entry{Run: func(_ context.Context, f *eval.Frame, _ lang.Call) (any, error) { return f.Dir(), nil }, Command: &lang.Command{
	Name: "pwd", Group: lang.GroupMoving, Doc: "tell the current directory", Returns: "its key",
	Example: []lang.Example{{Line: `pwd`, Result: `"/"`}},
}}
