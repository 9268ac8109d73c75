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
			o := newOrdeal(t, *tortureWrites, overrun)
			o.run()
			o.check()
			if (len(o.lost) > 0) != overrun {
				t.Errorf("got gaps %v, want some: %v", o.lost, overrun)
			}
			t.Logf("%d events, %d gaps, %d connections cut, %d restarts, %d writes of unknown outcome",
				len(o.seen), len(o.lost), o.cuts.Load(), o.restarts, len(o.unknown))
		})
	}
}

// ordeal is what one watcher goes through.
type ordeal struct {
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

func newOrdeal(t *testing.T, writes int, overrun bool) *ordeal {
	t.Helper()
	o := &ordeal{
		t: t, cluster: sandboxtest.Start(t, 3), writes: writes, overrun: overrun,
		done: map[uint64]string{}, unknown: map[string]bool{},
	}
	var proxies []string
	for _, url := range o.cluster.Endpoints() {
		proxies = append(proxies, clienttest.NewCutter(t, url, func() int64 {
			o.cuts.Add(1)
			return int64(rand.ExpFloat64() * 20_000) // some end within a head
		}).URL)
	}
	o.watch = clienttest.Client(t, proxies...)
	return o
}

const lastWords = "the end"

func (o *ordeal) run() {
	ctx, cancel := context.WithCancel(o.t.Context())
	defer cancel()
	from := *clienttest.Set(o.t, clienttest.Client(o.t, o.cluster.Endpoints()...), "/d/first", "first").Node.ModifiedIndex
	var work sync.WaitGroup
	for i := range 3 {
		work.Go(func() { o.write(ctx, i) })
	}
	restarting := make(chan struct{})
	go func() {
		defer close(restarting)
		o.restart(ctx)
	}()
	ended := make(chan struct{})
	defer func() { <-ended }() // the last write may be seen before it is answered
	go func() {
		defer close(ended)
		work.Wait()
		cancel()
		<-restarting
		o.put(o.t.Context(), clienttest.Client(o.t, o.cluster.Endpoints()...), "/d/last", lastWords)
	}()
	w := client.WatchOptions{Recursive: true, From: from, ReadAhead: 100}
	for e, err := range o.watch.Watch(o.t.Context(), "/d", w) {
		if err != nil {
			o.t.Fatal(err)
		}
		if o.take(e) {
			return
		}
		for o.overrun && len(o.seen)%1000 == 100 && ctx.Err() == nil && o.begun.Load()-o.taken.Load() < 1300 {
			time.Sleep(time.Millisecond)
		}
	}
}

// write makes a third of the writes.
func (o *ordeal) write(ctx context.Context, writer int) {
	c := clienttest.New(o.t, client.Config{Endpoints: o.cluster.Endpoints()})
	for n := writer; n < o.writes && ctx.Err() == nil; n += 3 {
		for !o.overrun && o.begun.Load()-o.taken.Load() > 500 {
			time.Sleep(time.Millisecond)
		}
		o.begun.Add(1)
		o.put(ctx, c, fmt.Sprintf("/d/%d", n%40), fmt.Sprint(n))
	}
}

func (o *ordeal) put(ctx context.Context, c *client.Client, key, value string) {
	for {
		r, err := c.Set(ctx, key, value, client.SetOptions{})
		o.mu.Lock()
		switch {
		case err == nil:
			o.done[*r.Node.ModifiedIndex] = value
		case errors.As(err, new(*client.UnknownOutcome)):
			o.unknown[value] = true
		}
		again := value == lastWords || !o.unknown[value]
		o.mu.Unlock()
		if err == nil || ctx.Err() != nil || !again {
			return
		}
	}
}

// restart restarts one member after another, every so many writes; the leader
// last.
func (o *ordeal) restart(ctx context.Context) {
	leader, _ := o.cluster.Leader()
	every := int64(min(o.writes/2, 5000))
	for next := every; ctx.Err() == nil; time.Sleep(time.Millisecond) {
		if o.begun.Load() < next {
			continue
		}
		member := (leader + 1 + o.restarts) % 3
		if err := o.cluster.Stop(member); err != nil {
			o.t.Error(err)
		}
		if err := o.cluster.Restart(o.t.Context(), member); err != nil {
			o.t.Error(err)
		}
		o.restarts++
		next += every
	}
}

// take notes what was seen, and reports whether it was the last.
func (o *ordeal) take(e *client.Event) bool {
	if e.Lost != nil {
		o.lost = append(o.lost, e.Lost)
		o.taken.Store(o.begun.Load())
		for _, n := range e.Node.Nodes {
			if *n.Value == lastWords {
				return true
			}
		}
		return false
	}
	o.taken.Add(1)
	o.seen = append(o.seen, change{*e.Node.ModifiedIndex, *e.Node.Value})
	return *e.Node.Value == lastWords
}

// check holds what was seen against what was written.
func (o *ordeal) check() {
	o.mu.Lock()
	defer o.mu.Unlock()
	at := map[uint64]string{}
	var last uint64
	for _, w := range o.seen {
		if w.index <= last {
			o.t.Errorf("got the event of index %d after that of %d", w.index, last)
		}
		last = w.index
		at[w.index] = w.value
		if done, ok := o.done[w.index]; ok && done != w.value || !ok && !o.unknown[w.value] && w.value != "first" {
			o.t.Errorf("got %q at index %d, want %q", w.value, w.index, done)
		}
	}
	for index, value := range o.done {
		if _, ok := at[index]; ok == o.inGap(index) {
			o.t.Errorf("%q at index %d: seen %v, in a gap that was told %v; want one of them", value, index, ok, ok)
		}
	}
}

// inGap reports whether a gap was told at this index.
func (o *ordeal) inGap(index uint64) bool {
	for _, l := range o.lost {
		if l.Asked <= index && index <= l.Index {
			return true
		}
	}
	return false
}
