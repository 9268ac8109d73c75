package tree

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"etcd2sh/client"
)

// ReadByDirectory reads what is at a key with a request for each directory,
// several at once. That is kinder to the server than one answer with all of
// it, but what is read is not the tree of any one moment: what was made or
// deleted in the meantime may be there or not.
func ReadByDirectory(ctx context.Context, c *client.Client, key string, o client.Options) (Tree, error) {
	t, err := Read(ctx, c, key, false, o)
	if err != nil || !t.IsDir() {
		return t, err
	}
	top := t.Top()
	o.TrailingSlash = false // which was said of the key alone
	for level := []*client.Node{top}; len(level) > 0; {
		below, err := subdirectories(level)
		if err != nil {
			return t, err
		}
		gone, err := listEach(ctx, c, below, o)
		if err != nil {
			return t, err
		}
		for _, dir := range level {
			dir.Nodes = slices.DeleteFunc(dir.Nodes, func(n *client.Node) bool { return gone[n] })
		}
		level = below
	}
	whole := Tree{Key: key, Read: t.Read, Index: t.Index}
	return whole, whole.add(top, 0)
}

// subdirectories gives the directories that directories list.
func subdirectories(dirs []*client.Node) ([]*client.Node, error) {
	var below []*client.Node
	for _, dir := range dirs {
		for _, n := range dir.Nodes {
			if n.Key == nil || !IsBelow(*n.Key, *dir.Key) {
				return nil, fmt.Errorf("the server listed a node in %s that is not below it", *dir.Key)
			}
			if n.Dir {
				below = append(below, n)
			}
		}
	}
	return below, nil
}

// listEach reads each of some directories into its node, and tells which of
// them are gone.
func listEach(ctx context.Context, c *client.Client, dirs []*client.Node, o client.Options) (map[*client.Node]bool, error) {
	var mu sync.Mutex
	gone := map[*client.Node]bool{}
	_, err := Each(dirs, func(n *client.Node) error {
		r, err := c.Get(ctx, *n.Key, client.GetOptions{Options: o, Quorum: true})
		switch missing := client.Refused(err, client.ErrKeyNotFound, client.ErrNotDir); {
		case missing && Altered(*n.Key):
			return fmt.Errorf("%s is not UTF-8 on the server, so it cannot be listed by itself; only the dump of all at once shows what is in it", *n.Key)
		case missing:
			mu.Lock()
			defer mu.Unlock()
			gone[n] = true
			return nil
		case err != nil:
			return err
		}
		*n = *r.Node
		return nil
	})
	return gone, err
}
