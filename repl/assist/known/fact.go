package known

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
)

// maxValue is how many bytes of a value are kept.
const maxValue = 240

// Fact is what an answer told about a key.
type Fact struct {
	Dir     bool
	value   string    // its beginning; empty for a directory
	expires time.Time // zero for a permanent key
}

// Node is the key as far as it is known: without a value where that was too long to
// keep.
func (f Fact) Node() *client.Node {
	n := &client.Node{Dir: f.Dir}
	if !f.Dir && len(f.value) < maxValue-utf8.UTFMax {
		n.Value = &f.value
	}
	return n
}

// Gone reports whether the key has expired by now.
func (f Fact) Gone() bool { return !f.expires.IsZero() && !time.Now().Before(f.expires) }

// TTL gives the seconds left, rounded up as etcd does, or 0 for a permanent
// key.
func (f Fact) TTL() int64 {
	if f.expires.IsZero() {
		return 0
	}
	return int64((time.Until(f.expires) + time.Second - 1) / time.Second)
}

func factOf(n *client.Node, now time.Time) Fact {
	f := Fact{Dir: n.Dir}
	if n.Value != nil {
		f.value = cutBytes(*n.Value, maxValue)
	}
	if n.TTL != nil {
		f.expires = now.Add(time.Duration(*n.TTL) * time.Second)
	}
	return f
}

// cutBytes cuts a text after a whole character.
func cutBytes(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return strings.Clone(text[:most])
}

// Child is a name in a directory.
type Child struct {
	Name string
	Fact
}

// ChildOf is a node that was listed in its directory at that time.
func ChildOf(n *client.Node, at time.Time) Child { return Child{tree.NodeName(n), factOf(n, at)} }

// Label is the name as a list shows it: a directory's ends in /.
func (c Child) Label() string {
	if c.Dir {
		return c.Name + "/"
	}
	return c.Name
}

// Describe tells what a child is, fit for a terminal.
func (c Child) Describe() string {
	text := "directory"
	if !c.Dir {
		text = render.Cut(render.Escape(c.value), 40)
	}
	if ttl := c.TTL(); ttl > 0 {
		text = strings.TrimPrefix(fmt.Sprintf("%s (ttl %d s)", text, ttl), " ")
	}
	return text
}
