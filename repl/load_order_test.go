package repl_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/repl/dump"
)

// TestLoadOrder holds the making of a directory back until other keys are
// written: what is in the directory waits for it, the others do not.
func TestLoadOrder(t *testing.T) {
	parallel(t)
	b := newBench(t)
	others := make(chan struct{})
	var made, early atomic.Bool
	proxy := hold(t, b.endpoint, func(_, key string) {
		switch key {
		case "/d":
			<-others
			made.Store(true)
		case "/e/3":
			close(others)
		case "/d/1", "/d/2":
			early.Store(early.Load() || !made.Load())
		}
	})
	b.Session = benchSession(t, proxy)
	path := b.file("mkdir! /d --ttl 5000\nreset! /d/1 1\nreset! /d/2 1\nreset! /e/1 1\nreset! /e/2 1\nreset! /e/3 1\n")
	b.want(`load `+path, `{:written 6, :skipped 0, :failed 0}`)
	if early.Load() {
		t.Error("a key was sent before its directory was made")
	}
	if ttl := b.seconds("/d"); ttl < 4000 {
		t.Errorf("got a ttl of %d seconds, want that of the dump", ttl)
	}
}

// TestLoadSameKey writes a key many times: the last one stands.
func TestLoadSameKey(t *testing.T) {
	parallel(t)
	b := newBench(t)
	var text strings.Builder
	for i := range 300 {
		fmt.Fprintf(&text, "reset! /k%d %d\n", i%3, i)
	}
	b.want(`load --overwrite `+b.file(text.String()), `{:written 300, :skipped 0, :failed 0}`)
	b.want(`get nil`, `{"k0" "297", "k1" "298", "k2" "299"}`)
}

// TestLoadExpired holds an answer about a directory back until the directory
// has expired: what is in it is not written, since that would make the
// directory anew, for good.
func TestLoadExpired(t *testing.T) {
	parallel(t)
	b := newBench(t)
	proxy := loseAnswers(t, b.endpoint, http.MethodPut, "/none")
	proxy.other = func(r *http.Request) {
		about := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/v2/keys")
		for about == "PUT /new" || about == "GET /old" {
			if _, err := b.client.Get(t.Context(), about[4:], client.GetOptions{}); errors.Is(err, client.ErrKeyNotFound) {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	path := b.file("reset! /before 1\nmkdir! /new --ttl 1\nmkdir! /new/sub\nreset! /new/sub/a 1\n" +
		"mkdir! /old --ttl 5000\nreset! /old/a 1\nreset! /other/a 1\n")
	b.Session = benchSession(t, hold(t, proxy.URL, func(method, key string) {
		if method == http.MethodPut && key == "/old" {
			b.client.Mkdir(t.Context(), key, client.SetOptions{TTL: new(uint64(3))}) // the load finds it there
		}
	}))
	failed := b.loadFails(`load `+path, "/old/a: /old, which was there already with a ttl of its own, has expired")
	if got, want := failed.Counts, (dump.LoadCounts{Written: 3, Skipped: 1, Failed: 1, Expired: 2}); got != want || failed.Stopped {
		t.Errorf("got %+v, want %+v", failed, want)
	}
	b.want(`ls -r`, `["before" "other/" "other/a"]`)
}
