package command

import (
	"context"
	"strings"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var connectCommand = eval.Entry{Run: connect, Command: &lang.Command{
	Name: "connect", Group: lang.GroupShell, Session: true,
	Args: []lang.Arg{{Name: "URL[,URL…]", Kind: lang.EndpointArg}},
	Options: []lang.Option{
		{Name: "timeout", Kind: lang.Duration, Value: "TIME", Doc: "how long each request may wait there, from now on: 2s, 500ms"},
		eval.DelayOption,
	},
	Doc: "use another cluster from now on", Returns: "what was found there: version and members",
	More: "The options hold for the new cluster; nothing of the old one lingers, what ran in the background ends, and the current directory is / again. " +
		"When the new one cannot be reached, or has no v2 API, the old one stays at a prompt; a script ends, even with --keep-going: what follows was not meant for the old one.\n\n" +
		"A user and a password stand before the host, as in http://root:PASSWORD@host:2379; what has a meaning in a URL is percent-encoded there: / is %2F, @ is %40, a comma %2C, % itself %25. Nothing that is printed shows them.",
	Example: []lang.Example{{Line: `try connect 127.0.0.1:1 catch [:type :unreachable] :nobody-there`, Result: `:nobody-there`}},
}}

func connect(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	return f.Connect(ctx, client.Config{
		Endpoints: strings.Split(c.String(0), ","),
		Timeout:   c.OptionDuration("timeout"), RetryDelay: c.OptionDuration("swap-retry-delay"),
	})
}
