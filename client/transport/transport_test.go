package transport_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/transport"
)

func TestReuse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, method, answer, body string
		conns                      int64 // that three requests take
	}{
		{"length", "GET", text("hello"), "hello", 1},
		{"empty", "GET", text(""), "", 1},
		{"chunked", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", "hello", 1},
		{"head", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "", 1},
		{"no content", "GET", "HTTP/1.1 204 No Content\r\n\r\n", "", 1},
		{"interim", "GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + text("hello"), "hello", 1},
		{"redirect", "GET", "HTTP/1.1 307 Temporary Redirect\r\nLocation: /x\r\nContent-Length: 2\r\n\r\ngo", "go", 1},
		{"close", "GET", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", "hello", 3},
		{"HTTP/1.0", "GET", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", 3},
		{"more than asked for", "GET", text("hello") + "HTTP/1.1", "hello", 3},
		{"switched", "GET", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", "", 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			url, count := serve(t, func(int, *http.Request, string) string { return test.answer })
			tr := newTransport(t)
			for range 3 {
				got, err := do(tr, t.Context(), test.method, url+"/k", "")
				if err != nil || got != test.body {
					t.Fatalf("got %q, %v, want %q", got, err, test.body)
				}
			}
			if got := count.Load(); got != test.conns {
				t.Errorf("got %d connections, want %d", got, test.conns)
			}
		})
	}
}

func TestIdleAtLastByte(t *testing.T) {
	t.Parallel()
	url, count := serve(t, func(int, *http.Request, string) string { return text("hello") })
	tr := newTransport(t)
	for range 2 {
		req, err := http.NewRequest("GET", url, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := tr.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(resp.Body, make([]byte, 5)); err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	if got := count.Load(); got != 1 {
		t.Errorf("got %d connections, want 1", got)
	}
}

// TestDrop: a connection whose answer is not believed serves no other request,
// and none but its own before it is given up.
func TestDrop(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{"body": text("hello"), "no body": "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"} {
		url, count := serve(t, func(int, *http.Request, string) string { return answer })
		tr := newTransport(t)
		for want := range int64(3) {
			req, err := http.NewRequest("GET", url, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := tr.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadAll(resp.Body); err != nil {
				t.Fatal(err)
			}
			if _, err := do(tr, t.Context(), "GET", url, ""); err != nil {
				t.Fatal(err)
			}
			transport.Drop(resp.Body)
			if got := count.Load(); got != want+2 {
				t.Errorf("%s: got %d connections, want %d: one that is kept, and one for each answer that was dropped", name, got, want+2)
			}
		}
	}
}

func TestCloseBeforeEnd(t *testing.T) {
	t.Parallel()
	closed := make(chan error, 1)
	addr, count := clienttest.Listen(t, func(n int, c net.Conn) {
		r := bufio.NewReader(c)
		if _, err := http.ReadRequest(r); err != nil {
			return
		}
		io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
		_, err := r.ReadByte()
		closed <- err
	})
	tr := newTransport(t)
	req, err := http.NewRequest("GET", "http://"+addr, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := tr.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := resp.Body.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if err := <-closed; err == nil {
		t.Error("the server read a byte, want the end of the connection")
	}
	if n, err := resp.Body.Read(make([]byte, 1)); n != 0 || err != http.ErrBodyReadAfterClose {
		t.Errorf("Read after Close: got %d, %v, want http.ErrBodyReadAfterClose", n, err)
	}
	if got := count.Load(); got != 1 {
		t.Errorf("got %d connections, want 1", got)
	}
}

func TestConcurrent(t *testing.T) {
	t.Parallel()
	const workers = 16
	url, count := serve(t, func(_ int, req *http.Request, body string) string {
		return text(req.URL.Path + body)
	})
	tr := newTransport(t)
	var work sync.WaitGroup
	for w := range workers {
		work.Go(func() {
			for i := range 50 {
				path, body := fmt.Sprintf("/%d/%d", w, i), strings.Repeat("v", i)
				got, err := do(tr, t.Context(), "PUT", url+path, body)
				if err != nil || got != path+body {
					t.Errorf("got %q, %v, want %q", got, err, path+body)
				}
			}
		})
	}
	work.Wait()
	if got := count.Load(); got > workers {
		t.Errorf("got %d connections, want at most %d", got, workers)
	}
}

func TestNoLeak(t *testing.T) { // not parallel: it counts every goroutine
	before := goleak.IgnoreCurrent()
	tr := &transport.Transport{}
	ctx, cancel := context.WithCancel(t.Context())
	t.Run("use", func(t *testing.T) {
		url, _ := serve(t, func(_ int, req *http.Request, _ string) string {
			if req.URL.Path == "/lost" {
				return ""
			}
			return text("hello")
		})
		for range 3 {
			if _, err := do(tr, ctx, "PUT", url, "v"); err != nil {
				t.Error(err)
			}
			if _, err := do(tr, ctx, "GET", url+"/lost", ""); err == nil {
				t.Error("got no error, want one")
			}
		}
	})
	tr.CloseIdleConnections()
	cancel()
	goleak.VerifyNone(t, before)
}
