package program_test

import (
	"fmt"
	"strings"
	"testing"
)

// nodes makes a directory of so many nodes, all of them files but one.
func (h *home) nodes(dir string, n int) {
	h.t.Helper()
	for i := range n - 1 {
		h.has(fmt.Sprintf("%s/sub/k%02d", dir, i), "v")
	}
}

func TestPtyConfirm(t *testing.T) {
	t.Parallel()
	t.Run("many nodes", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		h.nodes("/d", 11)
		p := h.atPrompt()
		p.enters("delete-all! d\r", "Delete 11 nodes below /d? [y/N]")
		p.enters("n\r", ">")
		p.Text("nothing was deleted")
		p.enters("\x0cdelete! d --recursive\r", "Delete 11 nodes below /d? [y/N]")
		p.enters("\r", ">")
		p.enters("\x0cdelete-all! d\r", "[y/N]")
		p.enters("\x03", ">")
		if got := h.value("/d/sub/k00"); got != "v" {
			t.Fatalf("got the value %q, want all kept", got)
		}
		p.enters("\x0cdelete-all! d\r", "[y/N]")
		p.enters("y\r", ">")
		p.gets("get* d | :node :nodes", "nil")
		if got := p.runs("history /y"); strings.HasSuffix(got, "  y") {
			t.Errorf("the answer is in the history:\n%s", got)
		}
		p.leaves()
	})
	t.Run("Ctrl-D is no", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		h.nodes("/d", 11)
		p := h.atPrompt()
		p.enters("delete-all! d\r", "[y/N]")
		p.enters("\x04", ">")
		p.Text("; nothing was deleted")
		if got := h.value("/d/sub/k00"); got != "v" {
			t.Errorf("got the value %q, want all kept", got)
		}
		p.gets("pwd", `"/"`)
		p.leaves()
	})
	t.Run("an interrupt tells what stays", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/k", "v")
		p := h.atPrompt()
		p.enters("v2store clear --file "+h.file("all.etcd2")+"\r", "[y/N]")
		p.enters("\x03", ">")
		p.Text("nothing was deleted; what was written stays:")
		p.Text(":type :interrupted")
		if got := h.value("/k"); got != "v" {
			t.Errorf("got the value %q, want it kept", got)
		}
	})
	t.Run("a question is broken at blanks", func(t *testing.T) {
		t.Parallel()
		for _, columns := range []int{40, 60, 100} {
			h := newHome(t, "").has("/k", "v")
			h.columns = columns
			p := h.atPrompt()
			shown := p.enters("\x0cmember add other http://127.0.0.1:1\r", "[y/N]")
			words := strings.Join(strings.Fields(strings.Join(shown.Lines, " ")), " ")
			if want := "Add other to a cluster of one? Nothing can be written from then on until it runs, and the addition cannot be taken back. [y/N]"; !strings.HasSuffix(words, want) {
				t.Errorf("%d columns: got\n%s\nwant %q, in whole words", columns, shown, want)
			}
			p.enters("n\r", ">")
		}
	})
	t.Run("asks in the middle of a paste", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		h.nodes("/d", 11)
		p := h.atPrompt()
		p.enters(pasted("delete-all! d\ny\nreset! after 1\n"), "[y/N]")
		p.enters("n\r", "✗>")
		p.Text("there is no command y")
		p.Text("; the command that came with it was not run; Up brings it back")
		if got := h.value("/d/sub/k00") + h.value("/after"); got != "v(none)" {
			t.Errorf("got the values %q, want d kept, because the paste cannot say yes, and the rest not run", got)
		}
	})
	t.Run("what was typed before the question does not answer it", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		h.nodes("/d", 11)
		p := h.atPrompt()
		p.enters("delete-all! d\ry\rreset! after 1\r", "[y/N]")
		p.enters("\x1b[A\tn\r", ">")
		p.Text("[y/N] n\n; nothing was deleted")
		if got := h.value("/d/sub/k00") + h.value("/after"); got != "v(none)" {
			t.Errorf("got the values %q, want d kept and nothing else run", got)
		}
	})
	t.Run("ten nodes", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		h.nodes("/d", 10)
		p := h.atPrompt()
		p.gets("delete-all! d", "nil")
		p.gets("get* d | :node :nodes", "nil")
	})
	t.Run("the root", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/k", "v")
		p := h.atPrompt()
		p.enters("delete-all! nil\r", "Delete 1 node below /? [y/N]")
		p.enters("yes\r", ">")
		if got := h.value("/k"); got != "(none)" {
			t.Errorf("got the value %q, want it deleted", got)
		}
	})
	t.Run("always and never", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		h.nodes("/few", 2)
		h.nodes("/lots", 12)
		p := h.atPrompt()
		p.gets("config confirm always", "")
		p.enters("delete-all! few\r", "Delete 2 nodes below /few? [y/N]")
		p.enters("y\r", ">")
		p.gets("config confirm never", "")
		p.gets("delete-all! lots", "nil")
		p.gets("get nil --recursive", `{"few" nil, "lots" nil}`)
	})
	t.Run("not with --yes", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		h.nodes("/d", 11)
		p := h.atPrompt("--yes")
		p.gets("delete-all! d", "nil")
	})
	t.Run("never in a script", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		h.nodes("/d", 11)
		p := h.start("-c", "delete-all! d", "-c", "get d")
		p.See("its results", func(s screen) bool { return s.String() == "nil\nnil" })
	})
}
