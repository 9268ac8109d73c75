package client_test

import (
	"fmt"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// begin follows a key from now on, and returns when etcd is watching.
func begin(t testing.TB, endpoint, key string, o client.WatchOptions) *follower {
	t.Helper()
	c, begun := watcher(t, endpoint, clienttest.LongTimeout)
	f := follow(t, c, key, o)
	<-begun
	go func() {
		for {
			select {
			case <-begun:
			case <-t.Context().Done():
				return
			}
		}
	}()
	return f
}

// TestWatchFollows begins at a definite index, stays behind for a while, and
// sees everything once and in order.
//
// Promise: A watch never skips an event in silence
func TestWatchFollows(t *testing.T) {
	c := realClient(t)
	f := begin(t, c.Endpoints()[0], "/d", client.WatchOptions{Recursive: true})
	const writes = 900
	for i := range writes {
		clienttest.Set(t, c, fmt.Sprintf("/d/%d", i%50), fmt.Sprint(i))
	}
	for i := range writes {
		f.want(fmt.Sprintf("set /d/%d %d", i%50, i))
	}
}

// history writes what watches look back on. Its last event reaches them all.
func history(t testing.TB, c *client.Client) (from uint64) {
	t.Helper()
	remove := func(key string) {
		t.Helper()
		if _, err := c.Delete(t.Context(), key, client.DeleteOptions{Recursive: true}); err != nil {
			t.Fatal(err)
		}
	}
	from = *clienttest.Set(t, c, "/r/dd/k", "1").Node.ModifiedIndex
	clienttest.Set(t, c, "/r/dd/_hidden/k", "2")
	clienttest.Set(t, c, "/r/dd/sub/_k", "3")
	clienttest.Set(t, c, "/r/dd/sub/k", "4")
	clienttest.Set(t, c, "/r/ddfoobar", "5")
	clienttest.Set(t, c, "/r/d", "6")
	remove("/r/dd/sub")
	remove("/r/dd")
	remove("/r/d")
	clienttest.Set(t, c, "/r/dd/k", "7")
	remove("/r")
	return from
}

// TestWatchScope: etcd finds more in its history than a live watch is told.
func TestWatchScope(t *testing.T) {
	c := realClient(t)
	from := history(t, c)
	for _, try := range []struct {
		key       string
		recursive bool
		want      string
	}{
		{"/r/dd", false, "delete /r/dd"},
		{"/r/dd", true, "set /r/dd/k 1, set /r/dd/sub/k 4, delete /r/dd/sub, delete /r/dd, set /r/dd/k 7"},
		{"/r/dd/k", false, "set /r/dd/k 1, delete /r/dd, set /r/dd/k 7"},
		{"/r/dd/k", true, "set /r/dd/k 1, delete /r/dd, set /r/dd/k 7"},
		{"/r/dd/sub/k", false, "set /r/dd/sub/k 4, delete /r/dd/sub, delete /r/dd"},
		{"/r/dd/_hidden", true, "set /r/dd/_hidden/k 2, delete /r/dd"},
		{"/r/dd/sub/_k", false, "set /r/dd/sub/_k 3, delete /r/dd/sub, delete /r/dd"},
		{"/r/ddfoobar", false, "set /r/ddfoobar 5"},
		{"/r/ddfoobar/x", true, ""},
		{"/r/d", true, "set /r/d 6, delete /r/d"},
		{"/r/d/x", false, ""}, // /r/d was no directory
		{"/r/none", false, ""},
		{"r//dd/", false, "delete /r/dd"},
		{"", true, "set /r/dd/k 1, set /r/dd/sub/k 4, set /r/ddfoobar 5, set /r/d 6, " +
			"delete /r/dd/sub, delete /r/dd, delete /r/d, set /r/dd/k 7"},
	} {
		f := follow(t, c, try.key, client.WatchOptions{Recursive: try.recursive, From: from})
		var got []string
		for e := tell(f.event()); e != "delete /r"; e = tell(f.event()) {
			got = append(got, e)
		}
		if got := strings.Join(got, ", "); got != try.want {
			t.Errorf("%q, recursive %v: got %q, want %q", try.key, try.recursive, got, try.want)
		}
		f.stop()
	}
}

// TestWatchFrom waits for the future, and tells the event of the index itself.
func TestWatchFrom(t *testing.T) {
	c := realClient(t)
	at := *clienttest.Set(t, c, "/k", "0").Node.ModifiedIndex
	current := follow(t, c, "/k", client.WatchOptions{From: at})
	future := follow(t, c, "/k", client.WatchOptions{From: at + 3})
	current.want("set /k 0")
	for i := range 4 {
		clienttest.Set(t, c, "/k", fmt.Sprint(i+1))
	}
	current.want("set /k 1", "set /k 2", "set /k 3", "set /k 4")
	future.want("set /k 3", "set /k 4")
}

// TestWatchEvents is what an event tells of each kind of change; a refresh is
// none.
func TestWatchEvents(t *testing.T) {
	c := realClient(t)
	f := begin(t, c.Endpoints()[0], "/k", client.WatchOptions{})
	at := *clienttest.Set(t, c, "/k", "0").Node.ModifiedIndex
	if _, err := c.CompareAndSwap(t.Context(), "/k", "0", "1", client.SetOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Refresh(t.Context(), "/k", 100, client.SetOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Update(t.Context(), "/k", "2", client.SetOptions{TTL: new(uint64(0))}); err != nil {
		t.Fatal(err)
	}
	f.want("set /k 0")
	e := f.event()
	if tell(e) != "compareAndSwap /k 1" || *e.PrevNode.Value != "0" || *e.Node.ModifiedIndex != at+1 || e.Meta.EtcdIndex == nil {
		t.Errorf("got %s, %+v, want the whole answer", tell(e), e.Response)
	}
	f.want("update /k 2", "expire /k")
}
