package command

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var treeCommand = eval.Entry{Run: drawTree, Command: &lang.Command{
	Name: "tree", Group: lang.GroupMoving, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg, Optional: true}},
	Options: eval.WithCommon(
		lang.Option{Name: "depth", Kind: lang.Uint, Value: "N", Doc: "no deeper than N levels below K"},
		lang.Option{Name: "values", Doc: "the beginning of each value too"},
		lang.Option{Name: "quorum", Short: "q", Doc: "a linearizable read"}),
	Doc: "draw the tree below a directory, the current one if K is missing", Returns: "the drawing, as text",
	More: "etcd leaves names that begin with _ out of every listing.",
	Example: []lang.Example{
		{Before: []string{`reset! cats/mittens 1`, `reset! dog 2`}, Line: `tree`, Result: "/\n├── cats/\n│   └── mittens\n└── dog"},
		{Before: []string{`reset! cats/mittens "black n white"`}, Line: `tree cats --values`, Result: "/cats/\n└── mittens = black n white"},
		{Before: []string{`reset! cats/mittens 1`, `reset! dog 2`}, Line: `tree --depth 1`, Result: "/\n├── cats/\n└── dog"},
	},
}}

func drawTree(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	depth := c.OptionUint("depth")
	node, key, err := listing(ctx, f, c, depth == nil || *depth > 1)
	if err != nil {
		return nil, err
	}
	d := drawing{depth: depth, values: c.Flag("values")}
	d.add("", key, node)
	d.children("", node.Nodes, 1)
	return eval.Printed{Value: render.Text(d.lines.String()), As: d.lines}, nil
}

// drawing is a tree as it is drawn.
type drawing struct {
	lines  render.Tree
	depth  *uint64 // how many levels are drawn; nil: all
	values bool
}

// children draws a line for each node, its branches to the left of it. Nodes
// directly in the directory that is drawn are at level 1.
func (d *drawing) children(indent string, nodes []*client.Node, level uint64) {
	if d.depth != nil && level > *d.depth {
		return
	}
	for i, n := range tree.Sorted(nodes) {
		branch, beside := "├── ", "│   "
		if i == len(nodes)-1 {
			branch, beside = "└── ", "    "
		}
		d.add(indent+branch, tree.NodeName(n), n)
		d.children(indent+beside, n.Nodes, level+1)
	}
}

// add draws a line for a node, behind the branches that lead to it.
func (d *drawing) add(branches, name string, n *client.Node) {
	line := render.TreeLine{Text: branches + name}
	if n.Dir && name != "/" {
		line.Text += "/"
	}
	if d.values {
		line.Value = n.Value
	}
	d.lines = append(d.lines, line)
}
