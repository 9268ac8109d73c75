package client

import (
	"cmp"
	"encoding/binary"
	"iter"
	"slices"
	"strings"
	"time"
)

// Listing is a whole answer of etcd's, as a [Response] is, that takes little more
// memory than its keys and values: what is read of many nodes is kept so. It never
// changes, and may be used concurrently.
type Listing struct {
	Action         string
	Meta           Meta
	one            *Response // of an answer about one key; nil where the texts hold it
	texts          texts
	node, prevNode position
}

// Node is the node at the key.
func (l *Listing) Node() *Item {
	if l.one != nil {
		return &Item{Node: *l.one.Node}
	}
	return l.item(l.node)
}

// PrevNode is what was there before an event; nil if there was nothing.
func (l *Listing) PrevNode() *Item {
	switch {
	case l.one != nil && l.one.PrevNode != nil:
		return &Item{Node: *l.one.PrevNode}
	case l.one != nil || l.prevNode == nowhere:
		return nil
	}
	return l.item(l.prevNode)
}

// MayContain reports whether a text may stand in a key or a value: where it is false,
// none has it. It is much quicker than to look at each.
func (l *Listing) MayContain(text string) bool {
	if l.one != nil {
		return l.one.contains(text)
	}
	return l.texts.contain(text)
}

// contains is [Listing.MayContain] of an answer about one key.
func (r *Response) contains(text string) bool {
	for _, n := range []*Node{r.Node, r.PrevNode} {
		if n != nil && (n.Key != nil && strings.Contains(*n.Key, text) || n.Value != nil && strings.Contains(*n.Value, text)) {
			return true
		}
	}
	return false
}

// Response is the same answer as a tree of nodes, made anew each time.
func (l *Listing) Response() *Response {
	r := &Response{Action: l.Action, Node: l.Node().tree(), Meta: l.Meta}
	if before := l.PrevNode(); before != nil {
		r.PrevNode = before.tree()
	}
	return r
}

func (l *Listing) item(at position) *Item {
	n := new(Item)
	n.read(&l.texts, at)
	return n
}

// Item is a node of a [Listing]. Its Nodes are always nil: [Item.Children] gives
// them. It must not be copied.
type Item struct {
	Node
	texts             *texts
	at                position
	children          fields // the positions of the children
	count             int
	key, value        string
	ttl               int64
	expiration        time.Time
	modified, created uint64
}

// Len counts the children.
func (n *Item) Len() int { return n.count }

// Children gives the children in the order the server sent them. Each holds until
// the next is asked for.
func (n *Item) Children() iter.Seq[*Item] {
	return func(yield func(*Item) bool) {
		if n.count == 0 {
			return // most have none, and need no memory for one
		}
		var child Item
		for at := range n.positions() {
			child.read(n.texts, at)
			if !yield(&child) {
				return
			}
		}
	}
}

// ByName gives the names of the children, sorted, and with each the children that
// have it, the oldest first: they are several where bytes that are not UTF-8 stand
// in a name, which etcd does not show. They hold until the next name is asked for.
func (n *Item) ByName() iter.Seq2[string, []*Item] {
	return func(yield func(string, []*Item) bool) {
		if n.count == 0 {
			return
		}
		type named struct {
			name string
			at   position
		}
		all := make([]named, 0, n.count)
		for at := range n.positions() {
			all = append(all, named{n.texts.name(at), at})
		}
		slices.SortFunc(all, func(a, b named) int { return strings.Compare(a.name, b.name) })
		var same []*Item
		for len(all) > 0 {
			end := 1
			for end < len(all) && all[end].name == all[0].name {
				end++
			}
			for len(same) < end {
				same = append(same, new(Item))
			}
			for i, child := range all[:end] {
				same[i].read(n.texts, child.at)
			}
			slices.SortFunc(same[:end], func(a, b *Item) int { return cmp.Compare(a.created, b.created) })
			if !yield(all[0].name, same[:end]) {
				return
			}
			all = all[end:]
		}
	}
}

