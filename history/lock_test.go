//go:build unix

package history_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

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

// A process that was stopped while it held the lock holds up nobody for long,
// and nothing is lost when it goes on.
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
	add(t, open(t, path, 0), "other")
	add(t, h, "c")
	add(t, h, "d")
	if got, want := written(t, path), []string{"a", "other", "b", "c", "d"}; !slices.Equal(got, want) {
		t.Errorf("the file has %q, want %q", got, want)
	}
}

// Only the first of the commands waits for a lock that is not given back.
func TestWaitingOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	h := open(t, path, 5)
	held := flock.New(path + ".lock")
	if err := held.Lock(); err != nil {
		t.Fatal(err)
	}
	if err := h.Add(entry("first")); err == nil {
		t.Error("the first write went past the lock")
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 100 {
			h.Keep(entry("secret " + strconv.Itoa(i)))
			add(t, h, strconv.Itoa(i%10), strings.Repeat("x", 1<<20))
		}
	}()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("each of a hundred commands waits")
	}
	if err := h.Flush(); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "not in the file: 5") {
		t.Errorf("flush: error %v, want %v, and how much is lost", err, context.DeadlineExceeded)
	}
	if err := held.Unlock(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := h.Flush(); err != nil {
			t.Error(err)
		}
	}
	if got, want := written(t, path), []string{"5", "6", "7", "8", "9"}; !slices.Equal(got, want) {
		t.Errorf("the file has %.99q, want %q: the newest, each once, and no secret", got, want)
	}
}

// written gives the commands in the lines of a file.
func written(t *testing.T, path string) []string {
	t.Helper()
	var commands []string
	for line := range strings.Lines(contents(t, path)) {
		var e history.Entry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		commands = append(commands, e.Command)
	}
	return commands
}
