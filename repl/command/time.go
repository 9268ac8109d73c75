package command

import (
	"context"
	"time"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var timeCommand = eval.Entry{Run: timed, Command: &lang.Command{
	Name: "time", Group: lang.GroupScripting, Alone: true, Args: []lang.Arg{{Name: "COMMAND…", Kind: lang.CommandArg}},
	Doc: "run a command and tell on standard error how long it took", Returns: "the command's result",
	Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `time get :atom`, Result: `"hi"`}},
}}

func timed(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	begin := time.Now()
	v, err := f.Run(ctx, c.Call(0))
	r, later := v.(eval.Results)
	if err != nil || !later {
		tellTime(f, time.Since(begin))
		return v, err
	}
	return eval.Results(func(yield func(any, error) bool) {
		defer func() { tellTime(f, time.Since(begin)) }()
		r(yield)
	}), nil
}

func tellTime(f *eval.Frame, d time.Duration) {
	f.Tell("took " + d.Round(time.Microsecond).String())
}
