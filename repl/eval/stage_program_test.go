package eval_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"etcd2sh/repl/eval"
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

// TestProgramCannotStart names a program and a path that are not there.
func TestProgramCannotStart(t *testing.T) {
	t.Parallel()
	s, _ := repltest.Wired(t)
	for program, why := range map[string]string{"no-such-program": "executable file not found", "./nope": "no such file or directory"} {
		v, err := s.Eval(t.Context(), "get k | ! "+program)
		if r, later := v.(eval.Results); later && err == nil {
			for _, err = range r {
			}
		}
		if want := program + " cannot be started: " + why; err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
