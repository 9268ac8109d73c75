package repl

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
)

func init() {
	dir := []Arg{{Name: "K", Kind: KeyArg, Optional: true}}
	register(
		&Command{
			Name: "cd", Group: GroupMoving, Args: dir, Options: withCommon(), Session: true,
			Doc: "make directory K the current one, from which keys without a leading / are seen; the root if K is missing", Returns: "nothing",
			Example: []Example{{Before: []string{`mkdir! cats`, `cd cats`}, Line: `pwd`, Result: `"/cats"`}},
			Run:     changeDir,
		},
		&Command{
			Name: "pwd", Group: GroupMoving, Doc: "tell the current directory", Returns: "its key",
			Example: []Example{{Line: `pwd`, Result: `"/"`}},
			Run:     func(_ context.Context, s *Session, _ Call) (any, error) { return s.dir, nil },
		},
		&Command{
			Name: "ls", Group: GroupMoving, Args: dir,
			Options: withCommon(
				Option{Name: "recursive", Short: "r", Doc: "the whole tree, as paths"},
				Option{Name: "quorum", Short: "q", Doc: "a linearizable read"}),
			Doc: "list a directory, the current one if K is missing", Returns: "the sorted names; a subdirectory's ends in /",
			Example: []Example{{Before: []string{`reset! cats/mittens 1`, `reset! dog 2`}, Line: `ls`, Result: `["cats/" "dog"]`}},
			Run:     list,
		},
		&Command{
			Name: "tree", Group: GroupMoving, Args: dir,
			Options: withCommon(Option{Name: "quorum", Short: "q", Doc: "a linearizable read"}),
			Doc:     "draw the tree below a directory, the current one if K is missing", Returns: "the drawing, as text",
			Example: []Example{{Before: []string{`reset! cats/mittens 1`, `reset! dog 2`}, Line: `tree`, Result: "/\n├── cats/\n│   └── mittens\n└── dog"}},
			Run:     tree,
		},
	)
}

// keyOr gives the key at position 0, or the key that stands for none.
func (c Call) keyOr(s *Session, none string) (string, error) {
	if !c.Has(0) {
		return none, nil
	}
	return c.Key(s, 0)
}

func changeDir(ctx context.Context, s *Session, c Call) (any, error) {
	key, err := c.keyOr(s, "/")
	if err != nil {
		return nil, err
	}
	r, err := s.client.Get(ctx, key, client.GetOptions{Options: c.common()})
	if err != nil {
		return nil, err
	}
	if !r.Node.Dir {
		return nil, c.usage(fmt.Errorf("%s is a file, not a directory", key))
	}
	s.dir = key
	return render.Nothing{}, nil
}

func list(ctx context.Context, s *Session, c Call) (any, error) {
	node, _, err := s.listing(ctx, c, c.Flag("recursive"))
	if err != nil {
		return nil, err
	}
	if !node.Dir {
		return []string{nodeName(node)}, nil
	}
	return appendNames([]string{}, "", node.Nodes), nil
}

// listing reads the directory that a command is about, children sorted.
func (s *Session) listing(ctx context.Context, c Call, recursive bool) (*client.Node, string, error) {
	key, err := c.keyOr(s, s.dir)
	if err != nil {
		return nil, "", err
	}
	r, err := s.client.Get(ctx, key, client.GetOptions{
		Options: c.common(), Recursive: recursive, Sorted: true, Quorum: c.Flag("quorum"),
	})
	if err != nil {
		return nil, "", err
	}
	return r.Node, key, nil
}

// appendNames adds the names of nodes, and of all that was listed below them.
func appendNames(names []string, below string, nodes []*client.Node) []string {
	for _, n := range sortedNodes(nodes) {
		name := below + nodeName(n)
		if n.Dir {
			name += "/"
		}
		names = append(names, name)
		names = appendNames(names, name, n.Nodes)
	}
	return names
}

// sortedNodes sorts by name: etcd sorts by the full key at its own time, and
// other servers not at all.
func sortedNodes(nodes []*client.Node) []*client.Node {
	return slices.SortedFunc(slices.Values(nodes), func(a, b *client.Node) int { return strings.Compare(nodeName(a), nodeName(b)) })
}

func tree(ctx context.Context, s *Session, c Call) (any, error) {
	node, key, err := s.listing(ctx, c, true)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(render.Escape(key))
	if node.Dir && key != "/" {
		b.WriteByte('/')
	}
	draw(&b, "", node.Nodes)
	return render.Text(b.String()), nil
}

// draw adds a line for each node, its branches to the left of it.
func draw(b *strings.Builder, indent string, nodes []*client.Node) {
	for i, n := range sortedNodes(nodes) {
		branch, below := "├── ", "│   "
		if i == len(nodes)-1 {
			branch, below = "└── ", "    "
		}
		fmt.Fprintf(b, "\n%s%s%s", indent, branch, render.Escape(nodeName(n)))
		if n.Dir {
			b.WriteByte('/')
		}
		draw(b, indent+below, n.Nodes)
	}
}
