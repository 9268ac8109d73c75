package command

import (
	"context"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var traceCommand = eval.Entry{Run: trace, Command: &lang.Command{
	Name: "trace", Group: lang.GroupTeaching, Alone: true, Args: []lang.Arg{{Name: "COMMAND…", Kind: lang.CommandArg}},
	Doc: "run a command and show on standard error each HTTP request that it makes, as a line of curl, and what came", Returns: "the command's result",
	More: "Where an answer shows what another client did, as that it wrote after this session had read, that is told too. " +
		"What was not sent, what was not answered and what was cut short are told as that. " +
		"No password is shown, and no value of a command with --secret. config trace on shows the requests of every command.",
	Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `trace get :atom`, Result: `"hi"`}},
}}

func trace(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	return f.Tracing().Run(ctx, c.Call(0))
}
