package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"

	official "go.etcd.io/etcd/client/v2"
)

// ways are three that do the same against one server.
type ways struct{ own, raw, official func() }

// ratios takes the ways in turn in one run, since only the ratios of such
// figures mean something: x-raw and x-official are our rate divided by that of
// a raw connection and of etcd's own client. An operation is 20 of each.
func (w ways) ratios(b *testing.B) {
	const batch = 20
	order := []func(){w.own, w.raw, w.official}
	var spent [3]time.Duration
	for i := range order {
		order[i]() // connects
	}
	for b.Loop() {
		for _, i := range rand.Perm(len(order)) {
			start := time.Now()
			for range batch {
				order[i]()
			}
			spent[i] += time.Since(start)
		}
	}
	b.ReportMetric(float64(spent[0].Nanoseconds())/float64(batch*b.N), "ns/own")
	b.ReportMetric(float64(spent[1])/float64(spent[0]), "x-raw")
	b.ReportMetric(float64(spent[2])/float64(spent[0]), "x-official")
}

// alone measures our way by itself, for the allocations.
func (w ways) alone(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		w.own()
	}
}

func must(b *testing.B, err error) {
	if err != nil {
		b.Fatal(err)
	}
}

// officialKeys is etcd's own client of the same server.
func officialKeys(b *testing.B, endpoint string) official.KeysAPI {
	c, err := official.New(official.Config{Endpoints: []string{endpoint}, Transport: &http.Transport{}})
	must(b, err)
	return official.NewKeysAPI(c)
}

const benchValue = "0123456789abcdef"

func benchWays(b *testing.B, wire string, own func(c *client.Client) error, theirs func(k official.KeysAPI) error) ways {
	endpoint := sandboxtest.Start(b, 1).Endpoints()[0]
	c := clienttest.Client(b, endpoint)
	_, err := c.Set(context.Background(), "/bench", benchValue, client.SetOptions{})
	must(b, err)
	k := officialKeys(b, endpoint)
	host := strings.TrimPrefix(endpoint, "http://")
	return ways{
		own:      func() { must(b, own(c)) },
		raw:      clienttest.RawExchange(b, host, strings.ReplaceAll(wire, "HOST", host)),
		official: func() { must(b, theirs(k)) },
	}
}

func BenchmarkGet(b *testing.B) {
	w := benchWays(b, "GET /v2/keys/bench HTTP/1.1\r\nHost: HOST\r\nUser-Agent: etcd2sh\r\n\r\n", func(c *client.Client) error {
		_, err := c.Get(context.Background(), "/bench", client.GetOptions{})
		return err
	}, func(k official.KeysAPI) error {
		_, err := k.Get(context.Background(), "/bench", nil)
		return err
	})
	b.Run("ratios", w.ratios)
	b.Run("alone", w.alone)
}

func BenchmarkSet(b *testing.B) {
	w := benchWays(b, "PUT /v2/keys/bench HTTP/1.1\r\nHost: HOST\r\nUser-Agent: etcd2sh\r\nContent-Length: 22\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\n\r\nvalue="+benchValue, func(c *client.Client) error {
		_, err := c.Set(context.Background(), "/bench", benchValue, client.SetOptions{})
		return err
	}, func(k official.KeysAPI) error {
		_, err := k.Set(context.Background(), "/bench", benchValue, nil)
		return err
	})
	b.Run("ratios", w.ratios)
	b.Run("alone", w.alone)
}

// BenchmarkSwap shares its operations among contenders for one key.
// requests/swap is 1 at best.
func BenchmarkSwap(b *testing.B) {
	for _, contenders := range []int{1, 100} {
		b.Run(strconv.Itoa(contenders), func(b *testing.B) {
			c := clienttest.Client(b, sandboxtest.Start(b, 1).Endpoints()...)
			turns := make(chan struct{})
			var work sync.WaitGroup
			var once sync.Once
			var failed error
			for range contenders {
				work.Go(func() {
					for range turns {
						if _, err := c.Swap(context.Background(), "/n", clienttest.Increment, client.SwapOptions{Default: new("0")}); err != nil {
							once.Do(func() { failed = err })
						}
					}
				})
			}
			for b.Loop() {
				turns <- struct{}{}
			}
			close(turns)
			work.Wait()
			must(b, failed)
			b.ReportMetric(float64(c.Stats().Requests)/float64(b.N), "requests/swap")
			r, err := c.Get(context.Background(), "/n", client.GetOptions{})
			must(b, err)
			if *r.Node.Value != strconv.Itoa(b.N) {
				must(b, errors.New("got "+*r.Node.Value+" in the counter, want "+strconv.Itoa(b.N)))
			}
		})
	}
}

