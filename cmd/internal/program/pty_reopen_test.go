package program_test

import (
	"strings"
	"testing"
)

func TestPtyReopen(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"emacs", "vi"} {
		t.Run("up brings an open command back in "+mode, func(t *testing.T) {
			t.Parallel()
			h := newHome(t, "")
			p := h.atPrompt()
			p.gets("config prompt '{dir}> '", "")
			p.gets("config edit-mode "+mode, "")
			p.enters("\x0creset! k 'won\r", "...>")
			p.enters("two\r", "...>")
			p.Type("three")
			p.Type(up).Line("/> reset! k 'won⏎two⏎three")
			p.Type(up + "\x1b[D\x7f" + "\x05 | :action\r") // within a quote: one more line is wanted
			p.next(0, "...>")
			p.Type("end' | :action" + up).Typed("rset! k 'won⏎two⏎three | :action⏎end' | :action")
			p.enters("\x03", ">")
			if got := h.value("/k"); got != "(none)" {
				t.Errorf("got the value %q, want nothing written yet", got)
			}
			p.leaves()
		})
	}
	t.Run("and Enter runs it as it was edited", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		p.gets("config prompt '{dir}> '", "")
		p.enters("\x0creset! k [\r", "...>")
		p.enters("\x15"+up+"\x7f'one\x1b[B\x1b[Btwo' | :action\r", "/>")
		p.Text("/> reset! k 'one\n   ...> two' | :action\n\"set\"")
		if got := h.value("/k"); got != "one\ntwo" {
			t.Errorf("got the value %q", got)
		}
		p.Type(up).Typed("reset! k 'one⏎two' | :action")
		p.leaves()
	})
	t.Run("a line that was joined by a backslash", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").has("/k", "v").atPrompt()
		p.enters("get \\\r", "...>")
		p.Type("k" + up).Typed("get k")
		p.enters("\r", ">")
		p.Text(`"v"`)
		p.leaves()
	})
	t.Run("completes and is coloured as one command", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").has("/kitten", "v").atPrompt()
		p.gets("get nil", `{"kitten" "v"}`)
		p.enters("get [\r", "...>")
		p.completes(up+"\x05:kit", "get [⏎:kitten")
		p.enters("\x05]\r", ">")
		p.Text(`"v"`)
		p.leaves()
	})
	t.Run("ctrl-c drops all of it", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		p.enters("reset! k '\r", "...>")
		p.enters("x"+up+"\x03", "@?>")
		p.gets("pwd", `"/"`)
		p.leaves()
	})
}

func TestPtyLastWord(t *testing.T) {
	t.Parallel()
	p := newHome(t, "").atPrompt()
	p.enters(`reset! [:a "b c"] 'x y'`+"\r", ">")
	p.enters(`get [:a "b c"] # again`+"\r", ">")
	p.Type("ls \x1b.").Typed(`ls [:a "b c"]`)
	p.Type("\x1b.").Typed(`ls 'x y'`)
	if s := p.Screen(); strings.Contains(s.Typed(), "again") {
		t.Errorf("got a comment in\n%s", s)
	}
	p.leaves()
}
