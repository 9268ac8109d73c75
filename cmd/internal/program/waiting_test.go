package program_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
)

// A watch prints each event at once, through a restart of the server, until
// Ctrl-C.
func TestWatchProcess(t *testing.T) {
	t.Parallel()
	c := sandboxtest.Start(t, 1)
	endpoint := c.Endpoints()[0]
	writer := sandboxtest.Client(t, endpoint)
	p := start(t, "etcd2sh", endpoint, "-o", "simple", "-c", fmt.Sprintf("watch k --from %d", sandboxtest.Empty+1), "-c", "get k")
	for i := range 4 {
		if i == 2 {
			if err := c.Stop(0); err != nil {
				t.Fatal(err)
			}
			if err := c.Restart(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
		}
		value := fmt.Sprint("v", i)
		if _, err := writer.Set(t.Context(), "k", value, client.SetOptions{}); err != nil {
			t.Fatal(err)
		}
		if got := p.line(t); !strings.HasSuffix(got, "\tset\t/k\t"+value) {
			t.Errorf("got %q, want the event of %q", got, value)
		}
	}
	p.signal(t, os.Interrupt)
	p.end(t).fails(t, 130, "; -c:1: watch k --from ", "interrupted")
}

// Ctrl-C in a script that holds a lock, or waits for it, leaves no key.
func TestLockProcessInterrupted(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	holder := start(t, "etcd2sh", endpoint, "-c", "lock k ! sh -c 'echo held; exec sleep 30'")
	holder.line(t)
	waiter := start(t, "etcd2sh", endpoint, "-c", "echo waits", "-c", "lock k pwd")
	waiter.line(t)
	c := sandboxtest.Client(t, endpoint)
	asked := 0
	for _, err := range c.Watch(t.Context(), "k", client.WatchOptions{Recursive: true, From: sandboxtest.Empty + 1}) {
		if err != nil {
			t.Fatal(err)
		}
		if asked++; asked == 2 { // both have their keys
			break
		}
	}
	waiter.signal(t, os.Interrupt)
	waiter.end(t).fails(t, 130, "interrupted")
	if got := keysIn(t, c, "k"); len(got) != 1 {
		t.Errorf("got keys %q, want that of the holder", got)
	}
	holder.signal(t, os.Interrupt)
	holder.end(t).fails(t, 130, "interrupted")
	if got := keysIn(t, c, "k"); len(got) > 0 {
		t.Errorf("got keys %q, want none", got)
	}
}

func keysIn(t *testing.T, c *client.Client, dir string) (keys []string) {
	t.Helper()
	r, err := c.Get(t.Context(), dir, client.GetOptions{Quorum: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range r.Node.Nodes {
		keys = append(keys, *n.Key)
	}
	return keys
}

// What two processes read, change and write under a lock gets lost nowhere.
func TestLockedUpdates(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	update := writeFile(t, "update.etcd2", "def n get :n | jq 'tonumber + 1 | tostring'\nreset! :n $n | :nothing\n")
	run{}.etcd2sh(t, endpoint, "-c", "reset! :n 0 | :action").want(t, result{out: "\"set\"\n"})
	const times = 25
	script := strings.Repeat("lock :mutex source "+update+"\n", times)
	var all []*process
	for range 2 {
		p := start(t, "etcd2sh", endpoint, "-f", "-")
		p.write(t, script)
		p.in.Close()
		all = append(all, p)
	}
	for _, p := range all {
		p.end(t).want(t, result{out: strings.Repeat("nil\n", times)})
	}
	run{}.etcd2sh(t, endpoint, "-c", "get :n").want(t, result{out: fmt.Sprintf("%q\n", fmt.Sprint(2*times))})
}

// Four processes empty a queue, and each item goes to one of them.
func TestDequeueProcesses(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	const items = 200
	var script strings.Builder
	for i := range items {
		fmt.Fprintf(&script, "def x create! q %d\n", i)
	}
	run{in: script.String()}.etcd2sh(t, endpoint).want(t, result{})
	var all []*process
	for range 4 {
		all = append(all, start(t, "etcd2sh", endpoint, "-o", "json", "-c", fmt.Sprintf("repeat %d --jobs 4 dequeue q | jq 'map(.value) - [null]'", items)))
	}
	var got []string
	for _, p := range all {
		r := p.end(t)
		var taken []string
		if err := json.Unmarshal([]byte(r.out), &taken); err != nil || r.status != 0 {
			t.Fatalf("got %v, %+v", err, r)
		}
		got = append(got, taken...)
	}
	slices.Sort(got)
	if len(got) != items || len(slices.Compact(got)) != items {
		t.Errorf("got %d items, %d different ones, want %d", len(got), len(slices.Compact(got)), items)
	}
}

// A write whose answer a proxy loses, and what resolve says then.
func TestResolveBehindProxy(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	target, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	onward := httputil.NewSingleHostReverseProxy(target)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/lost") && r.Method == http.MethodPut {
			onward.ServeHTTP(httptest.NewRecorder(), r)
			hangUp(w)
		}
		onward.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	run{}.etcd2sh(t, endpoint, "-c", "reset! lost 1 | :node :modifiedIndex").want(t, result{out: "4\n"})
	script := "def seen get nil\ncas-index! lost 4 2\nresolve\n" // resolve wants an index from before the write
	const reason = "the value took the place of the one of index 4 at index 5, which can happen once only; nobody can tell whether this request did it or the very same one of another client"
	got := run{in: script}.etcd2sh(t, proxy.URL, "-k", "-o", "json")
	if want := `{"request":"PUT /lost prevIndex=4 value=2","verdict":"happened","key":"/lost","index":5,"reason":"` + reason + "\"}\n"; got.out != want || got.status != 6 {
		t.Errorf("got status %d and %s, want 6 and %s", got.status, got.out, want)
	}
	got = run{in: "def seen get nil\nreset! lost 3\nresolve | :verdict\nresolve | :index\nget lost\n"}.etcd2sh(t, proxy.URL, "-k")
	if want := ":not-known\n6\n\"3\"\n"; got.out != want || got.status != 6 {
		t.Errorf("got status %d and %s, want 6 and %s", got.status, got.out, want)
	}
	got = run{in: "def seen get nil\ntry reset! lost 4 catch [:type :unknown-outcome] resolve | jq '[.key, .index]'\n"}.etcd2sh(t, proxy.URL)
	got.want(t, result{out: "[\"/lost\" 7]\n"})
}
