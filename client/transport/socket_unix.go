//go:build unix

package transport

import (
	"errors"
	"net"
	"syscall"
)

// exactWrites says that a write that fails reports how many bytes left.
const exactWrites = true

// peek looks at a socket without waiting. One is made for each connection, since
// making it takes three allocations.
type peek struct {
	socket syscall.RawConn // nil where the connection is no socket
	look   func(fd uintptr) bool
	err    error // of the last look
}

func newPeek(c net.Conn) *peek {
	p := new(peek)
	if sc, ok := c.(syscall.Conn); ok {
		p.socket, _ = sc.SyscallConn() // nil with an error
	}
	b := make([]byte, 1)
	p.look = func(fd uintptr) bool {
		_, _, p.err = syscall.Recvfrom(int(fd), b, syscall.MSG_PEEK) // Go's sockets never block
		return true
	}
	return p
}

// alive reports whether an idle connection is open and silent: a server that has
// stopped must be noticed before a request is written, since afterwards nobody can tell
// what became of it. A byte that is waiting belongs to no request of ours, or is the
// close_notify of TLS, so it rules a connection out as well.
func (p *peek) alive() bool {
	if p.socket == nil || p.socket.Read(p.look) != nil {
		return false
	}
	return errors.Is(p.err, syscall.EAGAIN) || errors.Is(p.err, syscall.EWOULDBLOCK)
}
