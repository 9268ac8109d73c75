package tree

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"etcd2sh/client"
)

// Key is a node's key; etcd sends the root without one.
func Key(n *client.Node) string {
	if n.Key == nil {
		return "/"
	}
	return *n.Key
}

// Name is the last element of a key; the root's is empty.
func Name(key string) string { return key[strings.LastIndexByte(key, '/')+1:] }

// NodeName is the last element of a node's key, and / for the root.
func NodeName(n *client.Node) string {
	if n.Key == nil {
		return "/"
	}
	return Name(*n.Key)
}

// Parent is the directory of a key; the root's is the root.
func Parent(key string) string { return key[:max(1, strings.LastIndexByte(key, '/'))] }

// Below gives what stands after the key of a tree in a key of it: "" for the
// tree's own, "/x" for a child.
func Below(key, tree string) string {
	return strings.TrimPrefix(strings.TrimSuffix(key, "/"), strings.TrimSuffix(tree, "/"))
}

// Join gives the key of a tree that stands where below tells, as [Below] gives
// it: it is Below the other way round.
func Join(tree, below string) string {
	return cmp.Or(strings.TrimSuffix(tree, "/")+below, "/")
}

// Related reports whether the order of two requests matters: their keys are the
// same, or one is above the other.
func Related(a, b string) bool { return a == b || IsBelow(a, b) || IsBelow(b, a) }

// IsBelow reports whether a canonical key is somewhere in the directory dir.
func IsBelow(key, dir string) bool {
	if dir == "/" {
		return key != "/"
	}
	rest, ok := strings.CutPrefix(key, dir)
	return ok && strings.HasPrefix(rest, "/")
}

// IsWithin reports whether a canonical key is dir or somewhere in it.
func IsWithin(key, dir string) bool { return key == dir || IsBelow(key, dir) }

// Altered reports whether text may be other than what is stored: etcd shows
// bytes that are not UTF-8 as the replacement character.
func Altered(text string) bool { return strings.ContainsRune(text, utf8.RuneError) }

// Sorted sorts nodes by name: etcd sorts by the full key at its own time, and
// other servers not at all.
func Sorted(nodes []*client.Node) []*client.Node {
	return slices.SortedFunc(slices.Values(nodes), func(a, b *client.Node) int { return strings.Compare(NodeName(a), NodeName(b)) })
}
