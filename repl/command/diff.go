package command

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/dump"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var diffCommand = eval.Entry{Run: eval.OnKey(diff), Command: &lang.Command{
	Name: "diff", Group: lang.GroupReading, Alone: true, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}, {Name: "K2|FILE", Kind: lang.KeyArg, Or: "file"}},
	Options: eval.WithCommon(lang.Option{Name: "file", Kind: lang.File, Value: "PATH", Doc: "compare with the dump in this file"}),
	Doc:     "compare two trees, or a tree with what dump wrote to a file",
	Returns: "each difference, with the value on the :first and on the :second side; nothing when there is none",
	More: "Keys are compared by what stands after K, and after K2 or the key that was dumped; :key is where that is in K. " +
		"A side is nil where it has nothing, and {:dir true} where it has a directory; a directory with something in it is only told where the other side has a file. " +
		"In the simple format a line begins with - for what only the first side has, + for the second, ~ for both. " +
		"Ttls are not compared. Names that begin with _, which etcd leaves out of listings, are not compared either, and bytes that are not UTF-8 as etcd shows them.\n\n" +
		"The second word is a file when it begins with ./ or ../ or ~/, or when it names one and does not begin with / or a colon; --file takes any path.",
	Example: []lang.Example{
		{Before: []string{`reset! a/x 1`, `reset! b/x 2`, `reset! b/y 3`}, Line: `diff a b`, Result: "{:key \"/a/x\", :first \"1\", :second \"2\"}\n{:key \"/a/y\", :first nil, :second \"3\"}"},
		{Before: []string{`reset! cats/mittens 1`, `dump --file backup.etcd2`, `reset! cats/tom 2`}, Line: `diff / backup.etcd2`, Result: `{:key "/cats/tom", :first "2", :second nil}`},
	},
}}

func diff(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	second, err := secondSide(ctx, f, c)
	if err != nil {
		return nil, err
	}
	first, err := storedSide(ctx, f, key, c.Common())
	if err != nil {
		return nil, err
	}
	all := maps.Clone(first)
	maps.Copy(all, second)
	return eval.Results(func(yield func(any, error) bool) {
		for _, below := range slices.Sorted(maps.Keys(all)) {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			change, differs := compareNodes(first[below], second[below])
			change.Key = tree.Join(key, below)
			if differs && !yield(change, nil) {
				return
			}
		}
	}), nil
}

// side is one of the trees that are compared. A node is found by what stands
// after the tree's key: "" is the tree's top, "/x" a child of it.
type side map[string]*sideNode

// sideNode is a file, or a directory.
type sideNode struct {
	value  *string // nil for a directory
	filled bool    // something is in the directory
}

// add adds a node, and the directories that lead to it.
func (t side) add(below string, value *string) {
	t.at(below).value = value
	for below != "" {
		below = tree.Below(tree.Parent(below), "/")
		above := t.at(below)
		if above.filled {
			return // those above it too
		}
		above.filled = true
	}
}

// at gives a node, a new directory if there was none.
func (t side) at(below string) *sideNode {
	n := t[below]
	if n == nil {
		n = &sideNode{}
		t[below] = n
	}
	return n
}

// compareNodes compares what two sides have at one place; nil is nothing.
func compareNodes(a, b *sideNode) (render.Change, bool) {
	c := render.Change{First: a.data(), Second: b.data()}
	switch {
	case a == nil:
		return c, !b.filled
	case b == nil:
		return c, !a.filled
	case a.value == nil || b.value == nil:
		return c, a.value != b.value
	}
	return c, *a.value != *b.value
}

func (n *sideNode) data() any {
	switch {
	case n == nil:
		return nil
	case n.value == nil:
		return render.Map{{Key: render.Keyword("dir"), Value: true}}
	}
	return *n.value
}

// secondSide reads what K is compared with.
func secondSide(ctx context.Context, f *eval.Frame, c lang.Call) (side, error) {
	if path, isFile := fileToCompare(f, c); isFile {
		return dumpedSide(ctx, f, c, path)
	}
	key, err := c.Key(f.Dir(), 1)
	if err != nil {
		return nil, err
	}
	return storedSide(ctx, f, key, c.Common())
}

// fileToCompare gives the path of the file that is meant, if one is.
func fileToCompare(f *eval.Frame, c lang.Call) (path string, ok bool) {
	if path := c.OptionString("file"); path != nil {
		return *path, true
	}
	word := c.KeyPath(1).Word
	switch below, atHome := strings.CutPrefix(word, "~/"); {
	case atHome:
		return filepath.Join(f.Host().Home, below), true
	case strings.HasPrefix(word, "./"), strings.HasPrefix(word, "../"):
		return word, true
	case word == "", word[0] == '/':
		return "", false
	}
	at, err := os.Stat(word)
	return word, err == nil && at.Mode().IsRegular()
}

// storedSide reads a tree of the store.
func storedSide(ctx context.Context, f *eval.Frame, key string, o client.Options) (side, error) {
	t, err := tree.Read(ctx, f.Client(), key, true, o)
	if err != nil {
		return nil, err
	}
	found := side{}
	alike, first := 0, ""
	seen := map[string]int{}
	for _, n := range slices.SortedFunc(t.Nodes(), olderFirst) {
		seen[*n.Key]++
		switch seen[*n.Key] {
		case 1:
			found.add(tree.Below(*n.Key, key), n.Value)
		case 2:
			if alike++; alike == 1 {
				first = *n.Key
			}
		}
	}
	if alike > 0 {
		f.Tell(fmt.Sprintf("%s of several keys each, such as %s: U+FFFD stands there for bytes that are not UTF-8, which etcd does not show; the oldest of such a name is compared",
			lang.Plural(alike, "name"), render.Escape(first)))
	}
	return found, nil
}

// dumpedSide reads the tree that a file holds.
func dumpedSide(ctx context.Context, f *eval.Frame, c lang.Call, path string) (side, error) {
	in, err := f.Open(ctx, "diff --file -", path)
	if err != nil {
		return nil, c.Usage(err)
	}
	defer in.Close()
	found := side{}
	records, err := dump.NewReader(ctx, f.Commands(), path, in)
	if err != nil {
		return nil, err
	}
	for r, err := range records.Records(ctx) {
		if err != nil {
			return nil, dumpUsage(c, err)
		}
		found.add(tree.Below(r.Key, records.Root()), r.Value)
	}
	found.at("") // a dump of nothing is one of an empty directory
	return found, nil
}

func olderFirst(a, b *client.Node) int { return cmp.Compare(created(a), created(b)) }

// created is a node's createdIndex, 0 for the root.
func created(n *client.Node) uint64 {
	if n.CreatedIndex == nil {
		return 0
	}
	return *n.CreatedIndex
}
