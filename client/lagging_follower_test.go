package client_test

import (
	"strconv"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestLaggingFollower asks a follower that is behind, while it catches up and
// after: a read with quorum is never older than a write that was done before
// it, and a compare-and-set through the follower finds that write.
func TestLaggingFollower(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	first := leader(t, cluster)
	follower := (first + 1) % 3
	writer := clienttest.Client(t, cluster.Endpoints()[first])
	reader := clienttest.Client(t, cluster.Endpoints()[follower])
	at := *clienttest.Set(t, writer, "/k", "0").Node.ModifiedIndex
	stopMembers(t, cluster, follower)
	for i := range 200 {
		at = *clienttest.Set(t, writer, "/k", strconv.Itoa(i)).Node.ModifiedIndex
	}
	back := make(chan error)
	go func() { back <- cluster.Restart(t.Context(), follower) }()
	for n, caughtUp := 0, false; !caughtUp || n < 50; n++ {
		select {
		case err := <-back:
			if err != nil {
				t.Fatal(err)
			}
			caughtUp = true
		default:
		}
		r, err := reader.Get(t.Context(), "/k", client.GetOptions{Quorum: true})
		switch {
		case err != nil && !caughtUp: // it is not up yet
		case err != nil:
			t.Fatal(err)
		case *r.Node.ModifiedIndex != at:
			t.Fatalf("got a read at %d, want the write at %d before it", *r.Node.ModifiedIndex, at)
		case caughtUp:
			if _, err := reader.CompareAndSwapIndex(t.Context(), "/k", at, "through the follower", client.SetOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		at = *clienttest.Set(t, writer, "/k", strconv.Itoa(n)).Node.ModifiedIndex
	}
}

// TestAnotherTerm: a leader that comes back is a follower in a later term,
// and its answers say so.
func TestAnotherTerm(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	old := leader(t, cluster)
	c := clienttest.Client(t, cluster.Endpoints()[old])
	before := clienttest.Set(t, c, "/k", "before").Meta
	stopMembers(t, cluster, old)
	leader(t, cluster)
	restart(t, cluster, old)
	wantValue(t, c, "/k", new("before"))
	after := clienttest.Set(t, c, "/k", "after")
	if *after.Meta.RaftTerm <= *before.RaftTerm || *after.Node.ModifiedIndex <= *before.EtcdIndex || *after.Meta.ClusterID != *before.ClusterID {
		t.Errorf("got %+v, want a later term and index than %+v in the same cluster", after.Meta, before)
	}
	wantValue(t, clienttest.Client(t, cluster.Endpoints()...), "/k", new("after"))
}
