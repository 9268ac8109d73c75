package dump

import (
	"iter"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
)

// Contents is what a dump is made of: the records of a tree, in the order of their
// keys. A directory that its children imply has none, unless it has a ttl.
type Contents struct {
	Keys, Directories int    // how many there are, with a record or without
	Altered           int    // how many of them may differ from what is stored: see [Record.Altered]
	FirstAltered      string // the key of one of those
	records           int
	each              iter.Seq2[Record, error] // holds until the next; may be asked for again
}

// OfTree is the contents of a tree.
func OfTree(t *tree.Tree) *Contents {
	c := new(Contents)
	for n := range t.Nodes() {
		c.count(n, len(n.Nodes))
	}
	c.each = func(yield func(Record, error) bool) { ofNode(t.Top(), t.Read, yield) }
	return c
}

func ofNode(n *client.Node, read time.Time, yield func(Record, error) bool) bool {
	if !implied(n, len(n.Nodes)) && !yield(recordOf(n, read), nil) {
		return false
	}
	for _, child := range tree.Sorted(n.Nodes) {
		if !ofNode(child, read, yield) {
			return false
		}
	}
	return true
}

// OfListing is the contents of a listing that was read then.
func OfListing(l *client.Listing, read time.Time) *Contents {
	c := new(Contents)
	top := l.Node()
	c.countItem(top)
	c.each = func(yield func(Record, error) bool) { ofItem(top, read, yield) }
	return c
}

func (c *Contents) countItem(n *client.Item) {
	c.count(&n.Node, n.Len())
	for child := range n.Children() {
		c.countItem(child)
	}
}

func ofItem(n *client.Item, read time.Time, yield func(Record, error) bool) bool {
	if !implied(&n.Node, n.Len()) && !yield(recordOf(&n.Node, read), nil) {
		return false
	}
	for _, same := range n.ByName() {
		for _, child := range same {
			if !ofItem(child, read, yield) {
				return false
			}
		}
	}
	return true
}

// count counts one more node.
func (c *Contents) count(n *client.Node, children int) {
	if n.Dir {
		c.Directories++
	} else {
		c.Keys++
	}
	if (Record{Key: tree.Key(n), Value: n.Value}).Altered() {
		if c.Altered++; c.Altered == 1 {
			c.FirstAltered = tree.Key(n)
		}
	}
	if !implied(n, children) {
		c.records++
	}
}

// implied reports whether a directory needs no record.
func implied(n *client.Node, children int) bool {
	expires := n.TTL != nil || n.Expiration != nil
	return n.Dir && (children > 0 && !expires || tree.Key(n) == "/")
}
