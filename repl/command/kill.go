package command

import (
	"context"
	"fmt"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var killCommand = eval.Entry{Run: killJob, Command: &lang.Command{
	Name: "kill", Group: lang.GroupShell, Session: true, Args: []lang.Arg{{Name: "N", Kind: lang.JobArg}},
	Doc: "end what runs in the background, by its number in jobs", Returns: "nothing",
	Example: []lang.Example{{Line: `try kill 1 catch [:type :usage] :none`, Result: `:none`}},
}}

func killJob(_ context.Context, f *eval.Frame, c lang.Call) (any, error) {
	if !f.Jobs().Kill(c.Uint(0)) {
		return nil, c.Usage(fmt.Errorf("there is no job %d; jobs lists them", c.Uint(0)))
	}
	return render.Nothing{}, nil
}
