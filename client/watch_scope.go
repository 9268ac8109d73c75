package client

import (
	"slices"
	"strings"
)

// scope is what a watch is about. etcd's search in its history is less exact
// than its live watches: it also tells of hidden nodes, and, when a directory
// was deleted, of every key whose text begins as the directory's does.
type scope struct {
	key       string // canonical
	recursive bool
	known     uint64 // the index of a state that was told instead of the events up to it
}

// has reports whether an event is a change of what is watched.
func (s scope) has(event *Response) bool {
	if event.Node.Key == nil {
		return false // the root, which nothing ever changes
	}
	key := *event.Node.Key
	switch {
	case *event.Node.ModifiedIndex <= s.known:
		return false
	case key == s.key:
		return true
	case below(s.key, key): // a directory above is gone, and all that was in it
		return event.Node.Dir && (event.Action == "delete" || event.Action == "expire")
	case s.recursive && below(key, s.key):
		return !s.hides(key)
	}
	return false
}

// scopesOf gives the scopes of keys, each key once, and what is to be polled for
// them all: the one, or the whole tree under the deepest directory that holds them.
// A poll of that tells no live change of what is hidden in it.
func scopesOf(keys []string, recursive bool) (scopes []scope, polled scope, err error) {
	for _, key := range keys {
		key, err := CleanKey(key)
		if err != nil {
			return nil, scope{}, err
		}
		if !slices.ContainsFunc(scopes, func(s scope) bool { return s.key == key }) {
			scopes = append(scopes, scope{key: key, recursive: recursive})
		}
	}
	switch len(scopes) {
	case 0:
		return nil, scope{}, &Argument{"keys", "are missing"}
	case 1:
		return scopes, scopes[0], nil
	}
	polled = scope{key: scopes[0].key, recursive: true}
	for _, s := range scopes[1:] {
		for s.key != polled.key && !below(s.key, polled.key) {
			polled.key = polled.key[:max(1, strings.LastIndexByte(polled.key, '/'))]
		}
	}
	for _, s := range scopes {
		if polled.hides(s.key) {
			return nil, scope{}, &Argument{s.key, "is hidden from a watch of several keys, which asks for all below " + polled.key + "; watch it alone"}
		}
	}
	return scopes, polled, nil
}

// hides reports whether a key below the scope's has a hidden element there.
func (s scope) hides(key string) bool {
	return strings.Contains(strings.TrimPrefix(key, strings.TrimSuffix(s.key, "/")), "/_")
}

// below reports whether a key is in the tree under a directory; both are
// canonical.
func below(key, dir string) bool {
	return key != dir && strings.HasPrefix(key, strings.TrimSuffix(dir, "/")+"/")
}
