package transport

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"time"
)

// maxIdle is how many idle connections are kept for each route.
const maxIdle = 256

// conn gives a connection that belongs to the caller and ends with ctx: an
// idle one that the peer has not closed, or a new one.
func (t *Transport) conn(ctx context.Context, r route, proxy *url.URL) (*conn, error) {
	for {
		c := t.take(r)
		if c == nil {
			return t.dial(ctx, r, proxy)
		}
		if c.peek.alive() && c.drained() {
			c.bind(ctx)
			return c, nil
		}
		c.close()
	}
}

// drained reports whether nothing waits that was read from the socket but not
// yet from TLS, which may have taken in more than the last answer.
func (c *conn) drained() bool {
	if c.conn == net.Conn(c.socket) {
		return true
	}
	if c.socket.SetReadDeadline(time.Unix(1, 0)) != nil { // long ago: the socket itself gives nothing
		return false
	}
	_, err := c.r.Peek(1)
	return errors.Is(err, os.ErrDeadlineExceeded) && c.socket.SetReadDeadline(time.Time{}) == nil
}

// take removes the idle connection that was used last; nil when there is none.
func (t *Transport) take(r route) *conn {
	t.mu.Lock()
	defer t.mu.Unlock()
	idle := t.idle[r]
	if len(idle) == 0 {
		return nil
	}
	last := len(idle) - 1
	c := idle[last]
	idle[last] = nil
	t.idle[r] = idle[:last]
	return c
}

// keep makes a connection idle whose answer has been read, unless something follows that.
func (t *Transport) keep(c *conn) {
	if c.r.Buffered() == 0 && c.unbind() {
		t.put(c)
	} else {
		c.close()
	}
}

// drop closes a connection.
func (t *Transport) drop(c *conn) { c.close() }

// put makes c idle; the one that has been idle longest gives way.
func (t *Transport) put(c *conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.idle == nil {
		t.idle = make(map[route][]*conn)
	}
	idle := t.idle[c.route]
	if len(idle) == maxIdle {
		idle[0].close()
		copy(idle, idle[1:])
		idle = idle[:maxIdle-1]
	}
	t.idle[c.route] = append(idle, c)
}

// CloseIdleConnections closes the connections that no request is using.
func (t *Transport) CloseIdleConnections() {
	t.mu.Lock()
	idle := t.idle
	t.idle = nil
	t.mu.Unlock()
	for _, conns := range idle {
		for _, c := range conns {
			c.close()
		}
	}
}
