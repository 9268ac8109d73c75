package repl_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl"

	official "go.etcd.io/etcd/client/v2"
)

// way is one of several that do the same n times against one server.
type way struct {
	name string
	do   func(n int)
}

// inTurns takes the ways in turns, in batches and in any order, since only the
// ratios of such figures mean something: x-NAME is the rate of the first way
// divided by that of another.
func inTurns(b *testing.B, batch int, ways []way) {
	spent := make([]time.Duration, len(ways))
	for _, w := range ways {
		w.do(1) // connects
	}
	for b.Loop() {
		for _, i := range rand.Perm(len(ways)) {
			start := time.Now()
			ways[i].do(batch)
			spent[i] += time.Since(start)
		}
	}
	b.ReportMetric(float64(spent[0].Nanoseconds())/float64(batch*b.N), "ns/line")
	for i, w := range ways[1:] {
		b.ReportMetric(float64(spent[i+1])/float64(spent[0]), "x-"+w.name)
	}
}

// BenchmarkScript takes a script through the whole shell, a command at a time:
// read, scanned, parsed, sent, decoded, rendered, printed. Its peers send the
// same requests one after the other and print nothing.
func BenchmarkScript(b *testing.B) {
	endpoint, _ := sandboxtest.Server(b)
	for _, c := range commands(b, endpoint) {
		b.Run(c.name, func(b *testing.B) {
			raw := dialRaw(b, c.host)
			inTurns(b, 200, []way{
				{"shell", c.script(b, 1)},
				{"raw", func(n int) { raw.repeat(b, c.request, n) }},
				{"nethttp", func(n int) { times(n, func() error { return c.nethttp(b.Context()) }, b) }},
				{"official", func(n int) { times(n, func() error { return c.official(b.Context()) }, b) }},
			})
		})
	}
}

// BenchmarkJobs has 16 commands in flight; its peers are the same script
// without that, and 16 raw connections.
func BenchmarkJobs(b *testing.B) {
	const jobs = 16
	endpoint, _ := sandboxtest.Server(b)
	for _, c := range commands(b, endpoint) {
		b.Run(c.name, func(b *testing.B) {
			var conns []*rawConn
			for range jobs {
				conns = append(conns, dialRaw(b, c.host))
			}
			inTurns(b, 100*jobs, []way{
				{"jobs", c.script(b, jobs)},
				{"sequential", c.script(b, 1)},
				{"raw", func(n int) {
					var work sync.WaitGroup
					for _, conn := range conns {
						work.Go(func() { conn.repeat(b, c.request, n/jobs) })
					}
					work.Wait()
				}},
			})
		})
	}
}

// benchKeys are so many that commands in flight are about different keys.
const benchKeys = 64

// benchCommand is a command in the forms that the ways send.
type benchCommand struct {
	name, endpoint, host string
	line                 func(i int) string
	request              string
	nethttp, official    func(context.Context) error
}

func commands(b *testing.B, endpoint string) []benchCommand {
	u, err := url.Parse(endpoint)
	if err != nil {
		b.Fatal(err)
	}
	c, err := official.New(official.Config{Endpoints: []string{endpoint}, Transport: &http.Transport{}})
	if err != nil {
		b.Fatal(err)
	}
	keys := official.NewKeysAPI(c)
	address := endpoint + "/v2/keys/cats/0"
	const form = "value=black+n+white"
	plain := &http.Client{Transport: &http.Transport{}}
	return []benchCommand{{
		name: "set", endpoint: endpoint, host: u.Host,
		line: func(i int) string { return fmt.Sprintf("reset! cats/%d \"black n white\"\n", i%benchKeys) },
		request: "PUT /v2/keys/cats/0 HTTP/1.1\r\nHost: " + u.Host +
			fmt.Sprintf("\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", len(form), form),
		nethttp: func(ctx context.Context) error { return fetch(ctx, plain, http.MethodPut, address, form) },
		official: func(ctx context.Context) error {
			_, err := keys.Set(ctx, "/cats/0", "black n white", nil)
			return err
		},
	}, {
		name: "get", endpoint: endpoint, host: u.Host,
		line:    func(i int) string { return fmt.Sprintf("get cats/%d\n", i%benchKeys) },
		request: "GET /v2/keys/cats/0 HTTP/1.1\r\nHost: " + u.Host + "\r\n\r\n",
		nethttp: func(ctx context.Context) error { return fetch(ctx, plain, http.MethodGet, address, "") },
		official: func(ctx context.Context) error {
			_, err := keys.Get(ctx, "/cats/0", nil)
			return err
		},
	}}
}

// script is a shell that runs the command so many times, some at once.
func (c benchCommand) script(b *testing.B, jobs int) func(n int) {
	s, err := repl.NewSession(client.Config{Endpoints: []string{c.endpoint}}, repl.Settings{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	var wrong bytes.Buffer
	sh := &repl.Shell{Session: s, Out: repl.Stream{Writer: io.Discard}, Err: repl.Stream{Writer: &wrong}, Jobs: jobs}
	return func(n int) {
		var text strings.Builder
		for i := range n {
			text.WriteString(c.line(i))
		}
		if err := sh.Script(b.Context(), []repl.Source{{Name: "bench", Reader: strings.NewReader(text.String())}}); err != nil {
			b.Fatal(err, wrong.String())
		}
	}
}

func fetch(ctx context.Context, c *http.Client, method, address, form string) error {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("got %s", resp.Status)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func times(n int, do func() error, b *testing.B) {
	for range n {
		if err := do(); err != nil {
			b.Fatal(err)
		}
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
	b.Cleanup(func() { c.Close() }) // it was only ever read to the end of an answer
	return &rawConn{c, bufio.NewReader(c)}
}

// repeat may be called by any goroutine.
func (c *rawConn) repeat(b *testing.B, request string, n int) {
	for range n {
		if err := c.exchange(request); err != nil {
			b.Error(err)
			return
		}
	}
}

func (c *rawConn) exchange(request string) error {
	if _, err := io.WriteString(c, request); err != nil {
		return err
	}
	resp, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("got %s", resp.Status)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
