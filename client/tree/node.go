package tree

import (
	"slices"
	"strings"
	"time"

	"etcd2sh/client"
)

// Key is a node's key; etcd sends the root without one.
func Key(n *client.Node) string {
	if n.Key == nil {
		return "/"
	}
	return *n.Key
}

// NodeName is the last element of a node's key, and / for the root.
func NodeName(n *client.Node) string {
	if n.Key == nil {
		return "/"
	}
	return Name(*n.Key)
}

// Sorted sorts nodes by name: etcd sorts by the full key at its own time, and
// other servers not at all.
func Sorted(nodes []*client.Node) []*client.Node {
	return slices.SortedFunc(slices.Values(nodes), func(a, b *client.Node) int { return strings.Compare(NodeName(a), NodeName(b)) })
}

// Count counts nodes with all that is listed below them.
func Count(nodes []*client.Node) int {
	n := len(nodes)
	for _, child := range nodes {
		n += Count(child.Nodes)
	}
	return n
}

// TTLLeft is the ttl in seconds with which a node that was read then is
// written now, so that it expires when it would have; nil when it is
// permanent. What has expired already gets the shortest ttl there is.
func TTLLeft(n *client.Node, read time.Time) *uint64 {
	if n.TTL == nil && n.Expiration == nil {
		return nil
	}
	var left int64
	if n.TTL != nil {
		left = *n.TTL - int64(time.Since(read).Seconds())
	}
	return new(uint64(min(max(left, 1), client.MaxTTL)))
}
