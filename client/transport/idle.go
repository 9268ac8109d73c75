package transport

import (
	"context"
	"net/url"
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
		if alive(c.socket.Conn) {
			c.bind(ctx)
			return c, nil
		}
		c.close()
	}
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
