package client_test

import (
	"fmt"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestWatchStoreWentBack: a member that lost its data counts from the beginning.
// Its watches are told of that, and follow the store that it has now.
func TestWatchStoreWentBack(t *testing.T) {
	t.Parallel()
	cluster, lose := sandboxtest.Losing(t)
	c := clienttest.Client(t, cluster.Endpoints()[0])
	var at uint64
	for i := range 60 {
		at = *clienttest.Set(t, c, "/k", fmt.Sprint(i)).Node.ModifiedIndex
	}
	own := clienttest.Client(t, cluster.Endpoints()[0])
	f := follow(t, own, "/k", client.WatchOptions{From: at, Recursive: true})
	f.want("set /k 59")
	lose()
	e := f.event()
	if want := fmt.Sprintf("lost %d-%d from 0: missing", at+1, sandboxtest.Empty); tell(e) != want || e.Lost.Seen != at || !strings.Contains(e.Lost.Error(), "went back") {
		t.Fatalf("got %s, %v, want %s, and that the store went back from %d", tell(e), e.Lost, want, at)
	}
	if got := own.LastIndex(); got != sandboxtest.Empty {
		t.Errorf("got index %d for the newest, want that of the store as it is", got)
	}
	first := *clienttest.Set(t, clienttest.Client(t, cluster.Endpoints()[0]), "/k", "again").Node.ModifiedIndex
	f.want("set /k again")

	late := follow(t, c, "/k", client.WatchOptions{From: at + 1}) // of which c knows that it has been
	late.want(fmt.Sprintf("lost %d-%d from 0: get /k again", at+1, first))
	clienttest.Set(t, clienttest.Client(t, cluster.Endpoints()[0]), "/k", "more")
	f.want("set /k more")
	late.want("set /k more")
	follow(t, c, "/k", client.WatchOptions{From: first}).want("set /k again", "set /k more") // it is the store's index now
}
