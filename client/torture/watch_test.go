package torture_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox"
	"etcd2sh/client/sandbox/sandboxtest"
)

var tortureWrites = flag.Int("writes", 1500, "how many writes TestWatchTorture makes")

// TestWatchTorture lets three writers write while the watcher's connections are
// cut at random bytes and members are restarted. Every event must be seen once
// and in order, or a gap must say exactly where not. Held back, the writers
// never run further ahead than etcd's history reaches, so nothing may be lost;
// overrun, the consumer now and then lets them.
func TestWatchTorture(t *testing.T) {
	for name, overrun := range map[string]bool{"held back": false, "overrun": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newWatchRun(t, *tortureWrites, overrun)
			r.run()
			r.check()
			if (len(r.lost) > 0) != overrun {
				t.Errorf("got gaps %v, want some: %v", r.lost, overrun)
			}
			t.Logf("%d events, %d gaps, %d connections cut, %d restarts, %d writes of unknown outcome",
				len(r.seen), len(r.lost), r.cuts.Load(), r.restarts, len(r.unknown))
		})
	}
}

// watchRun is one run: what one watcher goes through.
type watchRun struct {
	t       *testing.T
	cluster *sandbox.Cluster
	watch   *client.Client
	writes  int
	overrun bool

	begun, taken atomic.Int64 // writes begun, and events that were seen or lost
	cuts         atomic.Int64
	restarts     int

	mu      sync.Mutex
	done    map[uint64]string // the writes that were reported done, by index
	unknown map[string]bool   // the values of those that may have happened

	seen []change
	lost []*client.HistoryLost
}

type change struct {
	index uint64
	value string
}

func newWatchRun(t *testing.T, writes int, overrun bool) *watchRun {
	t.Helper()
	r := &watchRun{
		t: t, cluster: sandboxtest.Start(t, 3), writes: writes, overrun: overrun,
		done: map[uint64]string{}, unknown: map[string]bool{},
	}
	var proxies []string
	for _, url := range r.cluster.Endpoints() {
		proxies = append(proxies, clienttest.NewCuttingProxy(t, url, func() int64 {
			r.cuts.Add(1)
			return int64(rand.ExpFloat64() * 20_000) // some end within a head
		}).URL)
	}
	r.watch = clienttest.Client(t, proxies...)
	return r
}

const lastValue = "the end"

func (r *watchRun) run() {
	ctx, cancel := context.WithCancel(r.t.Context())
	defer cancel()
	from := *clienttest.Set(r.t, clienttest.Client(r.t, r.cluster.Endpoints()...), "/d/first", "first").Node.ModifiedIndex
	var work sync.WaitGroup
	for i := range 3 {
		work.Go(func() { r.write(ctx, i) })
	}
	restarting := make(chan struct{})
	go func() {
		defer close(restarting)
		r.restart(ctx)
	}()
	ended := make(chan struct{})
	defer func() { <-ended }() // the last write may be seen before it is answered
	go func() {
		defer close(ended)
		work.Wait()
		cancel()
		<-restarting
		r.put(r.t.Context(), clienttest.Client(r.t, r.cluster.Endpoints()...), "/d/last", lastValue)
	}()
	w := client.WatchOptions{Recursive: true, From: from, ReadAhead: 100}
	for e, err := range r.watch.Watch(r.t.Context(), "/d", w) {
		if err != nil {
			r.t.Fatal(err)
		}
		if r.take(e) {
			return
		}
		for r.overrun && len(r.seen)%1000 == 100 && ctx.Err() == nil && r.begun.Load()-r.taken.Load() < 1300 {
			time.Sleep(time.Millisecond)
		}
	}
}

// write makes a third of the writes.
func (r *watchRun) write(ctx context.Context, writer int) {
	c := clienttest.New(r.t, client.Config{Endpoints: r.cluster.Endpoints()})
	for n := writer; n < r.writes && ctx.Err() == nil; n += 3 {
		for !r.overrun && r.begun.Load()-r.taken.Load() > 500 {
			time.Sleep(time.Millisecond)
		}
		r.begun.Add(1)
		r.put(ctx, c, fmt.Sprintf("/d/%d", n%40), fmt.Sprint(n))
	}
}

func (r *watchRun) put(ctx context.Context, c *client.Client, key, value string) {
	for {
		answer, err := c.Set(ctx, key, value, client.SetOptions{})
		r.mu.Lock()
		switch {
		case err == nil:
			r.done[*answer.Node.ModifiedIndex] = value
		case errors.As(err, new(*client.UnknownOutcome)):
			r.unknown[value] = true
		}
		again := value == lastValue || !r.unknown[value]
		r.mu.Unlock()
		if err == nil || ctx.Err() != nil || !again {
			return
		}
	}
}

// restart restarts one member after another, every so many writes; the leader
// last.
func (r *watchRun) restart(ctx context.Context) {
	leader, _ := r.cluster.Leader()
	every := int64(min(r.writes/2, 5000))
	for next := every; ctx.Err() == nil; time.Sleep(time.Millisecond) {
		if r.begun.Load() < next {
			continue
		}
		member := (leader + 1 + r.restarts) % 3
		if err := r.cluster.Stop(member); err != nil {
			r.t.Error(err)
		}
		if err := r.cluster.Restart(r.t.Context(), member); err != nil {
			r.t.Error(err)
		}
		r.restarts++
		next += every
	}
}

// take notes what was seen, and reports whether it was the last.
func (r *watchRun) take(e *client.Event) bool {
	if e.Lost != nil {
		r.lost = append(r.lost, e.Lost)
		r.taken.Store(r.begun.Load())
		for _, n := range e.Node.Nodes {
			if *n.Value == lastValue {
				return true
			}
		}
		return false
	}
	r.taken.Add(1)
	r.seen = append(r.seen, change{*e.Node.ModifiedIndex, *e.Node.Value})
	return *e.Node.Value == lastValue
}

// check holds what was seen against what was written.
func (r *watchRun) check() {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := map[uint64]string{}
	var last uint64
	for _, w := range r.seen {
		if w.index <= last {
			r.t.Errorf("got the event of index %d after that of %d", w.index, last)
		}
		last = w.index
		at[w.index] = w.value
		if done, ok := r.done[w.index]; ok && done != w.value || !ok && !r.unknown[w.value] && w.value != "first" {
			r.t.Errorf("got %q at index %d, want %q", w.value, w.index, done)
		}
	}
	for index, value := range r.done {
		if _, ok := at[index]; ok == r.inGap(index) {
			r.t.Errorf("%q at index %d: seen %v, in a gap that was told %v; want one of them", value, index, ok, ok)
		}
	}
}

// inGap reports whether a gap was told at this index.
func (r *watchRun) inGap(index uint64) bool {
	for _, l := range r.lost {
		if l.Asked <= index && index <= l.Index {
			return true
		}
	}
	return false
}
