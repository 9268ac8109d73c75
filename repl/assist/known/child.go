package known

import (
	"fmt"
	"strings"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"

	"github.com/rivo/uniseg"
)

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
		text = CutCells(render.Escape(c.value), 40)
	}
	if ttl := c.TTL(); ttl > 0 {
		text = strings.TrimPrefix(fmt.Sprintf("%s (ttl %d s)", text, ttl), " ")
	}
	return text
}

// CutCells cuts a text that is wider than so many cells of a terminal.
func CutCells(text string, most int) string {
	width, end := 0, 0 // end is where the text can be cut for an ellipsis
	graphemes := uniseg.NewGraphemes(text)
	for graphemes.Next() {
		from, _ := graphemes.Positions()
		if width < most {
			end = from
		}
		if width += graphemes.Width(); width > most {
			return text[:end] + "…"
		}
	}
	return text
}

// ChildOf is a node that was listed in its directory at that time.
func ChildOf(n *client.Node, at time.Time) Child { return Child{tree.NodeName(n), factOf(n, at)} }
