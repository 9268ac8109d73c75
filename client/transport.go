package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
)

const (
	transportMaxIdle   = 256      // idle connections kept for each target
	transportMaxBuffer = 64 << 10 // a larger request buffer is not kept for the next request
)

// Transport carries requests over HTTP/1.1. It is an [http.RoundTripper] that
// knows whether a byte of a request left this machine: each failure of
// RoundTrip is a [*SendError] that says so, and no request is ever sent twice.
//
// An exchange runs in the caller's goroutine, which makes it cheaper than one
// of [http.Transport]; in return a request is written whole before its answer
// is read. Request bodies are buffered, so they must fit in memory.
//
// The zero value is ready to use. A Transport is safe for concurrent use; its
// fields must not change once it is in use.
type Transport struct {
	// TLS is the configuration for https targets and proxies; nil means the
	// defaults. It is copied for each connection, never changed.
	TLS *tls.Config

	// Proxy names the proxy for a request; nil, or a nil URL, means none.
	// [http.ProxyFromEnvironment] gives HTTP_PROXY, HTTPS_PROXY and NO_PROXY
	// their usual meaning. The proxy itself must be an http or https URL; its
	// user and password become Proxy-Authorization.
	Proxy func(*http.Request) (*url.URL, error)

	mu      sync.Mutex
	idle    map[connTarget][]*transportConn // the one used last is last
	buffers sync.Pool                       // of *bytes.Buffer
}

// connTarget is what a connection may be reused for.
type connTarget struct {
	scheme, host string // of the request's URL
	proxy        string // the proxy's URL with its credentials; empty without one
}

// SendError is the failure of a request that got no answer.
type SendError struct {
	// Sent is false only if it is certain that no byte of the request left this
	// machine: then it may be sent again, to the same server or another.
	Sent bool
	Err  error
}

func (e *SendError) Error() string { return e.Err.Error() }

// Unwrap gives the reason. errors.Is finds context.Canceled and
// context.DeadlineExceeded in it when the request's context ended.
func (e *SendError) Unwrap() error { return e.Err }

// NotHTTP says that the peer answered something else than HTTP/1.1, as a gRPC
// or a TLS port does.
type NotHTTP struct {
	First []byte // the first bytes of the answer: at least 1, at most 64
}

func (e *NotHTTP) Error() string {
	return fmt.Sprintf("the answer is not HTTP/1.1; it begins with %q", e.First)
}

// RoundTrip sends req and returns the answer once its head is there. It obeys
// the request's context until the end of the answer's body, follows no
// redirect, and closes the request's body. Each error is a *SendError.
//
// A body that is read to its end leaves the connection ready for the next
// request; one that is closed before its end closes the connection.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	target, proxy, err := t.target(req)
	if err != nil {
		if req.Body != nil {
			req.Body.Close() // nothing was read from it, so its error says nothing about the request
		}
		return nil, &SendError{Err: err}
	}
	buf := t.buffer()
	defer t.release(buf)
	if err := connEncode(buf, req, target.scheme, proxy); err != nil {
		return nil, &SendError{Err: err}
	}
	c, err := t.conn(req.Context(), target, proxy)
	if err != nil {
		return nil, &SendError{Err: connError(req.Context(), err)}
	}
	resp, err := t.exchange(c, req, buf.Bytes(), proxy)
	if err != nil {
		c.close()
		return nil, err
	}
	return resp, nil
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

// target decides where req goes, or why it goes nowhere.
func (t *Transport) target(req *http.Request) (target connTarget, proxy *url.URL, err error) {
	if err := req.Context().Err(); err != nil {
		return target, nil, err
	}
	if req.URL == nil || req.URL.Host == "" {
		return target, nil, errors.New("the request's URL has no host")
	}
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return target, nil, fmt.Errorf("the URL's scheme must be http or https, not %q", req.URL.Scheme)
	}
	target = connTarget{scheme: req.URL.Scheme, host: req.URL.Host}
	if t.Proxy == nil {
		return target, nil, nil
	}
	proxy, err = t.Proxy(req)
	if err != nil || proxy == nil {
		return target, nil, err
	}
	if proxy.Scheme != "http" && proxy.Scheme != "https" {
		return target, nil, fmt.Errorf("the proxy's scheme must be http or https, not %q", proxy.Scheme)
	}
	target.proxy = proxy.String()
	return target, proxy, nil
}

// connEncode writes req in wire form: in absolute form where a proxy reads it.
func connEncode(buf *bytes.Buffer, req *http.Request, scheme string, proxy *url.URL) error {
	if proxy == nil || scheme == "https" {
		return req.Write(buf)
	}
	if auth := proxyAuthorization(proxy); auth != "" {
		req = req.WithContext(req.Context()) // a copy: a RoundTripper leaves the request alone
		req.Header = req.Header.Clone()
		if req.Header == nil {
			req.Header = http.Header{}
		}
		req.Header.Set("Proxy-Authorization", auth)
	}
	return req.WriteProxy(buf)
}

// proxyAuthorization is the header for the proxy's credentials, if it has any.
func proxyAuthorization(proxy *url.URL) string {
	if proxy.User == nil {
		return ""
	}
	password, _ := proxy.User.Password() // empty when the URL has none, which is what Basic wants
	login := proxy.User.Username() + ":" + password
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(login))
}

// conn gives a connection that belongs to the caller and ends with ctx: an
// idle one that the peer has not closed, or a new one.
func (t *Transport) conn(ctx context.Context, target connTarget, proxy *url.URL) (*transportConn, error) {
	for {
		c := t.take(target)
		if c == nil {
			return t.dial(ctx, target, proxy)
		}
		if connAlive(c.socket.Conn) {
			c.watch(ctx)
			return c, nil
		}
		c.close()
	}
}

// take removes the idle connection that was used last; nil when there is none.
func (t *Transport) take(target connTarget) *transportConn {
	t.mu.Lock()
	defer t.mu.Unlock()
	idle := t.idle[target]
	if len(idle) == 0 {
		return nil
	}
	last := len(idle) - 1
	c := idle[last]
	idle[last] = nil
	t.idle[target] = idle[:last]
	return c
}

// put makes c idle; the one that has been idle longest gives way.
func (t *Transport) put(c *transportConn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.idle == nil {
		t.idle = make(map[connTarget][]*transportConn)
	}
	idle := t.idle[c.target]
	if len(idle) == transportMaxIdle {
		idle[0].close()
		copy(idle, idle[1:])
		idle = idle[:transportMaxIdle-1]
	}
	t.idle[c.target] = append(idle, c)
}

// buffer gives an empty buffer for one request.
func (t *Transport) buffer() *bytes.Buffer {
	if b, ok := t.buffers.Get().(*bytes.Buffer); ok {
		return b
	}
	return new(bytes.Buffer)
}

func (t *Transport) release(b *bytes.Buffer) {
	if b.Cap() <= transportMaxBuffer {
		b.Reset()
		t.buffers.Put(b)
	}
}
