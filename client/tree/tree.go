// Package tree reads a directory of the store with all that is in it, whole or
// directory by directory, and walks, counts and works on its nodes. Start with
// [Read]. Where a key stands among others is told here too. It never writes.
package tree

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"etcd2sh/client"
)

// Tree is a file, or a directory with all that was listed in it, as it
// stood at one moment.
type Tree struct {
	Key   string
	Dirs  [][]*client.Node // by depth, the directory at key first; none for a file
	Files []*client.Node
	Read  time.Time // when it was asked for
	Index *uint64   // the store's index then; nil when the server did not tell
}

// Read reads what is at a key, with quorum: only the top of a directory,
// unless it is recursive. The root, which etcd sends without a key, has one in
// the tree.
func Read(ctx context.Context, c *client.Client, key string, recursive bool, o client.Options) (Tree, error) {
	t := Tree{Key: key, Read: time.Now()}
	r, err := c.Get(ctx, key, client.GetOptions{Options: o, Recursive: recursive, Quorum: true})
	if err != nil {
		return t, err
	}
	t.Index = r.Meta.EtcdIndex
	if key == "/" && r.Node.Key == nil {
		r.Node.Key = &key
	}
	return t, t.add(r.Node, 0)
}

// add takes a node and all that is below it, and refuses a listing that is no
// tree of etcd's: what is done next relies on it.
func (t *Tree) add(n *client.Node, depth int) error {
	switch {
	case n == nil || n.Key == nil:
		return errors.New("the server listed a node without a key")
	case depth == 0 && *n.Key != t.Key, depth > 0 && !IsBelow(*n.Key, t.Key):
		return fmt.Errorf("the server listed %s in %s", *n.Key, t.Key)
	case !n.Dir && (n.Value == nil || n.ModifiedIndex == nil):
		return fmt.Errorf("the server listed %s without its value and modifiedIndex", *n.Key)
	case !n.Dir:
		t.Files = append(t.Files, n)
		return nil
	}
	if depth == len(t.Dirs) {
		t.Dirs = append(t.Dirs, nil)
	}
	t.Dirs[depth] = append(t.Dirs[depth], n)
	for _, child := range n.Nodes {
		if err := t.add(child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// Graft adds a tree that is below this one's key and that its listing lacks, as one of a
// hidden name.
func (t *Tree) Graft(other Tree) {
	top := t.Top()
	top.Nodes = append(top.Nodes, other.Top())
	t.Files = append(t.Files, other.Files...)
	for i, level := range other.Dirs {
		depth := strings.Count(other.Key, "/") + i
		for len(t.Dirs) <= depth {
			t.Dirs = append(t.Dirs, nil)
		}
		t.Dirs[depth] = append(t.Dirs[depth], level...)
	}
}

// Top is the node at the tree's key.
func (t *Tree) Top() *client.Node {
	if t.IsDir() {
		return t.Dirs[0][0]
	}
	return t.Files[0]
}

// IsDir reports whether the tree is more than a file.
func (t *Tree) IsDir() bool { return len(t.Dirs) > 0 }

// Size counts the nodes.
func (t *Tree) Size() int {
	n := len(t.Files)
	for _, level := range t.Dirs {
		n += len(level)
	}
	return n
}

// Nodes gives every node, the directories before the files.
func (t *Tree) Nodes() iter.Seq[*client.Node] {
	return func(yield func(*client.Node) bool) {
		for _, nodes := range append(slices.Clip(t.Dirs), t.Files) {
			for _, n := range nodes {
				if !yield(n) {
					return
				}
			}
		}
	}
}
