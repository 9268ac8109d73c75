package render

import "etcd2sh/client"

// Directory is a directory of a listing as a map of its names, sorted, to values and
// directories; one without children, or that was not listed, is nil. Where several
// children have one name it has all that they are as a list, the oldest first.
type Directory struct{ Item *client.Item }

// ValueOf is what a map has for a node: its value, a Directory, or nil.
func ValueOf(n *client.Item) any {
	switch {
	case n.Value != nil:
		return *n.Value
	case n.Len() > 0:
		return Directory{n}
	}
	return nil
}

func (d Directory) each(yield func(key, value any) bool) {
	for name, same := range d.Item.ByName() {
		var v any
		if len(same) == 1 {
			v = valueIn(same[0])
		} else {
			var all List
			for _, n := range same {
				all = append(all, ValueOf(n))
			}
			v = all
		}
		if !yield(name, v) {
			return
		}
	}
}

// valueIn is ValueOf as each gives it.
func valueIn(n *client.Item) any {
	if n.Value != nil {
		return n.Value
	}
	return ValueOf(n)
}
