package command

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var findCommand = eval.Entry{Run: find, Command: &lang.Command{
	Name: "find", Group: lang.GroupReading, Args: []lang.Arg{keyArg, {Name: "PATTERN", Kind: lang.ValueArg}}, Options: searchOptions,
	Doc: "find the nodes below K whose name matches", Returns: "a table of their :key and :value, nil for a directory",
	More: "A name is the last element of a key. In a PATTERN * is any text, ? any character, [a-z] one of some, [!a-z] none of them; quote it where it begins with a bracket. " +
		"etcd leaves names that begin with _ out of every listing.",
	Example: []lang.Example{
		{Before: []string{`reset! cats/mittens grey`, `reset! cats/tom black`}, Line: `find nil mit*`, Result: `[{:key "/cats/mittens", :value "grey"}]`},
	},
}}

func find(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	re, err := pattern(c, true)
	if err != nil {
		return nil, err
	}
	return search(ctx, f, c, func(n *client.Node) bool { return re.MatchString(tree.NodeName(n)) })
}
