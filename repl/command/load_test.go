package command_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"etcd2sh/repl/dump"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// loadFails wants a LoadError.
func loadFails(t testing.TB, s repltest.Session, line, part string) *dump.LoadError {
	t.Helper()
	var failed *dump.LoadError
	if err := s.Refuses(line, part); !errors.As(err, &failed) {
		t.Fatalf("%s: got a %T, want a LoadError", line, err)
	}
	return failed
}

func headerWith(edn string) string { return "# etcd2sh dump " + edn + "\n" }

// TestLoadInto reads the key of --into as any other key: what is quoted is
// data, and a variable is a name, whatever it looks like.
func TestLoadInto(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	path := repltest.File(t, headerWith(`{:dump "/a"}`)+"reset! \"/a/pw\" \"new\"\n")
	s.Run(`def name echo nil`)
	for into, key := range map[string]string{
		`$name`: `"/nil/pw"`, `"nil"`: `"/nil/pw"`, `":q"`: `"/:q/pw"`, `:q`: `"/q/pw"`, `[z y]`: `"/z/y/pw"`, `nil`: `"/pw"`,
	} {
		s.Run(`delete-all! nil`, `load `+path+` --into `+into)
		s.Want(`get* [`+key+`] | :node :key`, key)
	}
	s.Misuse(`load `+path+` --into ".."`, "cannot be an element of a key")
}

// TestLoadDry sends nothing but reads.
//
// Promise: A load never replaces
func TestLoadDry(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`reset! same 1`, `reset! other 2`, `reset! file 1`)
	path := repltest.File(t, "reset! /same 1\nreset! /other 1\nmkdir! /file\nreset! /file/below 1\nreset! /new/a 1\nmkdir! /new/b --ttl 60")
	before := s.Run(`dump`)
	var writes atomic.Int32
	proxy := repltest.LoseAnswers(t, s.URL, http.MethodPut, "/none")
	proxy.Other = func(r *http.Request) {
		if r.Method != http.MethodGet {
			writes.Add(1)
		}
	}
	s = s.Through(t, proxy.URL)
	failed := loadFails(t, s, `load --dry-run `+path, "/other: 105: Key already exists (/other)")
	if got, want := failed.Counts, (dump.LoadCounts{Written: 2, Skipped: 1, Failed: 3, DryRun: true}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if failed.Stopped || len(failed.Failures) != 3 || failed.Failures[1].Key != "/file" || failed.Failures[1].Line != 3 || eval.Status(failed) != lang.StatusCompare {
		t.Errorf("got %+v, want the failures in the order of the file", failed)
	}
	if got := s.Run(`dump`); steady(got) != steady(before) || writes.Load() != 0 {
		t.Errorf("got %d writes and\n%s\nwant none and\n%s", writes.Load(), got, before)
	}
	missing := loadFails(t, s, `load --dry-run --only-missing `+path, "/file/below: 104: Not a directory (/file)")
	if got, want := missing.Counts, (dump.LoadCounts{Written: 2, Skipped: 3, Failed: 1, DryRun: true}); got != want || writes.Load() != 0 {
		t.Errorf("got %+v and %d writes with --only-missing, want %+v and none", got, writes.Load(), want)
	}
	missing = loadFails(t, s, `load --only-missing `+path, "/file/below: 104: Not a directory (/file)")
	if got, want := missing.Counts, (dump.LoadCounts{Written: 2, Skipped: 3, Failed: 1}); got != want {
		t.Errorf("got %+v with --only-missing in earnest, want %+v", got, want)
	}
	s.Run(`delete! new -r`)
	real := loadFails(t, s, `load `+path, "/other: 105: Key already exists (/other)")
	if got, want := real.Counts, (dump.LoadCounts{Written: 2, Skipped: 1, Failed: 3}); got != want {
		t.Errorf("got %+v in earnest, want %+v", got, want)
	}
}

// TestLoadFailures keeps the first ten of many, however they come in.
func TestLoadFailures(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`reset! file 1`)
	var text strings.Builder
	for i := range 100 {
		fmt.Fprintf(&text, "reset! /file/%d 1\nreset! /ok/%d 1\n", i, i)
	}
	failed := loadFails(t, s, `load `+repltest.File(t, text.String()), "/file/0: 104: Not a directory (/file)")
	if failed.Counts.Failed != 100 || failed.Counts.Written != 100 || failed.Stopped || len(failed.Failures) != 10 {
		t.Fatalf("got %+v, want 100 failures, the first 10 of them by name", failed)
	}
	for i, f := range failed.Failures {
		if want := fmt.Sprintf("/file/%d", i); f.Key != want || f.Line != 2*i+1 {
			t.Errorf("got %+v, want %s", f, want)
		}
	}
}