// positions gives where the children are.
func (n *Item) positions() iter.Seq[position] {
	return func(yield func(position) bool) {
		rest, at := n.children, n.at
		for range n.count {
			at += position(rest.signed())
			if !yield(at) {
				return
			}
		}
	}
}

// tree is the node with all that is below it, which must not be read anew.
func (n *Item) tree() *Node {
	for at := range n.positions() {
		child := new(Item)
		child.read(n.texts, at)
		n.Nodes = append(n.Nodes, child.tree())
	}
	return &n.Node
}

// read reads the record of a node.
func (n *Item) read(t *texts, at position) {
	*n = Item{texts: t, at: at}
	rest := fields(t.from(at))
	has := field(rest[0])
	rest = rest[1:]
	key := text{}
	if has&fieldKey != 0 {
		key = rest.text(at)
		n.key = t.at(key)
		n.Key = &n.key
	}
	if has&fieldValue != 0 {
		n.value = t.at(rest.text(key.at))
		n.Value = &n.value
	}
	n.Dir = has&fieldDir != 0
	if has&fieldExpiration != 0 {
		seconds := rest.signed()
		n.expiration = time.Unix(seconds, int64(rest.unsigned())).UTC()
		n.Expiration = &n.expiration
	}
	if has&fieldTTL != 0 {
		n.ttl = rest.signed()
		n.TTL = &n.ttl
	}
	if has&fieldModifiedIndex != 0 {
		n.modified = rest.unsigned()
		n.ModifiedIndex = &n.modified
	}
	if has&fieldCreatedIndex != 0 {
		n.created = n.modified - uint64(rest.signed())
		n.CreatedIndex = &n.created
	}
	if has&fieldNodes != 0 {
		n.count = int(rest.unsigned())
		n.children = rest
	}
}

// record is a node as it is kept: one byte that says which fields it has, then
// those, then where its children are. Positions are told from one that is near, and
// createdIndex from modifiedIndex, because that is short.
type record struct {
	has               field
	key, value        text
	expiration        time.Time
	ttl               int64
	modified, created uint64
}

// append writes the record of a node that will be there.
func (r *record) append(b []byte, at position, children []position) []byte {
	if len(children) > 0 {
		r.has |= fieldNodes
	}
	b = append(b, byte(r.has))
	if r.has&fieldKey != 0 {
		b = appendText(b, r.key, at)
	}
	if r.has&fieldValue != 0 {
		b = appendText(b, r.value, r.key.at)
	}
	if r.has&fieldExpiration != 0 {
		b = binary.AppendVarint(b, r.expiration.Unix())
		b = binary.AppendUvarint(b, uint64(r.expiration.Nanosecond()))
	}
	if r.has&fieldTTL != 0 {
		b = binary.AppendVarint(b, r.ttl)
	}
	if r.has&fieldModifiedIndex != 0 {
		b = binary.AppendUvarint(b, r.modified)
	}
	if r.has&fieldCreatedIndex != 0 {
		b = binary.AppendVarint(b, int64(r.modified-r.created))
	}
	if r.has&fieldNodes == 0 {
		return b
	}
	b = binary.AppendUvarint(b, uint64(len(children)))
	for _, child := range children {
		b = binary.AppendVarint(b, int64(child-at))
		at = child
	}
	return b
}

// fields are the rest of a record.
type fields string

func (f *fields) unsigned() uint64 {
	var n uint64
	for i, shift := 0, 0; ; i, shift = i+1, shift+7 {
		c := (*f)[i]
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			*f = (*f)[i+1:]
			return n
		}
	}
}

func (f *fields) signed() int64 {
	n := f.unsigned()
	return int64(n>>1) ^ -int64(n&1)
}

// text reads where a text is, which appendText wrote.
func (f *fields) text(near position) text {
	at := near + position(f.signed())
	return text{at, int(f.unsigned())}
}

// appendText writes where a text is, from a position that is near to it.
func appendText(b []byte, t text, near position) []byte {
	b = binary.AppendVarint(b, int64(t.at-near))
	return binary.AppendUvarint(b, uint64(t.length))
}
