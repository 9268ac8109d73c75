package repl_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/render"
	"etcd2sh/repl"
)

// BenchmarkLine takes one line through the whole evaluator and the renderer,
// by turns with the same request on a raw connection to the same server:
// x-raw is our rate divided by its.
func BenchmarkLine(b *testing.B) {
	endpoint, _ := sandboxtest.Server(b)
	u, err := url.Parse(endpoint)
	if err != nil {
		b.Fatal(err)
	}
	const form = "value=black+n+white"
	lines := []struct{ name, line, request string }{
		{"set", `reset! [:cats :mittens] "black n white"`, "PUT /v2/keys/cats/mittens HTTP/1.1\r\nHost: " + u.Host +
			fmt.Sprintf("\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", len(form), form)},
		{"get", `get :cats/mittens`, "GET /v2/keys/cats/mittens HTTP/1.1\r\nHost: " + u.Host + "\r\n\r\n"},
	}
	for _, l := range lines {
		b.Run(l.name, func(b *testing.B) {
			s, err := repl.NewSession(client.Config{Endpoints: []string{endpoint}}, repl.Settings{})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			c := dialRaw(b, u.Host)
			var raw time.Duration
			turn := func() {
				start := time.Now()
				c.exchange(b, l.request)
				raw += time.Since(start)
			}
			turn() // a connection's first exchange counts on neither side
			if _, err := s.Eval(b.Context(), l.line); err != nil {
				b.Fatal(err)
			}
			raw = 0
			b.ReportAllocs()
			for b.Loop() {
				v, err := s.Eval(b.Context(), l.line)
				if err != nil {
					b.Fatal(err)
				}
				if err := (render.Style{}).Result(io.Discard, v); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				turn()
				b.StartTimer()
			}
			b.ReportMetric(float64(raw)/float64(b.Elapsed()), "x-raw")
		})
	}
}

// rawConn sends canned bytes and reads answers to their end.
type rawConn struct {
	net.Conn
	r *bufio.Reader
}

func dialRaw(b *testing.B, addr string) *rawConn {
	b.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := c.Close(); err != nil {
			b.Error(err)
		}
	})
	return &rawConn{c, bufio.NewReader(c)}
}

func (c *rawConn) exchange(b *testing.B, request string) {
	b.Helper()
	if _, err := io.WriteString(c, request); err != nil {
		b.Fatal(err)
	}
	resp, err := http.ReadResponse(c.r, nil)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode/100 != 2 {
		b.Fatalf("got %s, %v", resp.Status, err)
	}
}
