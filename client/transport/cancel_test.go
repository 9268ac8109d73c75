//go:build unix

package transport_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"etcd2sh/client/internal/clienttest"
)

// phase is a point of an exchange at which a server falls silent.
type phase struct {
	name   string
	scheme string
	path   string
	body   string
	proxy  bool
	sent   bool
	inBody bool // the answer has begun: the error comes from its body
	serve  func(c net.Conn, r *bufio.Reader) error
}

func phases() []phase {
	readByte := func(_ net.Conn, r *bufio.Reader) error { _, err := r.ReadByte(); return err }
	readRequest := func(_ net.Conn, r *bufio.Reader) error { _, err := http.ReadRequest(r); return err }
	answer := func(text string) func(net.Conn, *bufio.Reader) error {
		return func(c net.Conn, r *bufio.Reader) error {
			if err := readRequest(c, r); err != nil {
				return err
			}
			_, err := io.WriteString(c, text)
			return err
		}
	}
	return []phase{
		{name: "TLS", scheme: "https", serve: readByte},
		{name: "CONNECT", scheme: "https", proxy: true, serve: readRequest},
		{name: "TLS in a tunnel", scheme: "https", proxy: true, serve: answer("HTTP/1.1 200 OK\r\n\r\n")},
		{name: "warm-up", scheme: "http", path: strings.Repeat("k", 5000), serve: readRequest},
		{name: "write", scheme: "http", body: strings.Repeat("v", 16<<20), sent: true, serve: readByte},
		{name: "head", scheme: "http", sent: true, serve: readRequest},
		{name: "half a head", scheme: "http", sent: true, serve: answer("HTTP/1.1 200 OK\r\nX")},
		{name: "body", scheme: "http", inBody: true, serve: answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")},
		{name: "chunk", scheme: "http", inBody: true, serve: answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")},
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	for _, phase := range phases() {
		t.Run(phase.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			err := stuck(t, ctx, phase, cancel)
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("got %v, want context.Canceled", err)
			}
			if !phase.inBody {
				wantSent(t, err, phase.sent)
			}
		})
	}
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	for _, phase := range phases() {
		t.Run(phase.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
			defer cancel()
			err := stuck(t, ctx, phase, func() {})
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("got %v, want context.DeadlineExceeded", err)
			}
		})
	}
}

// stuck sends a request to a server that falls silent in that phase,
// and calls reached when it has come to it.
func stuck(t *testing.T, ctx context.Context, phase phase, reached func()) error {
	t.Helper()
	left := make(chan struct{})
	addr, _ := clienttest.Listen(t, func(_ int, c net.Conn) {
		if err := phase.serve(c, bufio.NewReader(c)); err != nil && ctx.Err() == nil {
			t.Errorf("the server: %v", err)
		}
		if !phase.inBody {
			reached()
		}
		<-left
	})
	defer close(left)
	tr := newTransport(t)
	target := phase.scheme + "://" + addr
	if phase.proxy {
		tr.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: addr})
		target = phase.scheme + "://etcd.test:2379"
	}
	req, err := http.NewRequestWithContext(ctx, "PUT", target+"/"+phase.path, strings.NewReader(phase.body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := tr.RoundTrip(req)
	if err != nil {
		return err
	}
	reached()
	_, err = io.ReadAll(resp.Body)
	return err
}

// silentAddress is an address on the loopback whose listener has a full queue: it
// answers no attempt to connect.
func silentAddress(t *testing.T, address string) string {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	raw, err := l.(*net.TCPListener).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.Control(func(fd uintptr) { err = syscall.Listen(int(fd), 0) }); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for full := false; !full; {
		c, err := net.DialTimeout("tcp", l.Addr().String(), 100*time.Millisecond)
		if full = err != nil; !full {
			t.Cleanup(func() { c.Close() })
		}
	}
	return l.Addr().String()
}

func TestDialEnds(t *testing.T) {
	t.Parallel()
	addr := silentAddress(t, "127.0.0.1:0")
	for _, want := range []error{context.Canceled, context.DeadlineExceeded} {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		if want == context.Canceled {
			ctx, cancel = context.WithCancel(context.Background())
			time.AfterFunc(50*time.Millisecond, cancel)
		}
		_, err := do(newTransport(t), ctx, "PUT", "http://"+addr, "v")
		cancel()
		if !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
		wantSent(t, err, false)
	}
}

// lateContext calls late when it is watched, which is after a
// connection has been chosen and before anything is written to it.
type lateContext struct {
	context.Context
	late func()
}

func (lateContext) Done() <-chan struct{} { return make(chan struct{}) }

func (c lateContext) AfterFunc(func()) (stop func() bool) {
	c.late()
	return func() bool { return true }
}

// A connection that is reset so late that it has been chosen takes no byte.
func TestNothingWritten(t *testing.T) {
	t.Parallel()
	reset, done := make(chan struct{}), make(chan struct{})
	doReset := sync.OnceFunc(func() { close(reset) })
	defer doReset()
	addr, _ := clienttest.Listen(t, func(_ int, c net.Conn) {
		if _, err := http.ReadRequest(bufio.NewReader(c)); err != nil {
			t.Errorf("the server: %v", err)
		}
		io.WriteString(c, text("hello"))
		<-reset
		c.(*net.TCPConn).SetLinger(0)
		c.Close()
		close(done)
	})
	tr := newTransport(t)
	if _, err := do(tr, t.Context(), "GET", "http://"+addr, ""); err != nil {
		t.Fatal(err)
	}
	ctx := lateContext{context.Background(), func() { doReset(); <-done }}
	_, err := do(tr, ctx, "PUT", "http://"+addr, "v")
	wantSent(t, err, false)
}
