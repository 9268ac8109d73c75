package client_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestMembers stops and starts members while clients write. Whatever a client
// was told of a write must be so in the store at the end.
func TestMembers(t *testing.T) {
	t.Parallel()
	for name, disturb := range map[string]func(t *testing.T, c *sandbox.Cluster, l *ledger){
		"a follower stops and is back": func(t *testing.T, c *sandbox.Cluster, l *ledger) {
			follower := (leader(t, c) + 1) % 3
			stopMembers(t, c, follower)
			l.await(t, &l.done)
			restart(t, c, follower)
		},
		"the leader stops and is back in another's term": func(t *testing.T, c *sandbox.Cluster, l *ledger) {
			old := leader(t, c)
			stopMembers(t, c, old)
			next := leader(t, c)
			l.await(t, &l.done)
			restart(t, c, old)
			stopMembers(t, c, next) // the one that was away is needed now, and may lead
			l.await(t, &l.done)
			restart(t, c, next)
		},
		"no quorum for a while": func(t *testing.T, c *sandbox.Cluster, l *ledger) {
			old := leader(t, c)
			stopMembers(t, c, (old+1)%3, (old+2)%3)
			l.await(t, &l.unknown)
			restart(t, c, (old+1)%3, (old+2)%3)
		},
		"no member for a while": func(t *testing.T, c *sandbox.Cluster, l *ledger) {
			stopMembers(t, c, 0, 1, 2)
			l.await(t, &l.notDone)
			restart(t, c, 0, 1, 2)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := sandboxtest.Start(t, 3)
			direct := clienttest.Client(t, c.Endpoints()...)
			clienttest.Mkdir(t, direct, "/queue")
			clienttest.Set(t, direct, "/log", "0")
			l := &ledger{}
			stop := l.work(t, c.Endpoints())
			l.await(t, &l.done)
			disturb(t, c, l)
			l.await(t, &l.done)
			stop()
			l.check(t, direct)
		})
	}
}

// ledger is what clients were told of their writes.
type ledger struct {
	done, unknown, notDone atomic.Int64

	mu   sync.Mutex
	told []told
}

// told is one write and its outcome.
type told struct {
	kind, value string
	index       uint64 // where it was reported done
	outcome     string
}

// kinds of writes that a ledger keeps: each leaves a value of its own.
var ledgerWrites = map[string]func(c *client.Client, value string) (*client.Response, error){
	"set": func(c *client.Client, value string) (*client.Response, error) {
		return c.Set(context.Background(), "/set/"+value, value, client.SetOptions{})
	},
	"in order": func(c *client.Client, value string) (*client.Response, error) {
		return c.CreateInOrder(context.Background(), "/queue", value, client.SetOptions{})
	},
	"swap": func(c *client.Client, value string) (*client.Response, error) {
		add := func(old string) (string, error) { return old + "," + value, nil }
		return c.Swap(context.Background(), "/log", add, client.SwapOptions{})
	},
}

// work has a client for each kind write, beginning with another member each,
// until stop is called.
func (l *ledger) work(t *testing.T, endpoints []string) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var work sync.WaitGroup
	for kind, do := range ledgerWrites {
		endpoints = append(endpoints[1:], endpoints[0])
		c := clienttest.New(t, client.Config{Endpoints: endpoints, Timeout: 200 * time.Millisecond})
		work.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				value := fmt.Sprintf("%s-%d", strings.ReplaceAll(kind, " ", ""), n)
				r, err := do(c, value)
				l.enter(t, kind, value, r, err)
			}
		})
	}
	t.Cleanup(cancel)
	return func() { cancel(); work.Wait() }
}

func (l *ledger) enter(t *testing.T, kind, value string, r *client.Response, err error) {
	entry := told{kind: kind, value: value, outcome: clienttest.Outcome(err)}
	switch entry.outcome {
	case clienttest.Done:
		entry.index = *r.Node.ModifiedIndex
		l.done.Add(1)
	case clienttest.Unknown:
		l.unknown.Add(1)
	case clienttest.Unreachable, clienttest.TimedOut, clienttest.Refused:
		l.notDone.Add(1)
	default:
		t.Errorf("%s %s: got %v (%T), want it done, unknown or not begun", kind, value, err, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told = append(l.told, entry)
}

// await waits for some more writes of one outcome.
func (l *ledger) await(t *testing.T, count *atomic.Int64) {
	t.Helper()
	want := count.Load() + 20
	eventually(t, "20 more writes of that outcome", func() bool { return count.Load() >= want })
}

// check compares what was told with what the store holds.
func (l *ledger) check(t *testing.T, direct *client.Client) {
	t.Helper()
	times, at := contents(t, direct)
	for _, w := range l.told {
		n := times[w.value]
		switch {
		case n > 1:
			t.Errorf("got %s %s %d times in the store, want it once", w.kind, w.value, n)
		case w.outcome == clienttest.Done && n == 0:
			t.Errorf("got no %s %s in the store, which was done at %d", w.kind, w.value, w.index)
		case w.outcome == clienttest.Done && w.kind != "swap" && at[w.value] != w.index:
			t.Errorf("got %s %s at %d, want the index %d that was told", w.kind, w.value, at[w.value], w.index)
		case w.outcome != clienttest.Done && w.outcome != clienttest.Unknown && n != 0:
			t.Errorf("got %s %s in the store, of which was told that it was %s", w.kind, w.value, w.outcome)
		}
	}
	t.Logf("%d done, %d unknown, %d not begun", l.done.Load(), l.unknown.Load(), l.notDone.Load())
}

// contents counts the values in the store, and gives their indexes.
func contents(t *testing.T, direct *client.Client) (times map[string]int, at map[string]uint64) {
	t.Helper()
	times, at = map[string]int{}, map[string]uint64{}
	r, err := direct.Get(t.Context(), "/", client.GetOptions{Quorum: true, Recursive: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range r.Node.Nodes {
		if *dir.Key == "/log" {
			for _, value := range strings.Split(*dir.Value, ",") {
				times[value]++
			}
		}
		for _, n := range dir.Nodes {
			times[*n.Value]++
			at[*n.Value] = *n.ModifiedIndex
		}
	}
	return times, at
}

// leader waits for a leader.
func leader(t *testing.T, c *sandbox.Cluster) (i int) {
	t.Helper()
	eventually(t, "a leader", func() (ok bool) {
		i, ok = c.Leader()
		return ok
	})
	return i
}

func stopMembers(t *testing.T, c *sandbox.Cluster, members ...int) {
	t.Helper()
	if err := c.Stop(members...); err != nil {
		t.Fatal(err)
	}
}

func restart(t *testing.T, c *sandbox.Cluster, members ...int) {
	t.Helper()
	if err := c.Restart(t.Context(), members...); err != nil {
		t.Fatal(err)
	}
}
