//go:build unix

package history_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/history"

	"github.com/gofrs/flock"
)

// TestLater: a history is there at once, however much is in its file, which is not
// touched before; and everything of it is there for whoever asks.
func TestLater(t *testing.T) {
	t.Parallel()
	for _, lines := range []int{10, 10_000} {
		path := filepath.Join(t.TempDir(), "history")
		var text strings.Builder
		for i := range lines {
			text.WriteString(line(fmt.Sprint("get ", i)))
		}
		write(t, path, text.String(), 0o600)
		held := flock.New(path + ".lock")
		if err := held.Lock(); err != nil {
			t.Fatal(err)
		}
		h := history.Later(path, lines+1, func(err error) { t.Error(err) })
		if err := h.Flush(); err != nil {
			t.Error(err)
		}
		if lines > 10 {
			h.Load()
		}
		if err := held.Unlock(); err != nil {
			t.Fatal(err)
		}
		add(t, h, "new")
		if all := commands(h.Entries()); len(all) != lines+1 || all[0] != "get 0" || all[lines] != "new" {
			t.Errorf("got %d commands, want %d", len(all), lines+1)
		}
		if n := strings.Count(contents(t, path), "\n"); n != lines+1 {
			t.Errorf("%d lines are in the file, want %d", n, lines+1)
		}
	}
}

// What is wrong is told before anything is given.
func TestLaterIsDamaged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	write(t, path, line("a")+"get b\n", 0o600)
	var told error
	h := history.Later(path, 0, func(err error) { told = err })
	if h.Flush(); told != nil {
		t.Error("the file was read before anybody asked")
	}
	expect(t, h, "a")
	if !errors.Is(told, history.ErrDamaged) || !strings.HasPrefix(told.Error(), "history: ") {
		t.Errorf("got told %v, want the damage", told)
	}
	expect(t, history.Later("", 0, nil))
}