// BenchmarkCounter makes 100 increments of one counter at once, in turns with
// etcd's own client, which reads and compares until it wins. The Clojure library
// waits 100 ms before it tries again.
func BenchmarkCounter(b *testing.B) {
	const increments = 100
	endpoint, _ := sandboxtest.Server(b)
	c, k := clienttest.Client(b, endpoint), officialKeys(b, endpoint)
	at := func(do func() error) time.Duration {
		start := time.Now()
		var work sync.WaitGroup
		for range increments {
			work.Go(func() {
				if err := do(); err != nil {
					b.Error(err)
				}
			})
		}
		work.Wait()
		return time.Since(start)
	}
	own := func() error {
		_, err := c.Swap(context.Background(), "/n", clienttest.Increment, client.SwapOptions{Default: new("0")})
		return err
	}
	at(own) // connects
	before := c.Stats().Requests
	var ours, theirs time.Duration
	for b.Loop() {
		ours += at(own)
		theirs += at(func() error { return officialIncrement(k, 0) })
	}
	b.ReportMetric(float64(c.Stats().Requests-before)/float64(increments*b.N), "requests/swap")
	b.ReportMetric(1e3*ours.Seconds()/float64(b.N), "ms/100")
	b.ReportMetric(1e3*theirs.Seconds()/float64(b.N), "official-ms/100")
	b.ReportMetric(1e3*at(func() error { return officialIncrement(k, 100*time.Millisecond) }).Seconds(), "patient-ms/100")
}

// BenchmarkRivals has two clients, as two processes are, increment one counter
// with 16 workers each.
func BenchmarkRivals(b *testing.B) {
	endpoint, _ := sandboxtest.Server(b)
	rivals := []*client.Client{clienttest.Client(b, endpoint), clienttest.Client(b, endpoint)}
	_, err := rivals[0].Set(b.Context(), "/rivals", "0", client.SetOptions{})
	must(b, err)
	before := rivals[0].Stats().Requests
	var swaps atomic.Int64
	for b.Loop() {
		var work sync.WaitGroup
		for worker := range 32 {
			work.Go(func() {
				for range 30 {
					_, err := rivals[worker%2].Swap(context.Background(), "/rivals", clienttest.Increment, client.SwapOptions{})
					if err != nil {
						b.Error(err)
						return
					}
					swaps.Add(1)
				}
			})
		}
		work.Wait()
	}
	requests := rivals[0].Stats().Requests + rivals[1].Stats().Requests - before
	b.ReportMetric(float64(requests)/float64(swaps.Load()), "requests/swap")
	r, err := rivals[0].Get(b.Context(), "/rivals", client.GetOptions{})
	must(b, err)
	if got := *r.Node.Value; got != strconv.FormatInt(swaps.Load(), 10) {
		b.Errorf("after %d increments the counter is %s", swaps.Load(), got)
	}
}

// officialIncrement reads and compares until it wins, with a pause after each
// time that it lost.
func officialIncrement(k official.KeysAPI, pause time.Duration) error {
	for {
		r, err := k.Get(context.Background(), "/n", nil)
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(r.Node.Value)
		if err != nil {
			return err
		}
		_, err = k.Set(context.Background(), "/n", strconv.Itoa(n+1), &official.SetOptions{PrevIndex: r.Node.ModifiedIndex})
		if refused := (official.Error{}); !errors.As(err, &refused) || refused.Code != official.ErrorCodeTestFailed {
			return err
		}
		time.Sleep(pause)
	}
}

// replay answers every request with one body, from memory.
type replay string

func (text replay) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(text))), Request: req}, nil
}

// BenchmarkDecode reads listings. x-discard is our rate divided by that of
// copying the same bytes to nowhere by the chunk.
func BenchmarkDecode(b *testing.B) {
	for _, nodes := range []int{30, 3_000, 100_000} {
		b.Run(strconv.Itoa(nodes), func(b *testing.B) {
			var text strings.Builder
			text.WriteString(`{"action":"get","node":{"key":"/bench","dir":true,"nodes":[`)
			for i := range nodes {
				if i > 0 {
					text.WriteByte(',')
				}
				fmt.Fprintf(&text, `{"key":"/bench/%08d","value":%q,"modifiedIndex":%d,"createdIndex":%d}`, i, benchValue, i+4, i+4)
			}
			text.WriteString("]}}\n")
			c := clienttest.New(b, client.Config{Transport: replay(text.String())})
			var discard time.Duration
			buf := make([]byte, 4<<10)
			b.SetBytes(int64(text.Len()))
			b.ReportAllocs()
			var own time.Duration
			for b.Loop() {
				start := time.Now()
				r, err := c.Get(context.Background(), "/bench", client.GetOptions{})
				own += time.Since(start)
				if err != nil || len(r.Node.Nodes) != nodes {
					b.Fatalf("got %v, %v, want %d nodes", r, err, nodes)
				}
				start = time.Now()
				// Without WriterTo, as a connection is read.
				_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{strings.NewReader(text.String())}, buf)
				discard += time.Since(start)
				must(b, err)
			}
			b.ReportMetric(float64(discard)/float64(own), "x-discard")
			b.ReportMetric(float64(own.Nanoseconds())/float64(b.N*nodes), "ns/node")
		})
	}
}
