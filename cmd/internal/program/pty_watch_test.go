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
		d := newDesk(t, "")
		p := d.sit()
		watches(p, d, "\x03")
		p.gets("get k", `"v"`)
		p.leaves()
	})
	t.Run("any key ends it and is gone", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		p := d.sit()
		for _, key := range []string{"x", " ", "\r", "\x1b", "\x1b[A", "ж", "\x04", "\x1b[200~get k\x1b[201~"} {
			s := watches(p, d, key)
			if s.typed() != "" {
				t.Errorf("%q: got a screen\n%s\nwant nothing behind the prompt", key, s)
			}
		}
		p.gets("get k", `"v"`)
		p.leaves()
	})
	t.Run("a key ends a program's run", func(t *testing.T) {
		t.Parallel()
		p := newDesk(t, "").has("k", "v").sit()
		_, reads, _ := p.look()
		p.types("\x0cexec-watch k --from 4 -- sh -c 'echo ran; sleep 30; true'\r")
		p.see("the program's output", func(s screen) bool { return len(s) > 1 && s[1] == "ran" })
		p.types("q")
		if s := p.next(reads, ">"); s.has("interrupted") || s.typed() != "" {
			t.Errorf("got a screen\n%s\nwant a prompt without an error", s)
		}
		p.gets("get k", `"v"`)
		p.leaves()
	})
	t.Run("in the background", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "").has("k", "v")
		p := d.sit()
		p.enters("watch k --from 4 | :node :value &\r", ">")
		p.text(`[1] "v"`)
		p.types("reset! other hal")
		p.line("reset! other hal")
		d.has("k", "again")
		p.text(`[1] "again"`)
		p.line("reset! other hal") // as it was
		p.enters("f\r", ">")
		if got := d.value("other"); got != "half" {
			t.Errorf("got %q, want the line that was being typed", got)
		}
		if got := p.runs("jobs"); !strings.Contains(got, "watch k --from 4 | :node :value &") {
			t.Errorf("jobs: got %s, want the watch", got)
		}
		p.enters("\x0ckill 1\r", ">")
		d.has("k", "unseen")
		if s := p.enters("\x0cjobs\r", ">"); s.has("watch") || s.has("unseen") {
			t.Errorf("got a screen\n%s\nwant no job", s)
		}
		p.enters("watch k &\r", ">")
		p.leaves()
	})
}

// watches watches k, sees an event, presses a key, and gives the screen with
// the prompt that follows.
func watches(p *person, d *desk, key string) screen {
	p.t.Helper()
	if _, err := d.client().Set(p.t.Context(), "k", "v", client.SetOptions{}); err != nil {
		p.t.Fatal(err)
	}
	_, reads, _ := p.look()
	p.types("\x0cdef begun get* k | :node :modifiedIndex\r")
	p.next(reads, ">")
	_, reads, _ = p.look()
	p.types("\x0cwatch k --from $begun | :node :value\r")
	p.see("an event", func(s screen) bool { return len(s) > 1 && s[1] == `"v"` })
	p.types(key)
	s := p.next(reads, ">")
	if s.has("interrupted") {
		p.t.Errorf("%q: got a screen\n%s\nwant no error", key, s)
	}
	return s
}
