package history_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"etcd2sh/history"

	"github.com/gofrs/flock"
)

// Without the lock a file is read, but neither written to nor rewritten.
func TestLockOutOfReach(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	text := strings.Repeat(line("a"), 10) + "get b\n"
	write(t, path, text, 0o600)
	if err := os.Mkdir(path+".lock", 0o700); err != nil {
		t.Fatal(err)
	}
	h, err := history.Open(path, 2)
	if !errors.Is(err, syscall.EISDIR) || !errors.Is(err, history.ErrDamaged) || !strings.Contains(err.Error(), path+": line 11 ") {
		t.Errorf("error %v, want one about the lock and about line 11", err)
	}
	add(t, h, "c")
	expect(t, h, "a", "c")
	if got := contents(t, path); got != text {
		t.Errorf("the file has become %q", got)
	}
}

// A process that was stopped while it held the lock holds up nobody for long.
func TestLockThatIsNotGivenBack(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	h := open(t, path, 0)
	add(t, h, "a")
	held := flock.New(path + ".lock")
	if err := held.Lock(); err != nil {
		t.Fatal(err)
	}
	if err := h.Add(entry("b")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("add: error %v, want %v", err, context.DeadlineExceeded)
	}
	expect(t, h, "a", "b")
	late, err := history.Open(path, 0)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("open: error %v, want %v", err, context.DeadlineExceeded)
	}
	expect(t, late, "a")
	if err := held.Unlock(); err != nil {
		t.Fatal(err)
	}
	add(t, h, "c")
	expect(t, open(t, path, 0), "a", "c")
}
