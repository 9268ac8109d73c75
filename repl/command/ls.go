package command

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var lsCommand = eval.Entry{Run: eval.OnEachKey(listDir), Command: &lang.Command{
	Name: "ls", Group: lang.GroupMoving, Args: []lang.Arg{{Name: "K…", Kind: lang.KeyArg, Optional: true, Several: true}},
	Options: eval.WithCommon(
		lang.Option{Name: "long", Short: "l", Doc: "kind, size in bytes, ttl and indexes too"},
		lang.Option{Name: "recursive", Short: "r", Doc: "the whole tree, as paths"},
		lang.Option{Name: "slash", Short: "p", Doc: "a / after the name of a subdirectory: it is always there, and the option for etcdctl's sake"},
		lang.Option{Name: "sort", Doc: "sorted by name: it always is, and the option for etcdctl's sake"},
		lang.Option{Name: "quorum", Short: "q", Doc: "a linearizable read"}),
	Doc: "list a directory, the current one if K is missing", Returns: "the sorted names; a subdirectory's ends in /; for several keys one list each",
	More: "With --long each name is a map with :name, :kind (file or directory), :size (the value's bytes; nil for a directory), " +
		":ttl (the seconds left; nil when permanent), :created-index and :modified-index; on a terminal, and in the simple format, that is a table. " +
		"etcd leaves names that begin with _ out of every listing.",
	Example: []lang.Example{
		{Before: []string{`reset! cats/mittens 1`, `reset! dog 2`}, Line: `ls`, Result: `["cats/" "dog"]`},
		{Before: []string{`reset! dog woof`}, Line: `ls -l | 0 :size`, Result: `4`},
	},
}}

func listDir(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	node, _, err := listing(ctx, f, c, c.Flag("recursive"))
	if err != nil {
		return nil, err
	}
	names := []listed{{tree.NodeName(node), node}}
	if node.Dir {
		names = appendListed(nil, "", node.Nodes)
	}
	if c.Flag("long") {
		return longList(names), nil
	}
	short := make([]string, len(names))
	for i, n := range names {
		short[i] = n.name
	}
	return short, nil
}

// listed is a node under the name that a listing gives it.
type listed struct {
	name string
	node *client.Node
}

// appendListed adds nodes, and all that was listed below them, by their paths.
func appendListed(names []listed, below string, nodes []*client.Node) []listed {
	for _, n := range tree.Sorted(nodes) {
		name := below + tree.NodeName(n)
		if n.Dir {
			name += "/"
		}
		names = append(names, listed{name, n})
		names = appendListed(names, name, n.Nodes)
	}
	return names
}

func longList(names []listed) render.Table {
	t := render.Table{Columns: []render.Column{
		{Name: "name", Label: true}, {Name: "kind", Spare: 1}, {Name: "size", Right: true}, {Name: "ttl", Right: true},
		{Name: "created-index", Right: true, Spare: 2}, {Name: "modified-index", Right: true, Spare: 3},
	}}
	for _, l := range names {
		kind, size := "directory", any(nil)
		if !l.node.Dir {
			kind = "file"
		}
		if l.node.Value != nil {
			size = len(*l.node.Value)
		}
		t.Rows = append(t.Rows, []any{
			l.name, kind, size, secondsLeft(l.node), orNil(l.node.CreatedIndex), orNil(l.node.ModifiedIndex),
		})
	}
	return t
}

// secondsLeft is a node's ttl as data: nil when it is permanent. etcd leaves a
// ttl of 0 out.
func secondsLeft(n *client.Node) any {
	if n.TTL == nil && n.Expiration != nil {
		return 0
	}
	return orNil(n.TTL)
}

// orNil is what a server sent, or nil.
func orNil[T any](v *T) any {
	if v == nil {
		return nil
	}
	return *v
}
