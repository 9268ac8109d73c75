package program_test

import (
	"strings"
	"testing"

	"etcd2sh/client"
)

func TestPtyWatch(t *testing.T) {
	t.Parallel()
	t.Run("Ctrl-C ends it", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		watches(p, h, "\x03")
		p.gets("get k", `"v"`)
		p.leaves()
	})
	t.Run("any key ends it and is gone", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		for _, key := range []string{"x", " ", "\r", "\x1b", "\x1b[A", "ж", "\x04", "\x1b[200~get k\x1b[201~"} {
			s := watches(p, h, key)
			if s.Typed() != "" {
				t.Errorf("%q: got a screen\n%s\nwant nothing behind the prompt", key, s)
			}
		}
		p.gets("get k", `"v"`)
		p.leaves()
	})
	t.Run("a key ends a program's run", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").has("k", "v").atPrompt()
		reads := p.Screen().Reads
		p.Type("\x0cexec-watch k --from 4 -- sh -c 'echo ran; sleep 30; true'\r")
		p.See("the program's output", func(s screen) bool { return len(s.Lines) > 1 && s.Lines[1] == "ran" })
		p.Type("q")
		if s := p.next(reads, ">"); s.Has("interrupted") || s.Typed() != "" {
			t.Errorf("got a screen\n%s\nwant a prompt without an error", s)
		}
		p.gets("get k", `"v"`)
		p.leaves()
	})
	t.Run("in the background", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("k", "v")
		p := h.atPrompt()
		p.enters("watch k --from 4 | :node :value &\r", ">")
		p.Text(`[1] "v"`)
		p.Type("reset! other hal")
		p.Typed("reset! other hal")
		h.has("k", "again")
		p.Text(`[1] "again"`)
		p.Typed("reset! other hal") // as it was
		p.enters("f\r", ">")
		if got := h.value("other"); got != "half" {
			t.Errorf("got %q, want the line that was being typed", got)
		}
		if got := p.runs("jobs"); !strings.Contains(got, "watch k --from 4 | :node :value &") {
			t.Errorf("jobs: got %s, want the watch", got)
		}
		p.enters("\x0ckill 1\r", ">")
		h.has("k", "unseen")
		if s := p.enters("\x0cjobs\r", ">"); s.Has("watch") || s.Has("unseen") {
			t.Errorf("got a screen\n%s\nwant no job", s)
		}
		p.enters("watch k &\r", ">")
		p.leaves()
	})
}

// watches watches k, sees an event, presses a key, and gives the screen with
// the prompt that follows.
func watches(p shell, h *home, key string) screen {
	p.T.Helper()
	if _, err := h.client().Set(p.T.Context(), "k", "v", client.SetOptions{}); err != nil {
		p.T.Fatal(err)
	}
	reads := p.Screen().Reads
	p.Type("\x0cdef begun get* k | :node :modifiedIndex\r")
	p.next(reads, ">")
	reads = p.Screen().Reads
	p.Type("\x0cwatch k --from $begun | :node :value\r")
	p.See("an event", func(s screen) bool { return len(s.Lines) > 1 && s.Lines[1] == `"v"` })
	p.Type(key)
	s := p.next(reads, ">")
	if s.Has("interrupted") {
		p.T.Errorf("%q: got a screen\n%s\nwant no error", key, s)
	}
	return s
}
