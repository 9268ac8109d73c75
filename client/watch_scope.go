package client

import "strings"

// scope is what a watch is about. etcd's search in its history is less exact
// than its live watches: it also tells of hidden nodes, and, when a directory
// was deleted, of every key whose text begins as the directory's does.
type scope struct {
	key       string // canonical
	recursive bool
}

// has reports whether an event is a change of what is watched.
func (s scope) has(event *Response) bool {
	if event.Node.Key == nil {
		return false // the root, which nothing ever changes
	}
	key := *event.Node.Key
	switch {
	case key == s.key, below(s.key, key): // or a directory above is gone, and all that was in it
		return true
	case s.recursive && below(key, s.key):
		rest := strings.TrimPrefix(key, strings.TrimSuffix(s.key, "/"))
		return !strings.Contains(rest, "/_") // an element is hidden
	}
	return false
}

// below reports whether a key is in the tree under a directory; both are
// canonical.
func below(key, dir string) bool {
	return key != dir && strings.HasPrefix(key, strings.TrimSuffix(dir, "/")+"/")
}
