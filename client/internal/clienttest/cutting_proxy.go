package clienttest

import (
	"io"
	"math"
	"net"
	"strings"
	"sync"
	"testing"
)

// CuttingProxy is a proxy in front of a server that cuts connections.
type CuttingProxy struct {
	URL string // its own

	mu    sync.Mutex
	conns map[net.Conn]bool
	carry func() int64 // the bytes of answers that the next connection may carry
}

// NewCuttingProxy cuts connections when told, and each one after as many bytes as
// carry says, if that is not nil.
func NewCuttingProxy(t testing.TB, to string, carry func() int64) *CuttingProxy {
	t.Helper()
	if carry == nil {
		carry = func() int64 { return math.MaxInt64 }
	}
	c := &CuttingProxy{conns: map[net.Conn]bool{}, carry: carry}
	addr, _ := Listen(t, func(_ int, near net.Conn) {
		far, err := net.Dial("tcp", strings.TrimPrefix(to, "http://"))
		if err != nil {
			return // the server is down; so are we
		}
		defer far.Close()
		limit := c.open(near)
		defer c.close(near)
		go func() {
			defer far.Close()
			_, _ = io.Copy(far, near) // its end is all that matters
		}()
		_, _ = io.CopyN(near, far, limit) // likewise
	})
	c.URL = "http://" + addr
	return c
}

func (c *CuttingProxy) open(conn net.Conn) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conns[conn] = true
	return c.carry()
}

func (c *CuttingProxy) close(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.conns, conn)
	conn.Close()
}

// Cut ends every connection that is open.
func (c *CuttingProxy) Cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.conns {
		conn.Close()
	}
}
