package torture_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"
)

// nemesis breaks members and connections at random, until its context ends.
// All is well again then.
type nemesis struct {
	*proxiedCluster
	rand *rand.Rand
}

// run gives the number of faults that it made.
func (n *nemesis) run(ctx context.Context, t testing.TB) (faults int) {
	for n.wait(ctx, 50, 250) {
		faults++
		if n.rand.IntN(3) == 0 {
			n.stop(ctx, t)
		} else {
			n.addToxics(ctx, t)
		}
	}
	return faults
}

// wait lets some milliseconds pass. It reports whether there is more to do.
func (n *nemesis) wait(ctx context.Context, least, most int) bool {
	select {
	case <-time.After(time.Duration(least+n.rand.IntN(most-least)) * time.Millisecond):
		return true
	case <-ctx.Done():
		return false
	}
}

// stop stops the leader, another member, a majority or all, and brings them
// back after a while.
func (n *nemesis) stop(ctx context.Context, t testing.TB) {
	count := len(n.proxies)
	first := n.rand.IntN(count)
	if i, ok := n.cluster.Leader(); ok && n.rand.IntN(2) == 0 {
		first = i
	}
	var members []int
	for i := range []int{1, 1, 1, count/2 + 1, count}[n.rand.IntN(5)] {
		members = append(members, (first+i)%count)
	}
	if err := n.cluster.Stop(members...); err != nil {
		t.Error(err)
	}
	n.wait(ctx, 50, 1000)
	// Also when ctx has ended: the run ends with all members there.
	if err := n.cluster.Restart(context.Background(), members...); err != nil {
		t.Errorf("members %v: %v", members, err)
	}
}

// addToxics breaks one proxy, or all of them alike.
func (n *nemesis) addToxics(ctx context.Context, t testing.TB) {
	what := n.toxic()
	members := []int{n.rand.IntN(len(n.proxies))}
	if n.rand.IntN(3) == 0 {
		members = []int{0, 1, 2}
	}
	for _, i := range members {
		n.addToxic(t, i, what)
	}
	n.wait(ctx, 50, 400)
	for _, i := range members {
		n.removeToxics(t, i)
	}
}

// toxic picks one at random.
func (n *nemesis) toxic() toxic {
	way := []string{upstream, downstream}[n.rand.IntN(2)]
	return []toxic{
		{},
		{"reset_peer", way, "timeout", 0},
		{"limit_data", way, "bytes", n.rand.IntN(1000)},
		{"latency", way, "latency", n.rand.IntN(500)},
		{"timeout", way, "timeout", 0},
		{"slicer", way, "average_size", 40},
	}[n.rand.IntN(6)]
}
