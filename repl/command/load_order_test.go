package command_test

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
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// TestLoadOrder holds the making of a directory back until other keys are
// written: what is in the directory waits for it, the others do not.
func TestLoadOrder(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	others := make(chan struct{})
	var made, early atomic.Bool
	proxy := repltest.Hold(t, s.URL, func(_, key string) {
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
	s = s.Through(t, proxy)
	path := repltest.File(t, "mkdir! /d --ttl 5000\nreset! /d/1 1\nreset! /d/2 1\nreset! /e/1 1\nreset! /e/2 1\nreset! /e/3 1\n")
	s.Want(`load `+path, `{:written 6, :skipped 0, :failed 0}`)
	if early.Load() {
		t.Error("a key was sent before its directory was made")
	}
	if ttl := s.Seconds("/d"); ttl < 4000 {
		t.Errorf("got a ttl of %d seconds, want that of the dump", ttl)
	}
}

// TestLoadSameKey writes a key many times: the last one stands.
func TestLoadSameKey(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	var text strings.Builder
	for i := range 300 {
		fmt.Fprintf(&text, "reset! /k%d %d\n", i%3, i)
	}
	s.Want(`load --overwrite `+repltest.File(t, text.String()), `{:written 300, :skipped 0, :failed 0}`)
	s.Want(`get nil`, `{"k0" "297", "k1" "298", "k2" "299"}`)
}

// TestLoadExpired holds an answer about a directory back until the directory
// has expired: what is in it is not written, since that would make the
// directory anew, for good.
func TestLoadExpired(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	proxy := repltest.LoseAnswers(t, s.URL, http.MethodPut, "/none")
	proxy.Other = func(r *http.Request) {
		about := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/v2/keys")
		for about == "PUT /new" || about == "GET /old" {
			if _, err := s.Direct.Get(t.Context(), about[4:], client.GetOptions{}); errors.Is(err, client.ErrKeyNotFound) {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	path := repltest.File(t, "reset! /before 1\nmkdir! /new --ttl 1\nmkdir! /new/sub\nreset! /new/sub/a 1\n"+
		"mkdir! /old --ttl 5000\nreset! /old/a 1\nreset! /other/a 1\n")
	s.Session = repltest.Open(t, repltest.Hold(t, proxy.URL, func(method, key string) {
		if method == http.MethodPut && key == "/old" {
			s.Direct.Mkdir(t.Context(), key, client.SetOptions{TTL: new(uint64(3))}) // the load finds it there
		}
	}))
	failed := loadFails(t, s, `load `+path, "/old/a: /old, which was there already with a ttl of its own, has expired")
	if got, want := failed.Counts, (dump.LoadCounts{Written: 3, Skipped: 1, Failed: 1, Expired: 2}); got != want || failed.Stopped {
		t.Errorf("got %+v, want %+v", failed, want)
	}
	s.Want(`ls -r`, `["before" "other/" "other/a"]`)
}

// TestLoadQueue loads a queue into a store whose index is behind its names, and
// into one that is past them: only the first is told about.
func TestLoadQueue(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	var told []string
	s.SetConsole(eval.Console{Tell: func(text string) { told = append(told, text) }})
	ahead := repltest.File(t, headerWith(`{:dump "/"}`)+"reset! \"/a/00000000000000000001\" x\nreset! \"/q/00000009000000000000\" x\nreset! \"/q/00000000000000001500\" x\nreset! \"/q/99\" x\n")
	for _, line := range []string{`load ` + ahead + ` --dry-run`, `load ` + ahead, `load ` + ahead + ` --into copy`} {
		told = nil
		s.Run(line)
		if len(told) != 1 || !strings.Contains(told[0], "q/00000009000000000000 is ahead of the store's index, ") || !strings.Contains(told[0], "until that has passed 9000000000000") {
			t.Errorf("%s: told %q", line, told)
		}
	}
	told = nil
	behind := repltest.File(t, headerWith(`{:dump "/"}`)+"reset! \"/r/00000000000000000001\" x\nreset! \"/r/0000000000000009000\" x\nreset! \"/r/0000000000000000900x\" x\n")
	if s.Run(`load ` + behind); len(told) > 0 {
		t.Errorf("told %q, want nothing of names that the index has passed", told)
	}
}
