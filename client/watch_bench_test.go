package client_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

// rawWatch is the least a watch can be: one long poll after another on one
// connection, with the standard library's reader, and nothing but the index
// decoded. came is told when each event came.
func rawWatch(b *testing.B, host, key string, from uint64, came chan<- time.Time) {
	conn, err := net.Dial("tcp", host)
	must(b, err)
	b.Cleanup(func() { conn.Close() })
	go func() {
		r := bufio.NewReader(conn)
		for next := from; ; {
			fmt.Fprintf(conn, "GET /v2/keys%s?wait=true&waitIndex=%d HTTP/1.1\r\nHost: %s\r\n\r\n", key, next, host)
			resp, err := http.ReadResponse(r, nil)
			if err != nil {
				return // the benchmark is over
			}
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				return
			}
			came <- time.Now()
			_, after, _ := bytes.Cut(body, []byte(`"modifiedIndex":`))
			digits, _, _ := bytes.Cut(after, []byte(","))
			at, err := strconv.ParseUint(string(digits), 10, 64)
			must(b, err)
			next = at + 1
		}
	}()
}

// BenchmarkWatchLatency is the time from the call of a write to its event, for
// our watch and for a raw one of the same key at the same time. x-raw is the
// raw one's median divided by ours.
func BenchmarkWatchLatency(b *testing.B) {
	endpoint := sandboxtest.Start(b, 1).Endpoints()[0]
	c := clienttest.Client(b, endpoint)
	first, err := c.Set(b.Context(), "/own", benchValue, client.SetOptions{})
	must(b, err)
	from := *first.Node.ModifiedIndex + 1
	raw, own := make(chan time.Time, 1), make(chan time.Time, 1)
	rawWatch(b, strings.TrimPrefix(endpoint, "http://"), "/raw", from, raw)
	go func() {
		for _, err := range c.Watch(b.Context(), "/own", client.WatchOptions{From: from}) {
			if err != nil {
				return
			}
			own <- time.Now()
		}
	}()
	took := map[string][]time.Duration{}
	for b.Loop() {
		for key, came := range map[string]chan time.Time{"/own": own, "/raw": raw} { // in a random order
			start := time.Now()
			_, err := c.Set(b.Context(), key, benchValue, client.SetOptions{})
			must(b, err)
			took[key] = append(took[key], (<-came).Sub(start))
		}
	}
	median := func(key string) float64 {
		slices.Sort(took[key])
		return float64(took[key][len(took[key])/2].Microseconds())
	}
	b.ReportMetric(median("/own"), "µs-p50")
	b.ReportMetric(median("/raw")/median("/own"), "x-raw")
}

// BenchmarkWatchFollow counts the events per second that a watch follows while
// eight writers write as fast as etcd takes it, or a thousand times a second
// each. x-written is the part that it followed of what was written meanwhile;
// gaps is how often etcd's history overtook it.
func BenchmarkWatchFollow(b *testing.B) {
	for name, pace := range map[string]time.Duration{"flat out": 0, "8000": time.Millisecond} {
		b.Run(name, func(b *testing.B) {
			endpoint := sandboxtest.Start(b, 1).Endpoints()[0]
			first, err := clienttest.Client(b, endpoint).Set(b.Context(), "/d/first", benchValue, client.SetOptions{})
			must(b, err)
			ctx, cancel := context.WithCancel(b.Context())
			defer cancel()
			writers := clienttest.Client(b, endpoint)
			for i := range 8 {
				go writeOn(ctx, writers, "/d/"+strconv.Itoa(i), pace)
			}
			gaps, n, start := 0, 0, time.Now()
			for e, err := range clienttest.Client(b, endpoint).Watch(ctx, "/d", client.WatchOptions{Recursive: true, From: *first.Node.ModifiedIndex}) {
				must(b, err)
				if e.Lost != nil {
					gaps++
					continue
				}
				if n++; !b.Loop() {
					break
				}
			}
			b.ReportMetric(float64(n)/time.Since(start).Seconds(), "events/s")
			b.ReportMetric(float64(n)/float64(writers.LastIndex()-*first.Node.ModifiedIndex), "x-written")
			b.ReportMetric(float64(gaps), "gaps")
		})
	}
}

// writeOn writes until ctx ends, once every pace at most.
func writeOn(ctx context.Context, c *client.Client, key string, pace time.Duration) {
	for next := time.Now(); ctx.Err() == nil; next = next.Add(pace) {
		time.Sleep(time.Until(next))
		if _, err := c.Set(ctx, key, benchValue, client.SetOptions{}); err != nil {
			return // the benchmark is over
		}
	}
}
