package command

import (
	"context"
	"fmt"
	"slices"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

func init() {
	eval.Register(listJobs, &lang.Command{
		Name: "jobs", Group: lang.GroupShell, Session: true,
		Doc: "list what runs in the background", Returns: "the jobs with their number, age, results so far, and command",
		More:    "A watch, an await or an exec-watch with & at its end runs behind the prompt, and prints above the line that is typed.",
		Example: []lang.Example{{Line: `jobs`, Result: `[]`}},
	})
	eval.Register(killJob, &lang.Command{
		Name: "kill", Group: lang.GroupShell, Session: true, Args: []lang.Arg{{Name: "N", Kind: lang.CountArg}},
		Doc: "end a job of the background", Returns: "nothing",
		Example: []lang.Example{{Line: `try kill 1 catch [:type :usage] :none`, Result: `:none`}},
	})
}

func listJobs(_ context.Context, s *eval.Session, _ lang.Call) (any, error) {
	b := &s.Background
	b.Mu.Lock()
	defer b.Mu.Unlock()
	t := render.Table{Columns: []render.Column{{Name: "n", Right: true}, {Name: "age"}, {Name: "results", Right: true}, {Name: "command"}}}
	for _, j := range b.Jobs {
		t.Rows = append(t.Rows, []any{j.N, time.Since(j.Begun).Round(time.Second).String(), j.Parts, j.Text})
	}
	return t, nil
}

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
