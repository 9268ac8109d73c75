package recipe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"etcd2sh/client"
)

// entry is an in-order key of a directory.
type entry struct {
	key      string
	number   uint64 // its name
	value    string
	created  uint64
	modified uint64
	ttl      *int64 // seconds left when it was read; nil for a permanent one
}

// directory is where in-order keys are. Other names in it do not count.
type directory struct {
	client *client.Client
	key    string // canonical
	root   string // as in client.Options
}

func newDirectory(c *client.Client, key, root string) (directory, error) {
	key, err := client.CleanKey(key)
	return directory{c, key, root}, err
}

func (d directory) options() client.Options { return client.Options{RootKey: d.root} }

// list gives the entries in their order, and the store's index. A directory
// that is missing is empty.
func (d directory) list(ctx context.Context) ([]entry, uint64, error) {
	r, err := d.client.Get(ctx, d.key, client.GetOptions{Options: d.options(), Quorum: true})
	var refused *client.Error
	switch {
	case errors.Is(err, client.ErrKeyNotFound) && errors.As(err, &refused):
		return nil, refused.Index, nil
	case err != nil:
		return nil, 0, err
	case r.Node.Value != nil:
		return nil, 0, &client.Argument{Name: "key", Reason: fmt.Sprintf("%s is a file; a directory of in-order keys is wanted", d.key)}
	case r.Meta.EtcdIndex == nil:
		return nil, 0, fmt.Errorf("GET %s was answered without the store's index", d.key)
	}
	return d.entries(r.Node.Nodes), *r.Meta.EtcdIndex, nil
}

func (d directory) entries(nodes []*client.Node) []entry {
	var all []entry
	for _, n := range nodes {
		if e, ok := d.entry(n); ok {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, entry.compare)
	return all
}

func (e entry) compare(other entry) int {
	return cmp.Or(cmp.Compare(e.number, other.number), strings.Compare(e.key, other.key))
}

// entry reads a node: a file in the directory itself whose name is a number.
// etcd before 2.2 did not pad the names with zeros to 20 digits.
func (d directory) entry(n *client.Node) (e entry, ok bool) {
	if n.Key == nil || n.Value == nil || n.CreatedIndex == nil || n.ModifiedIndex == nil {
		return entry{}, false
	}
	number, ok := d.number(*n.Key)
	return entry{*n.Key, number, *n.Value, *n.CreatedIndex, *n.ModifiedIndex, n.TTL}, ok
}

// number is the name of a key in the directory.
func (d directory) number(key string) (n uint64, ok bool) {
	name, inside := strings.CutPrefix(key, strings.TrimSuffix(d.key, "/")+"/")
	n, err := strconv.ParseUint(name, 10, 64)
	return n, inside && err == nil
}

// apply gives the entries after an event of a recursive watch.
func (d directory) apply(entries []entry, event *client.Event) []entry {
	switch {
	case event.Response == nil:
		return nil
	case event.Lost != nil:
		return d.entries(event.Node.Nodes)
	}
	key := ""
	if event.Node.Key != nil {
		key = *event.Node.Key
	}
	if key == d.key || strings.HasPrefix(d.key, key+"/") {
		if event.Action == "update" { // of the directory's ttl
			return entries
		}
		return nil // the directory is gone, or new
	}
	entries = slices.DeleteFunc(entries, func(e entry) bool { return e.key == key })
	if e, ok := d.entry(event.Node); ok {
		at, _ := slices.BinarySearchFunc(entries, e, entry.compare)
		entries = slices.Insert(entries, at, e)
	}
	return entries
}
