package torture_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// padding makes requests and answers long enough to be cut in their middle.
var padding = strings.Repeat("-", 3000)

// write is one attempt to change the store, and how to see there whether it
// happened.
type write struct {
	do func(c *client.Client) (*client.Response, error)
	// seen is how often the store holds it, and at which index.
	seen func(t *testing.T, direct *client.Client) (times int, index uint64)
}

// writes are an attempt of each kind. They need what is made here beforehand.
func writes(t *testing.T, direct *client.Client) map[string]write {
	ctx := context.Background()
	clienttest.Mkdir(t, direct, "/queue")
	at := *clienttest.Set(t, direct, "/cas", "old").Node.ModifiedIndex
	clienttest.Set(t, direct, "/deleted", padding)
	clienttest.Set(t, direct, "/log", padding)
	return map[string]write{
		"set": {
			func(c *client.Client) (*client.Response, error) {
				return c.Set(ctx, "/set", "new"+padding, client.SetOptions{})
			},
			func(t *testing.T, direct *client.Client) (int, uint64) { return holds(t, direct, "/set", "new") },
		},
		"create in order": {
			func(c *client.Client) (*client.Response, error) {
				return c.CreateInOrder(ctx, "/queue", "new"+padding, client.SetOptions{})
			},
			func(t *testing.T, direct *client.Client) (times int, index uint64) {
				for _, n := range clienttest.Get(t, direct, "/queue").Nodes {
					times, index = times+1, *n.ModifiedIndex
				}
				return times, index
			},
		},
		"compare and swap": {
			func(c *client.Client) (*client.Response, error) {
				return c.CompareAndSwapIndex(ctx, "/cas", at, "new"+padding, client.SetOptions{})
			},
			func(t *testing.T, direct *client.Client) (int, uint64) { return holds(t, direct, "/cas", "new") },
		},
		"delete": {
			func(c *client.Client) (*client.Response, error) {
				return c.Delete(ctx, "/deleted", client.DeleteOptions{PrevValue: &padding})
			},
			func(t *testing.T, direct *client.Client) (int, uint64) {
				_, err := direct.Get(ctx, "/deleted", client.GetOptions{Quorum: true})
				var gone *client.Error
				if errors.As(err, &gone) && errors.Is(err, client.ErrKeyNotFound) {
					return 1, 0
				}
				return 0, 0
			},
		},
		swapWrite: {
			func(c *client.Client) (*client.Response, error) {
				return c.Swap(ctx, "/log", func(old string) (string, error) { return "new" + old, nil }, client.SwapOptions{})
			},
			func(t *testing.T, direct *client.Client) (int, uint64) { return holds(t, direct, "/log", "new") },
		},
	}
}

const swapWrite = "swap"

// holds counts what in a key's value, and gives the key's index.
func holds(t *testing.T, direct *client.Client, key, what string) (times int, index uint64) {
	t.Helper()
	r, err := direct.Get(t.Context(), key, client.GetOptions{Quorum: true})
	if errors.Is(err, client.ErrKeyNotFound) {
		return 0, 0
	}
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(*r.Node.Value, what), *r.Node.ModifiedIndex
}

// TestToxics sends one write of each kind through a first member's bad
// connection. What the client says of it must be so in the store, where it is
// once at most, and the two other members, which are well, must not be sent it
// too. A read and a swap go around the fault.
func TestToxics(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]struct {
		toxic toxic
		want  string // the outcome of a write
		times int    // that it happens
	}{
		"refused":                {toxic{}, clienttest.Done, 1},
		"reset at the request":   {toxic{"reset_peer", upstream, "timeout", 0}, clienttest.Unknown, 0},
		"request cut in head":    {toxic{"limit_data", upstream, "bytes", 20}, clienttest.Unknown, 0},
		"request cut in body":    {toxic{"limit_data", upstream, "bytes", 2000}, clienttest.Unknown, 0},
		"request too late":       {toxic{"latency", upstream, "latency", 500}, clienttest.Unknown, 1},
		"request vanishes":       {toxic{"timeout", upstream, "timeout", 0}, clienttest.Unknown, 0},
		"reset at the answer":    {toxic{"reset_peer", downstream, "timeout", 0}, clienttest.Unknown, 1},
		"answer lost":            {toxic{"limit_data", downstream, "bytes", 0}, clienttest.Unknown, 1},
		"answer cut in its head": {toxic{"limit_data", downstream, "bytes", 30}, clienttest.Unknown, 1},
		"answer cut in its body": {toxic{"limit_data", downstream, "bytes", 2000}, clienttest.Unknown, 1},
		"answer too late":        {toxic{"latency", downstream, "latency", 500}, clienttest.Unknown, 1},
		"answer vanishes":        {toxic{"timeout", downstream, "timeout", 0}, clienttest.Unknown, 1},
		"answer in pieces":       {toxic{"slicer", downstream, "average_size", 100}, clienttest.Done, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newProxiedCluster(t, 3)
			direct := clienttest.Client(t, f.cluster.Endpoints()...)
			all := writes(t, direct)
			before := *index(t, direct)
			f.addToxic(t, 0, try.toxic)
			for what, w := range all {
				t.Run(what, func(t *testing.T) {
					want := try.want
					if what == swapWrite {
						want = clienttest.Done
					}
					writeUnderToxic(t, f, direct, w, want, max(try.times, times(want)), try.toxic.timeout())
				})
			}
			happened := uint64(len(all) * try.times)
			if try.times == 0 {
				happened = 1 // the swap
			}
			if got := *index(t, direct) - before; got != happened {
				t.Errorf("got %d changes of the store, want %d", got, happened)
			}
		})
	}
}

// times is how often a write is in the store whose outcome is known.
func times(outcome string) int {
	if outcome == clienttest.Done {
		return 1
	}
	return 0
}

// timeout is how long to wait for an answer: a toxic that only keeps silent
// ends with it.
func (x toxic) timeout() time.Duration {
	if x.kind == "latency" || x.kind == "timeout" {
		return 300 * time.Millisecond
	}
	return clienttest.LongTimeout
}

// underToxic makes one attempt with a client of its own, so that it begins
// with the first member.
func writeUnderToxic(t *testing.T, f *proxiedCluster, direct *client.Client, w write, want string, wantTimes int, timeout time.Duration) {
	c := clienttest.New(t, client.Config{Endpoints: f.endpoints(), Timeout: timeout})
	r, err := w.do(c)
	clienttest.WantOutcome(t, err, want)
	got, at := w.seen(t, direct)
	for end := time.Now().Add(clienttest.LongTimeout); got < wantTimes && time.Now().Before(end); {
		got, at = w.seen(t, direct) // it is on its way still
	}
	if got != wantTimes {
		t.Errorf("got it %d times in the store, want %d", got, wantTimes)
	}
	if err == nil && at != 0 && *r.Node.ModifiedIndex != at {
		t.Errorf("got index %d told and %d in the store", *r.Node.ModifiedIndex, at)
	}
	if _, err := c.Get(t.Context(), "/log", client.GetOptions{Quorum: true}); err != nil {
		t.Errorf("got %v, want a read from another member", err)
	}
}

// index is that of the store.
func index(t testing.TB, c *client.Client) *uint64 {
	t.Helper()
	r, err := c.Get(context.Background(), "/", client.GetOptions{Quorum: true})
	if err != nil {
		t.Fatal(err)
	}
	return r.Meta.EtcdIndex
}
