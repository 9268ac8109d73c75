//go:build unix

package transport

import (
	"errors"
	"net"
	"syscall"
)

// exactWrites says that a write that fails reports how many bytes left.
const exactWrites = true

// alive reports whether an idle connection is open and silent. It looks at
// the socket without waiting: a server that has stopped must be noticed before
// a request is written, since afterwards nobody can tell what became of it. A
// byte that is waiting belongs to no request of ours, or is the close_notify of
// TLS, so it rules a connection out as well.
func alive(c net.Conn) bool {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return false
	}
	var peek error
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		_, _, peek = syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK) // Go's sockets never block
		return true
	})
	return err == nil && (errors.Is(peek, syscall.EAGAIN) || errors.Is(peek, syscall.EWOULDBLOCK))
}
