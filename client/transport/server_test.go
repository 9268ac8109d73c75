package transport_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/transport"
)

// serve answers each request with what answer returns, and ends the
// connection after an empty answer.
func serve(t testing.TB, answer func(n int, req *http.Request, body string) string) (url string, count *atomic.Int64) {
	t.Helper()
	addr, count := clienttest.Listen(t, func(n int, c net.Conn) {
		r := bufio.NewReader(c)
		for {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			body, err := io.ReadAll(req.Body)
			if err != nil {
				return
			}
			text := answer(n, req, string(body))
			if text == "" {
				return
			}
			if _, err := io.WriteString(c, text); err != nil {
				return
			}
		}
	})
	return "http://" + addr, count
}

// text is a whole answer with a length.
func text(body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

// do sends a request and reads the whole answer.
func do(t http.RoundTripper, ctx context.Context, method, url, body string) (string, error) {
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, url, r)
	if err != nil {
		return "", err
	}
	resp, err := t.RoundTrip(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	return string(got), err
}

func newTransport(t testing.TB) *transport.Transport {
	tr := &transport.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}

// wantSent checks that err is a *transport.SendError that says so.
func wantSent(t *testing.T, err error, sent bool) {
	t.Helper()
	var failed *transport.SendError
	if !errors.As(err, &failed) {
		t.Fatalf("got error %v (%T), want a *transport.SendError", err, err)
	}
	if failed.Sent != sent {
		t.Errorf("got Sent %v, want %v: %v", failed.Sent, sent, err)
	}
}
