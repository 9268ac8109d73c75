package command

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var grepCommand = eval.Entry{Run: grep, Command: &lang.Command{
	Name: "grep", Group: lang.GroupReading, Args: []lang.Arg{keyArg, {Name: "PATTERN", Kind: lang.ValueArg}}, Options: searchOptions,
	Doc: "find the nodes below K whose value matches", Returns: "a table of their :key and :value",
	More: "PATTERN is one as find has it, and may match anywhere in the value.",
	Example: []lang.Example{
		{Before: []string{`reset! cats/mittens "light grey"`, `reset! cats/tom black`}, Line: `grep nil grey`, Result: `[{:key "/cats/mittens", :value "light grey"}]`},
	},
}}

func grep(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	re, err := pattern(c, false)
	if err != nil {
		return nil, err
	}
	return search(ctx, f, c, func(n *client.Node) bool { return n.Value != nil && re.MatchString(*n.Value) })
}
