package command

import (
	"context"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var jobsCommand = eval.Entry{Run: listJobs, Command: &lang.Command{
	Name: "jobs", Group: lang.GroupShell, Session: true,
	Doc: "list what runs in the background", Returns: "the jobs with their number, age, results so far, and command",
	More:    "A watch, an await or an exec-watch with & at its end runs behind the prompt, and prints above the line that is typed.",
	Example: []lang.Example{{Line: `jobs`, Result: `[]`}},
}}

func listJobs(_ context.Context, f *eval.Frame, _ lang.Call) (any, error) {
	t := render.Table{Columns: []render.Column{{Name: "n", Right: true}, {Name: "age", Spare: 2}, {Name: "results", Right: true, Spare: 1}, {Name: "command"}}}
	for _, j := range f.Jobs().List() {
		t.Rows = append(t.Rows, []any{j.N, time.Since(j.Begun).Round(time.Second).String(), j.Results, j.Text})
	}
	return t, nil
}
