package command

import (
	"context"
	"fmt"
	"slices"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var killCommand = eval.Command{Run: killJob, Command: &lang.Command{
	Name: "kill", Group: lang.GroupShell, Session: true, Args: []lang.Arg{{Name: "N", Kind: lang.CountArg}},
	Doc: "end a job of the background", Returns: "nothing",
	Example: []lang.Example{{Line: `try kill 1 catch [:type :usage] :none`, Result: `:none`}},
}}

func killJob(_ context.Context, s *eval.Session, c lang.Call) (any, error) {
	b := &s.Background
	b.Mu.Lock()
	i := slices.IndexFunc(b.Jobs, func(j *eval.Job) bool { return uint64(j.N) == c.Uint(0) })
	var j *eval.Job
	if i >= 0 {
		j = b.Jobs[i]
	}
	b.Mu.Unlock()
	if j == nil {
		return nil, c.Usage(fmt.Errorf("there is no job %d; jobs lists them", c.Uint(0)))
	}
	j.Cancel()
	<-j.Done
	return render.Nothing{}, nil
}
