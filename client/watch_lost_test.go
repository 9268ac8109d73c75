package client_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// writeOthers makes n events of another key; it is the last one's index.
func writeOthers(t testing.TB, c *client.Client, n int) (index uint64) {
	t.Helper()
	for range n {
		index = *clienttest.Set(t, c, "/other", "v").Node.ModifiedIndex
	}
	return index
}

// TestWatchLost: what etcd has forgotten is told with its place and with the
// present state, and the watch goes on from there.
//
// Promise: A watch never skips an event in silence
func TestWatchLost(t *testing.T) {
	c := realClient(t)
	at := *clienttest.Set(t, c, "/d/sub/k", "0").Node.ModifiedIndex
	now := writeOthers(t, c, 1100)
	for key, want := range map[string]string{"/d/sub/k": "get /d/sub/k 0", "/d": "get /d", "": "get", "/none": "missing", "/d/sub/k/below": "missing"} {
		f := follow(t, c, key, client.WatchOptions{Recursive: true, From: at})
		f.want(fmt.Sprintf("lost %d-%d from %d: %s", at, now, now-999, want))
		if key == "/none" {
			now = *clienttest.Set(t, c, "/none", "1").Node.ModifiedIndex
			f.want("set /none 1")
			if _, err := c.Delete(t.Context(), "/none", client.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
			now++
			f.want("delete /none")
		}
		f.stop()
	}
	f := begin(t, c.Endpoints()[0], "/d", client.WatchOptions{Recursive: true, From: now - 999})
	clienttest.Set(t, c, "/d/sub/k", "1")
	f.want("set /d/sub/k 1") // the oldest of all that are kept
	f = follow(t, c, "/d", client.WatchOptions{Recursive: true, From: 1})
	e := f.event()
	if e.Lost == nil || e.Lost.Asked != 1 || *e.Node.Nodes[0].Nodes[0].Value != "1" || !strings.Contains(e.Lost.Error(), "from index 1 on") {
		t.Errorf("got %s, want the tree as it is", tell(e))
	}
}

// TestWatchSlow: a consumer that is slower than the read-ahead misses nothing
// that etcd still has, and is told exactly what it does miss.
func TestWatchSlow(t *testing.T) {
	c := realClient(t)
	f := begin(t, c.Endpoints()[0], "/k", client.WatchOptions{ReadAhead: 10})
	at := *clienttest.Set(t, c, "/k", "0").Node.ModifiedIndex
	for i := range 500 {
		clienttest.Set(t, c, "/k", fmt.Sprint(i+1))
	}
	next := at
	for ; next <= at+20; next++ {
		f.want(fmt.Sprintf("set /k %d", next-at))
	}
	now := writeOthers(t, c, 2000)
	e := f.event()
	for ; e.Lost == nil; e = f.event() {
		if got, want := tell(e), fmt.Sprintf("set /k %d", next-at); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
		next++
	}
	if got, want := tell(e), fmt.Sprintf("lost %d-%d from %d: get /k 500", next, now, now-999); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	clienttest.Set(t, c, "/k", "again")
	f.want("set /k again")
}

// TestWatchRaises: a watch that heard nothing need not look back further than
// to the beginning of its last poll.
func TestWatchRaises(t *testing.T) {
	t.Parallel()
	c := realClient(t)
	proxy := clienttest.NewCuttingProxy(t, c.Endpoints()[0], nil)
	from := *clienttest.Set(t, c, "/k", "0").Node.ModifiedIndex + 1
	writeOthers(t, c, 600)
	w, begun := watcher(t, proxy.URL, clienttest.LongTimeout)
	f := follow(t, w, "/k", client.WatchOptions{From: from})
	<-begun
	time.Sleep(1100 * time.Millisecond) // silence for as long as a watch wants it
	writeOthers(t, c, 600)
	proxy.Cut()
	<-begun
	<-begun
	clienttest.Set(t, c, "/k", "1")
	f.want("set /k 1")
}

// TestWatchCutBehindHead: a connection that breaks behind the head of an answer may
// have taken an event with it, so the same index is asked for again; an answer
// that etcd ended without an event has not.
func TestWatchCutBehindHead(t *testing.T) {
	t.Parallel()
	const head = "HTTP/1.1 200 OK\r\nX-Etcd-Index: 7\r\nTransfer-Encoding: chunked\r\n\r\n"
	const cleared = `{"errorCode":401,"message":"The event in requested index is outdated and cleared","cause":"the requested history has been cleared [8/3]","index":1007}`
	const event = `{"action":"set","node":{"key":"/k","value":"v","modifiedIndex":1008,"createdIndex":1008}}`
	for name, try := range map[string]struct {
		first string // the answer to the first poll, from index 3 on
		want  string
		asks  []string // the indexes of the polls; 0 is the read of the state
	}{
		"cut":   {head, "lost 3-1007 from 8: get /k v", []string{"3", "3", "", "1008"}},
		"part":  {head + "5\r\n{\"act", "lost 3-1007 from 8: get /k v", []string{"3", "3", "", "1008"}},
		"ended": {head + "0\r\n\r\n", "set /k v", []string{"3", "3", "8", "1009"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := fakeServer(t, func(n int, req *http.Request) (string, bool) {
				index := "X-Etcd-Index: 1007\r\n"
				with := func(answer string) string { return strings.Replace(answer, "\r\n", "\r\n"+index, 1) }
				switch wait := req.URL.Query().Get("waitIndex"); {
				case n == 1:
					return try.first, false
				case wait == "3":
					return with(answerJSON(400, cleared)), true
				case wait == "":
					if req.URL.Query().Get("quorum") != "true" {
						t.Errorf("got the state by %s, want it read with quorum", req.RequestURI)
					}
					return with(answerJSON(200, gotV)), true
				case wait == "8":
					return with(answerJSON(200, event)), true
				}
				<-t.Context().Done()
				return "", false
			})
			w := follow(t, clienttest.Client(t, f.url), "/k", client.WatchOptions{From: 3})
			w.want(try.want)
			var asks []string
			for len(f.requests()) < len(try.asks) {
				time.Sleep(time.Millisecond)
			}
			for _, line := range f.requests() {
				_, index, _ := strings.Cut(line, "waitIndex=")
				asks = append(asks, index)
			}
			if !slices.Equal(asks, try.asks) {
				t.Errorf("got polls for %q, want %q", asks, try.asks)
			}
		})
	}
}
