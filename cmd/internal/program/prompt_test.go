package program_test

import (
	"strings"
	"testing"
)

func TestPlainPrompt(t *testing.T) {
	t.Parallel()
	t.Run("a history in its place", func(t *testing.T) {
		t.Parallel()
		h := newBareHome(t)
		h.types("reset! k v\n reset! k w\n")
		if got := readFile(t, h.file(".local/state/etcd2sh/history")); !strings.Contains(got, `"reset! k v"`) || strings.Contains(got, "k w") {
			t.Errorf("got the history %q", got)
		}
		got := h.types("pwd\nhistory\n", "--no-history")
		if strings.Contains(got.out, "reset!") || !strings.Contains(got.out, ":command \"pwd\"") {
			t.Errorf("got %q, want a history of this run alone", got.out)
		}
	})
	t.Run("asks, and not with --yes", func(t *testing.T) {
		t.Parallel()
		h := newBareHome(t)
		h.types("reset! d/k v | :action\ndelete-all! nil\nn\nget d\n").prints(t, "\"set\"\n{\"k\" \"v\"}\n")
		got := h.types("delete-all! nil\nget d\n", "--yes")
		got.prints(t, "nil\nnil\n")
		if strings.Contains(got.err, "[y/N]") {
			t.Errorf("got %q, want no question", got.err)
		}
	})
}
