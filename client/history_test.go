package client_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/transport"
)

// whole is an event with all that is to be the same however it was heard of.
func whole(r *client.Response) string {
	value := func(n *client.Node) string {
		if n == nil || n.Value == nil {
			return "-"
		}
		return *n.Value
	}
	return fmt.Sprintf("%d %s %s %s was %s", *r.Node.ModifiedIndex, r.Action, *r.Node.Key, value(r.Node), value(r.PrevNode))
}

// wantHistory holds the history of a key against what a watch of it saw, up to its
// event of the key "/end".
func wantHistory(t *testing.T, c *client.Client, from uint64, key string, recursive bool) {
	t.Helper()
	f := followKeys(t, c, []string{key, "/end"}, client.WatchOptions{Recursive: recursive, From: from})
	defer f.stop()
	var want []string
	for e := f.event(); *e.Node.Key != "/end"; e = f.event() {
		want = append(want, whole(e.Response))
	}
	h, err := c.History(t.Context(), key, client.HistoryOptions{Recursive: recursive})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range h.Events {
		if *e.Node.Key != "/end" && *e.Node.ModifiedIndex >= from {
			got = append(got, whole(e))
		}
	}
	if !slices.Equal(got, want) || h.Lost != nil {
		t.Errorf("%s, recursive %v: got, with %v lost:\n%s\nwant\n%s", key, recursive, h.Lost, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestHistory: the history is what a watch saw, hidden keys, deletions of directories
// above and expiries too.
func TestHistory(t *testing.T) {
	c := clienttest.Client(t, sandboxtest.Own(t))
	from := history(t, c)
	watched := begin(t, c.Endpoints()[0], "/gone", client.WatchOptions{})
	if _, err := c.Set(t.Context(), "/gone", "soon", client.SetOptions{TTL: new(uint64(0))}); err != nil {
		t.Fatal(err)
	}
	watched.want("set /gone soon", "expire /gone")
	clienttest.Set(t, c, "/end", "")
	for _, key := range []string{"/r/dd", "/r/dd/k", "/r/dd/sub/k", "/r/ddfoobar", "/r/ddfoobar/x", "/r/d/x", "/r/none", "/gone", "/"} {
		for _, recursive := range []bool{false, true} {
			t.Run(fmt.Sprint(key, recursive), func(t *testing.T) {
				t.Parallel() // each waits for a silence
				wantHistory(t, c, from, key, recursive)
			})
		}
	}
}

// TestHistoryOfAnything: so it is after any changes.
func TestHistoryOfAnything(t *testing.T) {
	c := clienttest.Client(t, sandboxtest.Own(t))
	from := *clienttest.Set(t, c, "/begin", "").Node.ModifiedIndex
	random := rand.New(rand.NewPCG(1, 2))
	keys := []string{"/a", "/a/b", "/a/b/c", "/a/_b/c", "/ab", "/d"}
	for range 300 {
		key := keys[random.IntN(len(keys))]
		var err error
		switch random.IntN(6) {
		case 0:
			_, err = c.Delete(t.Context(), key, client.DeleteOptions{Recursive: true})
		case 1:
			_, err = c.CreateInOrder(t.Context(), key, "in order", client.SetOptions{})
		case 2:
			_, err = c.Refresh(t.Context(), key, 1000, client.SetOptions{})
		case 3:
			_, err = c.Create(t.Context(), key, "new", client.SetOptions{})
		default:
			_, err = c.Set(t.Context(), key, "set", client.SetOptions{})
		}
		if err != nil && !errors.As(err, new(*client.Error)) {
			t.Fatal(err)
		}
	}
	clienttest.Set(t, c, "/end", "")
	for _, key := range []string{"/a", "/a/b", "/a/b/c", "/"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			wantHistory(t, c, from, key, true)
		})
	}
}

// TestHistoryLast: the last events are told, and what is forgotten only where it was
// wanted.
func TestHistoryLast(t *testing.T) {
	c := clienttest.Client(t, sandboxtest.Own(t))
	for i := range 3 {
		clienttest.Set(t, c, "/k", fmt.Sprint(i))
	}
	now := writeOthers(t, c, 900)
	for _, try := range []struct {
		key      string
		last     int
		from, to uint64 // the indexes that are wanted
	}{
		{"/", 5, now - 4, now}, {"/", 1, now, now}, {"/", 600, now - 599, now}, {"/other", 20, now - 19, now},
		{"/k", 20, now - 902, now - 900}, {"/k", 2, now - 901, now - 900}, {"/none", 2, 1, 0},
	} {
		wantIndexes(t, c, try.key, try.last, try.from, try.to, 0)
	}
	now = writeOthers(t, c, 200)
	oldest := now - 999
	wantIndexes(t, c, "/", 5, now-4, now, 0)
	wantIndexes(t, c, "/", 0, oldest, now, oldest)
	wantIndexes(t, c, "/", 1000, oldest, now, 0)
	wantIndexes(t, c, "/", 1001, oldest, now, oldest)
	wantIndexes(t, c, "/k", 20, 1, 0, oldest)
	wantIndexes(t, c, "/none", 1, 1, 0, oldest)
}

// wantIndexes checks that the last n events of all below a key are those from an index
// to another, and whether it is told that etcd has forgotten those before oldest.
func wantIndexes(t *testing.T, c *client.Client, key string, n int, from, to, oldest uint64) {
	t.Helper()
	h, err := c.History(t.Context(), key, client.HistoryOptions{Recursive: true, Last: n})
	if err != nil {
		t.Fatal(err)
	}
	if len(h.Events) != int(to-from+1) {
		t.Fatalf("%s, %d: got %d events, want %d", key, n, len(h.Events), to-from+1)
	}
	for i, e := range h.Events {
		if *e.Node.ModifiedIndex != from+uint64(i) {
			t.Fatalf("%s, %d: got the event of index %d, want %d", key, n, *e.Node.ModifiedIndex, from+uint64(i))
		}
	}
	switch {
	case oldest == 0 && h.Lost != nil, oldest != 0 && (h.Lost == nil || h.Lost.Oldest != oldest || h.Lost.Index != oldest-1):
		t.Errorf("%s, %d: got %+v as what is forgotten, want all before %d", key, n, h.Lost, oldest)
	case h.Index < to:
		t.Errorf("%s, %d: got the index %d of the store, want %d or more", key, n, h.Index, to)
	}
}

// forgetful has the store forget events when it is asked for the nth time.
type forgetful struct {
	http.RoundTripper
	mu     sync.Mutex // all wait until it has forgotten
	asked  int
	n      int
	forget func()
}

func (f *forgetful) RoundTrip(req *http.Request) (*http.Response, error) {
	f.mu.Lock()
	if f.asked++; f.asked == f.n {
		f.forget()
	}
	f.mu.Unlock()
	return f.RoundTripper.RoundTrip(req)
}

// TestHistoryForgotten: where etcd forgets events while they are read, those before a
// gap are not told as if nothing was between.
func TestHistoryForgotten(t *testing.T) {
	c := realClient(t)
	before := writeOthers(t, c, 900)
	way := &forgetful{RoundTripper: &transport.Transport{}, n: 200, forget: func() { writeOthers(t, c, 500) }}
	h, err := clienttest.New(t, client.Config{Endpoints: c.Endpoints(), Timeout: clienttest.LongTimeout, Transport: way}).
		History(t.Context(), "/", client.HistoryOptions{Recursive: true})
	if err != nil {
		t.Fatal(err)
	}
	if h.Lost == nil || h.Lost.Oldest < before-899 || len(h.Events) == 0 || *h.Events[0].Node.ModifiedIndex < h.Lost.Oldest {
		t.Fatalf("got %d events after %+v, want those that are not forgotten, and no older ones", len(h.Events), h.Lost)
	}
	for i, e := range h.Events {
		if want := *h.Events[0].Node.ModifiedIndex + uint64(i); *e.Node.ModifiedIndex != want {
			t.Fatalf("got the event of index %d where %d is wanted", *e.Node.ModifiedIndex, want)
		}
	}
	if last := *h.Events[len(h.Events)-1].Node.ModifiedIndex; last != h.Index || last != before {
		t.Errorf("got events up to %d of a store at %d, want %d", last, h.Index, before)
	}
}

// TestHistoryRefused: what is not allowed is a refusal, and what cannot be asked is an
// argument.
func TestHistoryRefused(t *testing.T) {
	c := realClient(t)
	_, err := c.History(t.Context(), "/a/../b", client.HistoryOptions{})
	wantArgument(t, err, "key")
	url, _ := limited(t, `"/rkt/*"`, "/rkt/k", "/other")
	guest := clienttest.Client(t, url)
	_, err = guest.History(t.Context(), "/", client.HistoryOptions{Recursive: true})
	wantCode(t, err, client.ErrUnauthorized)
	if h, err := guest.History(t.Context(), "/rkt", client.HistoryOptions{Recursive: true}); err != nil || len(h.Events) != 1 {
		t.Errorf("got %+v, %v of what is allowed with a slash, want an event", h, err)
	}
	_, err = clienttest.Client(t, "http://127.0.0.1:1").History(t.Context(), "/", client.HistoryOptions{})
	clienttest.WantOutcome(t, err, clienttest.Unreachable)
}
