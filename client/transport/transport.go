package transport

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
)

// maxBuffer is the size in bytes of the largest request buffer that is kept for
// the next request.
const maxBuffer = 64 << 10

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

	lookup    func(ctx context.Context, host string) ([]string, error) // nil means the system's resolver
	protocols []string                                                 // that TLS offers; none but in a probe

	mu      sync.Mutex
	idle    map[route][]*conn // the one used last is last
	buffers sync.Pool         // of *bytes.Buffer
}

// SendError is the failure of a request that got no answer.
type SendError struct {
	// Sent is false only if it is certain that no byte of the request left this
	// machine: then it may be sent again, to the same server or another.
	Sent bool
	Err  error // the reason: the context's, the network's, a *HandshakeError, a *NotHTTP, or what is wrong with the request
}

// Error is the reason.
func (e *SendError) Error() string { return e.Err.Error() }

// Unwrap gives the reason. errors.Is finds context.Canceled and
// context.DeadlineExceeded in it when the request's context ended.
func (e *SendError) Unwrap() error { return e.Err }

// NotHTTP says that the peer answered something else than HTTP/1.1, as a gRPC
// or a TLS port does.
type NotHTTP struct {
	First []byte // the first bytes of the answer: at least 1, at most 64
}

// Error shows the first bytes.
func (e *NotHTTP) Error() string {
	return fmt.Sprintf("the answer is not HTTP/1.1; it begins with %q", e.First)
}

// RoundTrip sends req and returns the answer once its head is there. It obeys
// the request's context until the end of the answer's body, follows no
// redirect, and closes the request's body. Each error is a *SendError.
//
// A body that is read to its end and then closed leaves the connection ready for
// the next request; one that is closed before its end closes the connection. So
// does [Drop], for an answer that turns out to be none.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	m, err := t.message(req)
	if err != nil {
		return nil, err
	}
	defer t.release(m.text)
	c, err := t.ready(req, m)
	if err != nil {
		return nil, err
	}
	resp, err := t.exchange(c, req, m.text.Bytes(), false, t)
	if err != nil {
		c.close()
		return nil, err
	}
	return resp, nil
}

// message is a request as it is sent, and where to.
type message struct {
	route route
	proxy *url.URL      // or nil
	text  *bytes.Buffer // to be released
}

// message encodes a request, and closes its body. Each error is a *SendError.
func (t *Transport) message(req *http.Request) (message, error) {
	route, proxy, err := t.route(req)
	if err != nil {
		if req.Body != nil {
			req.Body.Close() // nothing was read from it, so its error says nothing about the request
		}
		return message{}, &SendError{Err: err}
	}
	m := message{route, proxy, t.buffer()}
	if err := encode(m.text, req, route.scheme, proxy); err != nil {
		t.release(m.text)
		return message{}, &SendError{Err: err}
	}
	return m, nil
}

// ready gives a connection on which a message can come next. Each error is a *SendError.
func (t *Transport) ready(req *http.Request, m message) (*conn, error) {
	c, err := t.conn(req.Context(), m.route, m.proxy)
	if err == nil {
		c, err = t.warmedUp(c, req, m.text.Bytes(), m.proxy)
	}
	if err != nil {
		return nil, &SendError{Err: causeOf(req.Context(), err)}
	}
	return c, nil
}

// Drop closes the body of an answer and its connection, whatever was read of it:
// where one answer is not that of its request, the next one may not be either.
// Of a body that is not from a Transport, and has no method Drop of its own, it
// closes the body.
func Drop(answer io.ReadCloser) {
	if b, ok := answer.(interface{ Drop() }); ok {
		b.Drop()
		return
	}
	answer.Close() // there is nobody left to be told of an error
}

// Shown gives the certificate of ours that the server was shown whose answer has this
// body, as long as that is not closed; nil for none, and for a body that is not from a
// Transport, and has no method Shown of its own.
func Shown(answer io.ReadCloser) *tls.Certificate {
	if b, ok := answer.(interface{ Shown() *tls.Certificate }); ok {
		return b.Shown()
	}
	return nil
}

// exchange sends what is to be written, and reads the head of the answer to req, which
// begins it or was sent before. Each error is a *SendError, after which the connection
// is of no more use. home is where that goes once the answer has been read.
func (t *Transport) exchange(c *conn, req *http.Request, wire []byte, sent bool, home home) (*http.Response, error) {
	before := c.socket.wrote
	resp, err := c.roundTrip(req, wire)
	if err != nil {
		sent = sent || c.socket.wrote > before || !exactWrites
		return nil, &SendError{Sent: sent, Err: causeOf(req.Context(), c.refused(err))}
	}
	c.used = true
	b := &body{home: home, c: c, req: req, src: resp.Body}
	b.keep = !resp.Close && !req.Close && resp.StatusCode != http.StatusSwitchingProtocols
	b.whole.Store(resp.Body == http.NoBody)
	resp.Body = b
	return resp, nil
}

// buffer gives an empty buffer for one request.
func (t *Transport) buffer() *bytes.Buffer {
	if b, ok := t.buffers.Get().(*bytes.Buffer); ok {
		return b
	}
	return new(bytes.Buffer)
}

func (t *Transport) release(b *bytes.Buffer) {
	if b.Cap() <= maxBuffer {
		b.Reset()
		t.buffers.Put(b)
	}
}
