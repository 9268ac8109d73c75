package tree

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

// Name is the last element of a key; the root's is empty.
func Name(key string) string { return key[strings.LastIndexByte(key, '/')+1:] }

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

// Replacement is the character as which etcd shows bytes that are not UTF-8.
const Replacement = string(utf8.RuneError)

// Altered reports whether text may be other than what is stored, because a Replacement
// stands in it.
func Altered(text string) bool { return strings.Contains(text, Replacement) }
