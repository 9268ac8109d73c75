package program_test

import (
	"strings"
	"testing"
)

// pasted is a text as a terminal sends it when it is pasted.
func pasted(text string) string { return "\x1b[200~" + text + "\x1b[201~" }

// below is what stands on the screen from the first prompt on.
func below(s screen) string {
	for i, line := range s.Lines {
		if strings.Contains(line, "> ") {
			return strings.Join(s.Lines[i:], "\n")
		}
	}
	return ""
}

func TestPtyPaste(t *testing.T) {
	t.Parallel()
	t.Run("runs one command after the other", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		p.gets("config prompt '{dir}{mark}> '", "")
		p.Type("\x0c" + pasted("mkdir! d | :action\ncd d\r\nget :a\nget /d") + "\x02/")
		want := "/> mkdir! d | :action\n\"create\"\n/> cd d\n/d> get :a\nnil\n/d> get //d"
		p.See("the screen\n"+want, func(s screen) bool { return strings.HasPrefix(below(s), want) })
		p.enters("\r", "d>")
		p.Text("/d> get //d\nnil")
		p.leaves()
	})
	t.Run("stops at the first error", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		p.gets("config prompt '{dir}{mark}> '", "")
		p.enters("\x0c"+pasted("reset! a 1 | :action\nget* nope\n# not a command\nreset! b 'two\nlines' | :action\n\nget b"), "✗>")
		p.Text("; the 2 commands that came with it were not run; Up brings them back\n/ ✗>")
		if got := h.value("/a") + h.value("/b"); got != "1(none)" {
			t.Errorf("got the values %q, want the first alone", got)
		}
		p.enters("\x0cpwd\r", ">")
		p.Type(up + up).Typed("# not a command⏎reset! b 'two⏎lines' | :action⏎⏎get b")
		p.enters("\r", ">")
		p.Text("/> reset! b 'two\n   ...> lines' | :action\n\"set\"\n/>\n/> get b\n\"two\\nlines\"\n/>")
		p.leaves()
	})
	t.Run("a leading blank keeps nothing from coming back", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").atPrompt()
		p.enters(pasted("nope\n  reset! a 1\n"), "✗>")
		p.Text("; the command that came with it was not run; Up brings it back")
		p.Type(up).Typed("  reset! a 1")
		p.Type("\x15")
		if got := p.runs("history /reset"); strings.Contains(got, "a 1") {
			t.Errorf("got the history\n%s\nwant that it lacks what was not run", got)
		}
		p.leaves()
	})
	t.Run("ends within a quote", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		p.Type(pasted("reset! a 1\nreset! b 'two")).Typed("reset! b 'two")
		p.enters("\r", "...>")
		p.enters("lines'\r", ">")
		if got := h.value("/a") + h.value("/b"); got != "1two\nlines" {
			t.Errorf("got the values %q", got)
		}
	})
	t.Run("within a quote is one command", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		p.Type("reset! a '")
		p.Type(pasted("{\n\t\"x\": 1\n}\n")).Typed("")
		p.enters("'\r", "4>")
		if got := h.value("/a"); got != "{\n\t\"x\": 1\n}\n" {
			t.Errorf("got the value %q", got)
		}
		p.leaves()
	})
	t.Run("of an open bracket is one command", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		p.enters(pasted("reset! [:cats\n:tom] v {:ttl\n100}\n"), "4>")
		if got := h.value("/cats/tom"); got != "v" {
			t.Errorf("got the value %q", got)
		}
		p.Type(up).Typed("reset! [:cats⏎:tom] v {:ttl⏎100}")
		p.leaves()
	})
	t.Run("typed ahead without marks", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		p.enters("nope\rreset! a 1\rreset! b 2\r", "5>")
		if got := h.value("/a") + h.value("/b"); got != "12" {
			t.Errorf("got the values %q, want those of a person who typed on", got)
		}
		p.leaves()
	})
	t.Run("a secret in what was left reaches no disk", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		p.enters(pasted("nope\nreset! a hush --secret\n"), "✗>")
		p.Type(up).Typed("reset! a hush --secret")
		p.enters("\r", "4>")
		p.leaves()
		if got := readFile(t, h.file("history")); strings.Contains(got, "hush") || !strings.Contains(got, "nope") {
			t.Errorf("got the history file\n%s\nwant it without the secret", got)
		}
	})
}
