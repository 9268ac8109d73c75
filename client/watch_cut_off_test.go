package client_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestWatchCutOff: a member that is cut off from its cluster answers a poll and
// then says nothing, as if there were no events. The others have them, each
// once and in order, whatever member is cut off when.
func TestWatchCutOff(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	urls := cluster.Endpoints()
	w := clienttest.Client(t, urls...)
	w.SetIdleTimeout(100 * time.Millisecond)
	writer := clienttest.Client(t, urls...)
	f := follow(t, w, "/k", client.WatchOptions{From: *clienttest.Set(t, writer, "/k", "first").Node.ModifiedIndex})
	f.want("set /k first")
	for alone := range urls {
		if err := cluster.Cut(alone); err != nil {
			t.Fatal(err)
		}
		others := clienttest.Client(t, urls[(alone+1)%3], urls[(alone+2)%3])
		eventually(t, "a leader of the others", func() bool {
			_, err := others.Get(t.Context(), "/k", client.GetOptions{Quorum: true, Options: client.Options{Timeout: time.Second}})
			return err == nil
		})
		for i := range 20 {
			clienttest.Set(t, others, "/k", fmt.Sprintf("%d-%d", alone, i))
		}
		for i := range 20 {
			f.want(fmt.Sprintf("set /k %d-%d", alone, i))
		}
		if err := cluster.Heal(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWatchLooksRound: an endpoint that is asked only because nothing came, and
// is another cluster's, does not end a watch.
func TestWatchLooksRound(t *testing.T) {
	t.Parallel()
	writer := realClient(t)
	strange := sandboxtest.Start(t, 3).Endpoints()[0]
	w := clienttest.Client(t, writer.Endpoints()[0], strange)
	w.SetIdleTimeout(20 * time.Millisecond)
	told := make(chan error, 100)
	f := follow(t, w, "/k", client.WatchOptions{
		From: *clienttest.Set(t, writer, "/k", "0").Node.ModifiedIndex,
		Trouble: func(err error) {
			select {
			case told <- err:
			default: // as many are unread: the watch must not wait for this test
			}
		},
	})
	f.want("set /k 0")
	for i := range 3 {
		select {
		case err := <-told:
			if !errors.As(err, new(*client.OtherCluster)) {
				t.Errorf("got told of %v, want the other cluster", err)
			}
		case s := <-f.saw:
			t.Fatalf("got %v, %v, want to be told of the other cluster", s.event, s.err)
		}
		clienttest.Set(t, writer, "/k", fmt.Sprint(i+1))
		f.want(fmt.Sprintf("set /k %d", i+1))
	}
}
