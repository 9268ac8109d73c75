package transport

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// maxFirstLine is how many bytes of the first request line of a connection etcd can
// take. It serves HTTP and gRPC on one port and tells them apart by that line, of
// which it reads 4096 bytes: a longer one is neither, and the connection is reset.
// Later lines are not looked at, so a long key must not come first.
const maxFirstLine = 4096

// warmedUp gives a connection on which a request can come next. A new one asks for
// /version first where the request's line is long, and where a server that asked for
// a certificate may yet refuse ours: of a write that came first nobody could tell
// whether it was refused with it.
func (t *Transport) warmedUp(c *conn, req *http.Request, wire []byte, proxy *url.URL) (*conn, error) {
	long := bytes.IndexByte(wire, '\n') >= maxFirstLine
	safe := req.Method == http.MethodGet || req.Method == http.MethodHead
	asked := c.handshake != nil && c.handshake.asked
	if c.used || !long && (safe || !asked) {
		return c, nil
	}
	ends, err := c.warmUp(req.Context(), proxy)
	if err == nil && !ends {
		return c, nil
	}
	c.close()
	switch {
	case err != nil:
		return nil, c.refused(err)
	case long:
		return nil, fmt.Errorf("the server ends each connection after one answer, so it cannot take a request line of more than %d bytes", maxFirstLine)
	}
	return t.dial(req.Context(), c.route, proxy) // our certificate is taken: that is known now
}

// warmUp asks for /version and discards the answer; ends reports whether the
// connection ends with it.
func (c *conn) warmUp(ctx context.Context, proxy *url.URL) (ends bool, err error) {
	u := url.URL{Scheme: c.route.scheme, Host: c.route.host, Path: "/version"}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return false, err
	}
	var wire bytes.Buffer
	if err := encode(&wire, req, c.route.scheme, proxy); err != nil {
		return false, err
	}
	resp, err := c.roundTrip(req, wire.Bytes())
	if err != nil {
		return false, fmt.Errorf("asking for %v first: %w", &u, err)
	}
	n, err := io.CopyN(io.Discard, resp.Body, maxHead)
	if err == nil {
		return false, fmt.Errorf("the answer to %v has more than %d bytes", &u, n)
	}
	if err != io.EOF {
		return false, fmt.Errorf("reading %v: %w", &u, err)
	}
	c.used = true
	return resp.Close, nil
}
