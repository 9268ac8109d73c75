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

// List reads what is at a key with all that is below it, with quorum, as [Read] does,
// into what takes less memory, and gives when it was asked for.
func List(ctx context.Context, c *client.Client, key string, o client.Options) (*client.Listing, time.Time, error) {
	read := time.Now()
	l, err := c.List(ctx, key, client.GetOptions{Options: o, Recursive: true, Quorum: true})
	if err != nil {
		return nil, read, err
	}
	return l, read, checkItem(l.Node(), key, 0)
}

// checkItem checks a node and all that is below it.
func checkItem(n *client.Item, key string, depth int) error {
	err := check(&n.Node, key, depth)
	for child := range n.Children() {
		if err != nil {
			return err
		}
		err = checkItem(child, key, depth+1)
	}
	return err
}

// check refuses a node that is none of a tree of etcd's: what is done next relies on
// it. Only the root, which etcd sends without a key, may have none.
func check(n *client.Node, tree string, depth int) error {
	switch key := Key(n); {
	case n.Key == nil && (depth > 0 || tree != "/"):
		return errors.New("the server listed a node without a key")
	case depth == 0 && key != tree, depth > 0 && !IsBelow(key, tree):
		return fmt.Errorf("the server listed %s in %s", key, tree)
	case !n.Dir && (n.Value == nil || n.ModifiedIndex == nil):
		return fmt.Errorf("the server listed %s without its value and modifiedIndex", key)
	}
	return nil
}

// add takes a node and all that is below it.
func (t *Tree) add(n *client.Node, depth int) error {
	if n == nil {
		return errors.New("the server listed a node without a key")
	}
	if err := check(n, t.Key, depth); err != nil {
		return err
	}
	if !n.Dir {
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
