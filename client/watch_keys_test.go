package client_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// TestWatchKeys: a watch of several keys tells their events and no others, each
// once and in the order in which they came, from the past and as they happen.
//
// Promise: A watch never skips an event in silence
func TestWatchKeys(t *testing.T) {
	c := realClient(t)
	from := history(t, c)
	clienttest.Set(t, c, "/end", "0")
	for _, try := range []struct {
		keys      string
		recursive bool
		want      string
	}{
		{"/r/dd/k /r/ddfoobar", false, "set /r/dd/k 1, set /r/ddfoobar 5, delete /r/dd, set /r/dd/k 7, delete /r"},
		{"/r/ddfoobar /r/dd/k", false, "set /r/dd/k 1, set /r/ddfoobar 5, delete /r/dd, set /r/dd/k 7, delete /r"},
		{"/r/dd /r/dd/sub", true, "set /r/dd/k 1, set /r/dd/sub/k 4, delete /r/dd/sub, delete /r/dd, set /r/dd/k 7, delete /r"},
		{"/r/dd/sub/k /r/d", false, "set /r/dd/sub/k 4, set /r/d 6, delete /r/dd/sub, delete /r/dd, delete /r/d, delete /r"},
		{"/r/d /r/d /r/d/", false, "set /r/d 6, delete /r/d, delete /r"},
		{"/r/d /elsewhere", false, "set /r/d 6, delete /r/d, delete /r"},
		{"/r/none /none", true, "delete /r"},
	} {
		f := followKeys(t, c, append(strings.Fields(try.keys), "/end"), client.WatchOptions{Recursive: try.recursive, From: from})
		var got []string
		for e := tell(f.event()); e != "set /end 0"; e = tell(f.event()) {
			got = append(got, e)
		}
		if got := strings.Join(got, ", "); got != try.want {
			t.Errorf("%q: got %q, want %q", try.keys, got, try.want)
		}
		f.stop()
	}
}

// TestWatchKeysLive: what several keys go through while they are watched, among
// changes of others, comes in the order of the store.
func TestWatchKeysLive(t *testing.T) {
	c := realClient(t)
	from := *clienttest.Set(t, c, "/begin", "0").Node.ModifiedIndex
	f := followKeys(t, c, []string{"/a/x", "/b/y", "/a"}, client.WatchOptions{From: from + 1})
	const writes = 300
	for i := range writes {
		clienttest.Set(t, c, "/a/x", fmt.Sprint(i))
		clienttest.Set(t, c, "/a/other", "no")
		clienttest.Set(t, c, "/b/y", fmt.Sprint(i))
		clienttest.Set(t, c, "/b/yy", "no")
	}
	for i := range writes {
		f.want(fmt.Sprintf("set /a/x %d", i), fmt.Sprintf("set /b/y %d", i))
	}
	if _, err := c.Delete(t.Context(), "/a", client.DeleteOptions{Recursive: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Mkdir(t.Context(), "/a/x/deep", client.SetOptions{}); err != nil {
		t.Fatal(err)
	}
	clienttest.Set(t, c, "/b/y", "end")
	f.want("delete /a", "set /b/y end")
	at := *clienttest.Set(t, c, "/begin", "1").Node.ModifiedIndex
	if _, err := c.Mkdir(t.Context(), "/c", client.SetOptions{}); err != nil {
		t.Fatal(err)
	}
	clienttest.Set(t, c, "/c/x", "0")
	f = followKeys(t, c, []string{"/c/x", "/b/y"}, client.WatchOptions{From: at})
	f.want("set /c/x 0") // its directory came before, which is no change of it
}

// TestWatchKeysLost: what etcd has forgotten is told once, with the state of every
// key, and what the states hold is not told again.
func TestWatchKeysLost(t *testing.T) {
	c := realClient(t)
	at := *clienttest.Set(t, c, "/a", "0").Node.ModifiedIndex
	now := writeOthers(t, c, 1100)
	f := followKeys(t, c, []string{"/a", "/none", "/d"}, client.WatchOptions{From: at})
	lost := fmt.Sprintf("lost %d-%d from %d: ", at, now, now-999)
	first := f.event()
	if tell(first) != lost+"get /a 0" {
		t.Fatalf("got %q, want %q", tell(first), lost+"get /a 0")
	}
	for range 2 {
		if e := f.event(); tell(e) != lost+"missing" || e.Lost != first.Lost {
			t.Errorf("got %q, want %q of the same gap", tell(e), lost+"missing")
		}
	}
	clienttest.Set(t, c, "/none", "1")
	clienttest.Set(t, c, "/a", "2")
	f.want("set /none 1", "set /a 2")
}

// TestWatchKeysHidden: a tree tells no live change of what is hidden in it, so that
// its watch is refused instead of being silent.
func TestWatchKeysHidden(t *testing.T) {
	c := realClient(t)
	for _, keys := range [][]string{{"/a", "/_b"}, {"/d/x", "/d/_y/z"}, {"/", "/_b"}, {}} {
		if err := followKeys(t, c, keys, client.WatchOptions{}).end(); !errors.As(err, new(*client.Argument)) {
			t.Errorf("%v: got %v, want a refusal", keys, err)
		}
	}
	from := *clienttest.Set(t, c, "/_d/a", "0").Node.ModifiedIndex
	f := followKeys(t, c, []string{"/_d/a", "/_d/b"}, client.WatchOptions{From: from})
	f.want("set /_d/a 0")
	clienttest.Set(t, c, "/_d/b", "1")
	f.want("set /_d/b 1")
}
