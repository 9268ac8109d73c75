package eval_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestProgramEnds ends programs that have started others: what those hold open
// is not waited for.
func TestProgramEnds(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	for _, line := range []string{
		`get nil | ! sh -c 'sleep 30; echo late'`,
		`lock :mutex ! sh -c 'sleep 30; echo late'`,
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		v, err := s.Eval(ctx, line)
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		for _, failed := range v.(eval.Results) {
			err = failed
		}
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > repltest.LongEnough {
			t.Errorf("%s: got %v after %v", line, err, time.Since(begin))
		}
	}
}

// TestProgramCannotStart names a program and a path that are not there: nothing is
// sent.
func TestProgramCannotStart(t *testing.T) {
	t.Parallel()
	s, w := repltest.Wired(t)
	for program, why := range map[string]string{"no-such-program": "executable file not found", "./nope": "no such file or directory"} {
		v, err := s.Eval(t.Context(), "reset! k v | :node | ! "+program)
		if r, later := v.(eval.Results); later && err == nil {
			for _, err = range r {
			}
		}
		if want := program + " cannot be started: " + why; err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	var usage *lang.UsageError
	if _, err := s.Eval(t.Context(), `get k | ! "tr a b"`); !errors.As(err, &usage) || usage.Message != `there is no program "tr a b": its arguments are words of their own, as in ! tr a b` {
		t.Errorf("got %v, want a usage error", err)
	}
	if len(w.Sent()) > 0 {
		t.Errorf("sent %q, want nothing", w.Sent())
	}
}
