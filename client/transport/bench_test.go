package transport_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/transport"
)

const canned = `{"action":"get","node":{"key":"/bench","value":"0123456789abcdef","modifiedIndex":1234,"createdIndex":1234}}` + "\n"

// cannedServer answers every request with the same bytes and spends
// as little as it can on it, so that the client's share is what is measured.
func cannedServer(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	answer := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Etcd-Cluster-Id: cdf818194e3a8c32\r\n"+
		"X-Etcd-Index: 1234\r\nX-Raft-Index: 5678\r\nX-Raft-Term: 2\r\nDate: Mon, 02 Jan 2006 15:04:05 GMT\r\nContent-Length: %d\r\n\r\n%s",
		len(canned), canned)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serveCanned(c, answer)
		}
	}()
	return l.Addr().String()
}

func serveCanned(c net.Conn, answer []byte) {
	defer c.Close()
	r := bufio.NewReader(c)
	for {
		length := 0
		for {
			line, err := r.ReadSlice('\n')
			if err != nil {
				return
			}
			if n, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
				length, _ = strconv.Atoi(string(bytes.TrimSpace(n)))
			}
			if len(line) == 2 {
				break
			}
		}
		if _, err := r.Discard(length); err != nil {
			return
		}
		if _, err := c.Write(answer); err != nil {
			return
		}
	}
}

func exchangeBy(b *testing.B, ctx context.Context, t http.RoundTripper, method, url, body string) func() {
	return func() {
		var r io.Reader
		if body != "" {
			r = strings.NewReader(body)
		}
		req, err := http.NewRequestWithContext(ctx, method, url, r)
		if err != nil {
			b.Fatal(err)
		}
		if body != "" {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		resp, err := t.RoundTrip(req)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			b.Fatal(err)
		}
		resp.Body.Close()
	}
}

type exchange struct {
	name              string
	raw, own, nethttp func()
}

func exchanges(b *testing.B) []exchange {
	addr := cannedServer(b)
	url := "http://" + addr + "/v2/keys/bench"
	own, std := &transport.Transport{}, &http.Transport{DisableCompression: true}
	b.Cleanup(own.CloseIdleConnections)
	b.Cleanup(std.CloseIdleConnections)
	ctx, cancel := context.WithCancel(context.Background())
	b.Cleanup(cancel)
	get := "GET /v2/keys/bench HTTP/1.1\r\nHost: " + addr + "\r\nUser-Agent: Go-http-client/1.1\r\n\r\n"
	put := "PUT /v2/keys/bench HTTP/1.1\r\nHost: " + addr + "\r\nUser-Agent: Go-http-client/1.1\r\n" +
		"Content-Length: 22\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nvalue=0123456789abcdef"
	return []exchange{
		{"get", clienttest.RawExchange(b, addr, get), exchangeBy(b, ctx, own, "GET", url, ""), exchangeBy(b, ctx, std, "GET", url, "")},
		{"put", clienttest.RawExchange(b, addr, put), exchangeBy(b, ctx, own, "PUT", url, "value=0123456789abcdef"), exchangeBy(b, ctx, std, "PUT", url, "value=0123456789abcdef")},
	}
}

// BenchmarkExchange measures each way by itself.
func BenchmarkExchange(b *testing.B) {
	for _, bench := range exchanges(b) {
		for _, way := range []struct {
			name string
			do   func()
		}{{"raw", bench.raw}, {"own", bench.own}, {"nethttp", bench.nethttp}} {
			b.Run(bench.name+"/"+way.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					way.do()
				}
			})
		}
	}
}

// BenchmarkExchangeRatio takes the three ways in turn in one run, since only
// the ratios of such figures mean something: x-raw and x-nethttp are our rate
// divided by that of the raw connection and of net/http. An operation is 50
// exchanges of each.
func BenchmarkExchangeRatio(b *testing.B) {
	for _, bench := range exchanges(b) {
		b.Run(bench.name, func(b *testing.B) {
			var spent [3]time.Duration
			for b.Loop() {
				for i, do := range []func(){bench.raw, bench.own, bench.nethttp} {
					start := time.Now()
					for range 50 {
						do()
					}
					spent[i] += time.Since(start)
				}
			}
			b.ReportMetric(float64(spent[0])/float64(spent[1]), "x-raw")
			b.ReportMetric(float64(spent[2])/float64(spent[1]), "x-nethttp")
		})
	}
}
