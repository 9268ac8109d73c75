//go:build unix

package eval_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

var errLost = errors.New("the lock is lost")

// under gives a frame of a lock that is lost when it has been asked for it that
// many times.
func under(f *eval.Frame, times int) *eval.Frame {
	return f.Holding(7, func() error {
		if times--; times < 0 {
			return errLost
		}
		return nil
	})
}

// TestLostLockSendsNothing: whether a lock is held is asked before each command
// and each request, where that is.
func TestLostLockSendsNothing(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("reset! :a 1\nreset! :b 2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		line  string
		times int // how often the lock is held
		sent  int // how many requests that is
	}{
		{"echo hi", 0, 0},
		{"reset! :k 1", 0, 0},
		{"reset! :k 1", 1, 0}, // the command had begun
		{"swap! :k inc", 2, 1},
		{"source " + file, 3, 1},
		{"source " + file, 4, 1},
		{"repeat 5 reset! :k 1", 5, 2},
		{"try reset! :k 1 catch _ reset! :k 2", 1, 0},
		{"dequeue :dir --wait", 1, 0},
		{"echo hi | ! touch " + file + ".ran", 1, 0},
		{"lock :l reset! :k 1", 0, 0},
		{"watch :k", 1, 0},
	} {
		s, wire := repltest.Wired(t)
		ctx, cancel := context.WithTimeout(t.Context(), repltest.LongEnough)
		defer cancel()
		v, err := under(s.Frame(), tt.times).Eval(ctx, tt.line)
		if r, later := v.(eval.Results); later {
			for _, failed := range r {
				err = errors.Join(err, failed)
			}
		}
		if sent := wire.Sent(); !errors.Is(err, errLost) || len(sent) != tt.sent {
			t.Errorf("%s, held %d times: got %v after %q, want the loss after %d", tt.line, tt.times, err, sent, tt.sent)
		}
	}
	s, _ := repltest.Wired(t)
	for _, err := range under(s.Frame(), 0).RunProgram(t.Context(), []string{"touch", file + ".ran"}, nil) {
		if !errors.Is(err, errLost) {
			t.Errorf("got %v, want the loss", err)
		}
	}
	if _, err := os.Stat(file + ".ran"); err == nil {
		t.Error("got a program run after the loss")
	}
}

// TestLostWhileSuspended: a program does nothing more when its lock was lost while
// it was suspended.
func TestLostWhileSuspended(t *testing.T) {
	t.Parallel()
	s, _ := repltest.Wired(t)
	dir := t.TempDir()
	fifo, more := filepath.Join(dir, "fifo"), filepath.Join(dir, "more")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	lines, err := os.OpenFile(fifo, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer lines.Close()
	argv := []string{"sh", "-c", `echo ready; read line <"$0"; echo $line >"$1"`, fifo, more}
	for v, failed := range under(s.Frame(), 1).RunProgram(t.Context(), argv, nil) {
		if err = failed; v == nil {
			continue
		}
		resume := s.Programs().Suspend()
		if _, err := lines.WriteString("more\n"); err != nil {
			t.Error(err)
		}
		resume()
	}
	if err != errLost {
		t.Errorf("got %v, want the loss", err)
	}
	if _, err := os.Stat(more); err == nil {
		t.Error("got more done after the loss")
	}
}

// TestLocksWithin: the outer lock is asked first, and what is no lock's is sent.
func TestLocksWithin(t *testing.T) {
	t.Parallel()
	s, wire := repltest.Wired(t)
	inner := under(s.Frame(), 0).Holding(8, func() error { return context.Canceled })
	if _, err := inner.Eval(t.Context(), "reset! :k 1"); err != errLost {
		t.Errorf("got %v, want the outer loss", err)
	}
	if _, err := s.Eval(t.Context(), "reset! :k 1"); err != nil || len(wire.Sent()) != 1 {
		t.Errorf("got %v, %q outside the locks", err, wire.Sent())
	}
}
