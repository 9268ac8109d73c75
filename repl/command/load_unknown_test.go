package command_test

import (
	"context"
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

// TestLoadAgain stops a load after some of its writes; the next one goes on.
func TestLoadAgain(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	var text strings.Builder
	for i := range 200 {
		fmt.Fprintf(&text, "reset! \"/%d/%d\" \"%d\"\n", i%7, i, i)
	}
	path := repltest.File(t, text.String())
	ctx, cancel := context.WithCancel(t.Context())
	var puts atomic.Int32
	proxy := repltest.LoseAnswers(t, s.URL, http.MethodPut, "/none")
	proxy.Other = func(r *http.Request) {
		if r.Method == http.MethodPut && puts.Add(1) == 50 {
			cancel()
		}
	}
	stopped := repltest.Open(t, proxy.URL)
	_, err := stopped.Eval(ctx, `load `+path)
	var failed *dump.LoadError
	if !errors.As(err, &failed) || !failed.Stopped || failed.Counts.Written < 40 || failed.Counts.Failed != 0 {
		t.Fatalf("got %v, want a load that was stopped after about 50 writes", err)
	}
	if status := eval.Status(err); status != lang.StatusUnknown && status != lang.StatusInterrupted {
		t.Errorf("got status %d, want that of an interrupt or an unknown outcome", status)
	}
	if !strings.Contains(err.Error(), "it can be run again") {
		t.Errorf("got %q, want it to say how to go on", err)
	}
	s.Run(`load ` + path)
	s.Want(`diff / --file `+path, ``)
	s.Want(`load `+path, `{:written 0, :skipped 200, :failed 0}`)
}

// TestLoadUnknown loses the answer to one write.
func TestLoadUnknown(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	path := repltest.File(t, "reset! /a/1 1\nreset! /a/lost 1\nreset! /a/2 1\n")
	proxy := repltest.LoseAnswers(t, s.URL, http.MethodPut, "/a/lost")
	s = s.Through(t, proxy.URL)
	failed := loadFails(t, s, `load `+path+` --jobs 1`, "PUT /a/lost was sent, but whether it happened is not known")
	if c := failed.Counts; c.Written != 1 || c.Unknown != 1 || c.Failed != 0 || !failed.Stopped || eval.Status(failed) != lang.StatusUnknown {
		t.Errorf("got %+v, want one written, one unknown, and nothing after it", failed)
	}
	if got := proxy.Lost.Load(); got != 1 {
		t.Errorf("the write was sent %d times, want once", got)
	}
	s = s.Through(t, s.URL)
	s.Want(`load `+path, `{:written 1, :skipped 2, :failed 0}`)
}

// TestLoadUnreachable gives up at once, however much is left.
func TestLoadUnreachable(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	proxy := repltest.LoseAnswers(t, s.URL, http.MethodPut, "/none")
	proxy.Close()
	s = s.Through(t, proxy.URL)
	failed := loadFails(t, s, `load `+repltest.File(t, strings.Repeat("reset! /a 1\n", 1000)), "no endpoint served the request")
	if failed.Counts != (dump.LoadCounts{}) || !failed.Stopped || eval.Status(failed) != lang.StatusUnreachable {
		t.Errorf("got %+v, want that nothing was done", failed)
	}
}
