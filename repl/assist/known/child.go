package known

import (
	"fmt"
	"strings"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
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
		text = render.Cut(render.Escape(c.value), 40)
	}
	if ttl := c.TTL(); ttl > 0 {
		text = strings.TrimPrefix(fmt.Sprintf("%s (ttl %d s)", text, ttl), " ")
	}
	return text
}

// ChildOf is a node that was listed in its directory at that time.
func ChildOf(n *client.Node, at time.Time) Child { return Child{tree.NodeName(n), factOf(n, at)} }
