package transport_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/transport"
)

// requestBody is a request body that notices its Close.
type requestBody struct {
	io.Reader
	closed int
}

func (b *requestBody) Close() error { b.closed++; return nil }

func TestSent(t *testing.T) {
	t.Parallel()
	const refused = "http://127.0.0.1:1" // no port that anybody is given
	silent, _ := serve(t, func(int, *http.Request, string) string { return "" })
	half, _ := clienttest.Listen(t, func(_ int, c net.Conn) {
		if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 5")
		}
	})
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	for _, test := range []struct {
		name, url string
		ctx       context.Context
		sent      bool
	}{
		{"refused", refused, context.Background(), false},
		{"context ended", silent, ended, false},
		{"certificate not trusted", untrusted.URL, context.Background(), false},
		{"TLS with a plain server", strings.Replace(silent, "http", "https", 1), context.Background(), false},
		{"scheme", "ftp://127.0.0.1", context.Background(), false},
		{"control byte in the query", silent + "/?a\x01b", context.Background(), false},
		{"no answer", silent, context.Background(), true},
		{"half an answer", "http://" + half, context.Background(), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body := &requestBody{Reader: strings.NewReader("value=x")}
			req, err := http.NewRequestWithContext(test.ctx, "PUT", refused, body)
			if err != nil {
				t.Fatal(err)
			}
			scheme, rest, _ := strings.Cut(test.url, "://")
			host, query, _ := strings.Cut(rest, "/?")
			req.URL.Scheme, req.URL.Host, req.URL.RawQuery = scheme, host, query
			req.ContentLength = 7
			resp, err := newTransport(t).RoundTrip(req)
			if err == nil {
				t.Fatalf("got %s, want an error", resp.Status)
			}
			wantSent(t, err, test.sent)
			if body.closed == 0 {
				t.Error("the request's body was not closed")
			}
		})
	}
}

func TestStaleIdle(t *testing.T) {
	t.Parallel()
	closed, arrived := make(chan struct{}), make(chan string, 10)
	addr, count := clienttest.Listen(t, func(n int, c net.Conn) {
		r := bufio.NewReader(c)
		for {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			arrived <- fmt.Sprintf("%d %s %s", n, req.Method, req.URL.Path)
			io.WriteString(c, text("hello"))
			if n == 1 {
				c.Close()
				close(closed)
				return
			}
		}
	})
	tr := newTransport(t)
	if _, err := do(tr, t.Context(), "GET", "http://"+addr+"/a", ""); err != nil {
		t.Fatal(err)
	}
	<-closed
	if _, err := do(tr, t.Context(), "PUT", "http://"+addr+"/b", "v"); err != nil {
		t.Fatalf("a connection that the server closed while it was idle: %v", err)
	}
	for _, want := range []string{"1 GET /a", "2 PUT /b"} {
		if got := <-arrived; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if len(arrived) != 0 || count.Load() != 2 {
		t.Errorf("got %d more requests and %d connections, want 0 and 2", len(arrived), count.Load())
	}
}

func TestHead(t *testing.T) {
	t.Parallel()
	const maxHead = 1 << 20
	begin, end := "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: ", "\r\n\r\n"
	fits := begin + strings.Repeat("x", maxHead-len(begin)-len(end)) + end
	for _, test := range []struct {
		name, answer, want string
		ok                 bool
	}{
		{"fits", fits + "hello", "hello", true},
		{"one byte too large", begin + "x" + strings.TrimPrefix(fits, begin) + "hello", "larger than 1 MiB", false},
		{"one unbounded line", "HTTP/1.1 200 " + strings.Repeat("x", maxHead), "larger than 1 MiB", false},
		{"unbounded interim answers", strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 1000), "interim", false},
		{"no status", "HTTP/1.1 OK\r\n\r\n", "malformed", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			url, _ := serve(t, func(int, *http.Request, string) string { return test.answer })
			got, err := do(newTransport(t), t.Context(), "GET", url, "")
			if test.ok {
				if err != nil || got != test.want {
					t.Errorf("got %q, %v, want %q", got, err, test.want)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %q, %v, want an error with %q", got, err, test.want)
			}
			wantSent(t, err, true)
		})
	}
}

func TestNotHTTP(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]string{
		"gRPC":      "\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\x00\x00\x40\x00",
		"TLS alert": "\x15\x03\x01\x00\x02\x02\x46",
		"one byte":  "S",
		"HTTP/":     "HTTQ/1.1 200 OK\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, _ := serve(t, func(int, *http.Request, string) string { return first })
			_, err := do(newTransport(t), t.Context(), "GET", url, "")
			wantSent(t, err, true)
			var got *transport.NotHTTP
			if !errors.As(err, &got) || string(got.First) != first {
				t.Errorf("got %v, want a *transport.NotHTTP with %q", err, first)
			}
		})
	}
}

func TestCutBody(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"length":  "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
		"chunked": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr, _ := clienttest.Listen(t, func(_ int, c net.Conn) {
				if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
					io.WriteString(c, answer)
				}
			})
			got, err := do(newTransport(t), t.Context(), "GET", "http://"+addr, "")
			if got != "hello" || !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("got %q, %v, want %q, io.ErrUnexpectedEOF", got, err, "hello")
			}
		})
	}
}

func TestEarlyRefusal(t *testing.T) {
	t.Parallel()
	addr, _ := clienttest.Listen(t, func(_ int, c net.Conn) {
		if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
			io.WriteString(c, "HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge") // and resets, with much unread
		}
	})
	got, err := do(newTransport(t), t.Context(), "PUT", "http://"+addr, strings.Repeat("v", 16<<20))
	if err != nil || got != "large" {
		t.Errorf("got %q, %v, want the refusal", got, err)
	}
}
