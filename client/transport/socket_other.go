//go:build !unix

package transport

import (
	"errors"
	"net"
	"os"
	"time"
)

// exactWrites is false because a write that is cancelled here may have sent
// bytes that it does not report.
const exactWrites = false

// peek looks at a socket.
type peek struct{ net.Conn }

func newPeek(c net.Conn) *peek { return &peek{c} }

// alive reports whether an idle connection is open and silent. It has no
// way to look at the socket without waiting, so it waits for a moment: slower,
// but a server that has stopped must be noticed before a request is written.
func (c *peek) alive() bool {
	if err := c.SetReadDeadline(time.Now().Add(time.Millisecond)); err != nil {
		return false
	}
	var b [1]byte
	if _, err := c.Read(b[:]); !errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	return c.SetReadDeadline(time.Time{}) == nil
}
