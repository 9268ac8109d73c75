package transport

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// dialTimeout bounds the connecting of a request that has no deadline: it may wait
// for its answer for ever, but not for its server.
const dialTimeout = time.Minute

// dial opens a connection to the target, through the proxy if there is one. It
// ends with ctx.
func (t *Transport) dial(ctx context.Context, r route, proxy *url.URL) (*conn, error) {
	dialing := ctx
	_, bounded := ctx.Deadline()
	if !bounded {
		var cancel context.CancelFunc
		dialing, cancel = context.WithTimeout(ctx, dialTimeout)
		defer cancel()
	}
	c, err := t.open(dialing, r, proxy)
	switch {
	case err != nil && !bounded && ctx.Err() == nil && dialing.Err() != nil:
		return nil, fmt.Errorf("no connection within %v", dialTimeout)
	case err != nil:
		return nil, causeOf(dialing, err)
	}
	c.bind(ctx)
	return c, nil
}

// open is dial within the time for it.
func (t *Transport) open(ctx context.Context, r route, proxy *url.URL) (*conn, error) {
	to := url.URL{Scheme: r.scheme, Host: r.host}
	via := &to
	if proxy != nil {
		via = proxy
	}
	addresses, err := t.addresses(ctx, hostPort(via))
	if err != nil {
		return nil, ofProxy(proxy, err)
	}
	return firstOf(ctx, addresses, func(ctx context.Context, address string) (*conn, error) {
		var d net.Dialer
		socket, err := d.DialContext(ctx, "tcp", address)
		if err != nil {
			return nil, ofProxy(proxy, err)
		}
		c := &conn{route: r, socket: &countingConn{Conn: socket}, peek: newPeek(socket)}
		c.conn = c.socket
		c.r = bufio.NewReader(c)
		c.bind(ctx)
		if err := t.prepare(c, &to, proxy); err != nil {
			c.close()
			return nil, err
		}
		if !c.unbind() {
			return nil, ctx.Err()
		}
		return c, nil
	})
}

// ofProxy says of an error that it is about the proxy, if there is one.
func ofProxy(proxy *url.URL, err error) error {
	if proxy == nil {
		return err
	}
	return fmt.Errorf("proxy %s: %w", proxy.Host, err)
}

// prepare does what has to come before the first request: TLS, and a tunnel
// through the proxy for an https target.
func (t *Transport) prepare(c *conn, to, proxy *url.URL) error {
	if proxy != nil && proxy.Scheme == "https" {
		if err := t.secure(c, proxy.Hostname(), true); err != nil {
			return err
		}
	}
	if to.Scheme == "http" {
		return nil
	}
	if proxy != nil {
		if err := c.tunnel(hostPort(to), proxy); err != nil {
			return err
		}
	}
	return t.secure(c, to.Hostname(), false)
}

// tunnel asks the proxy to connect this connection to the address.
func (c *conn) tunnel(address string, proxy *url.URL) error {
	req := &http.Request{
		Method: http.MethodConnect,
		URL:    &url.URL{Opaque: address},
		Host:   address,
		Header: http.Header{},
	}
	if auth := proxyAuthorization(proxy); auth != "" {
		req.Header.Set("Proxy-Authorization", auth)
	}
	if err := req.Write(c.conn); err != nil {
		return ofProxy(proxy, err)
	}
	resp, err := c.readHead(req)
	if err != nil {
		return ofProxy(proxy, err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("proxy %s does not connect to %s: %s", proxy.Host, address, resp.Status)
	}
	if n := c.r.Buffered(); n > 0 {
		return fmt.Errorf("proxy %s: %d bytes follow its answer before anything was asked of %s", proxy.Host, n, address)
	}
	return nil
}

// hostPort is the host and the port of u; its scheme gives the port where
// it names none.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" && u.Scheme == "https" {
		port = "443"
	} else if port == "" {
		port = "80"
	}
	return net.JoinHostPort(u.Hostname(), port)
}
