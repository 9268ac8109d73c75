package command

import (
	"context"
	"strings"

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
	d.name(key, node)
	d.children("", node.Nodes, 1)
	return render.Text(d.text.String()), nil
}

// drawing is a tree as it is drawn.
type drawing struct {
	text   strings.Builder
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
		d.text.WriteString("\n" + indent + branch)
		d.name(tree.NodeName(n), n)
		d.children(indent+beside, n.Nodes, level+1)
	}
}

// valueCells is how much of a value is drawn: enough to tell what it is.
const valueCells = 60

func (d *drawing) name(name string, n *client.Node) {
	d.text.WriteString(render.Escape(name))
	if n.Dir && name != "/" {
		d.text.WriteByte('/')
	}
	if d.values && n.Value != nil {
		d.text.WriteString(" = " + cutValue(*n.Value, valueCells))
	}
}

// cutValue is a text on one line, escaped, and cut where it is wider than so
// many cells.
func cutValue(text string, cells int) string {
	if most := 64 * cells; len(text) > most { // no script needs that many bytes for a cell
		text = strings.ToValidUTF8(text[:most], "")
	}
	return render.Cut(render.Escape(text), cells)
}
