//go:build unix

package terminal

import (
	"strings"
	"testing"
)

// TestHistoryIsAskedOnce counts how often the commands are asked for: not before they
// are wanted, and once for a line.
func TestHistoryIsAskedOnce(t *testing.T) {
	t.Parallel()
	asked := 0
	h := &history{}
	for want := range 3 {
		h.set(func() []string {
			asked++
			return []string{"get a", "get b"}
		})
		h.set(func() []string {
			asked++
			return []string{"get a", "get b", "ls"}
		})
		if asked != want {
			t.Fatalf("asked %d times before they were wanted, want %d", asked, want)
		}
		at, command := h.find(h.len()-1, -1, func(c string) bool { return strings.HasPrefix(c, "get") })
		if again, _ := h.find(at, -1, func(string) bool { return true }); at != 1 || again != 1 || command != "get b" || asked != want+1 {
			t.Fatalf("got %d, %d, %q, asked %d times, want %d", at, again, command, asked, want+1)
		}
	}
}
