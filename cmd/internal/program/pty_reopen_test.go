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
			p.See("it in the place of its lines", func(s screen) bool { return len(s.Lines) == 1 })
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
		s := p.enters("\r", ">")
		if n := strings.Count(s.String(), "get"); n != 1 || !s.Has(`"v"`) {
			t.Errorf("got the command %d times, want it once, and its result:\n%s", n, s)
		}
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
		p.enters("x"+up+"\x03", " />")
		p.gets("pwd", `"/"`)
		p.leaves()
	})
}

// editor is a home with a program as its editor.
func (h *home) editor(script string) *home {
	h.env["EDITOR"] = h.script("editor", script)
	return h
}

func TestPtyEditLine(t *testing.T) {
	t.Parallel()
	const key = "\x18\x05"
	t.Run("gives what the editor leaves", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").editor(`
ls -l "$1" | cut -c1-10 >"$HOME/mode"; cp "$1" "$HOME/was"
echo "reset! k v | :action" >"$1"`)
		p := h.atPrompt()
		p.Type("get k\x02" + key).Typed("reset! k v | :action")
		if got := readFile(t, h.file("was")) + readFile(t, h.file("mode")); got != "get k\n-rw-------\n" {
			t.Errorf("got the file and its mode %q", got)
		}
		if got := h.value("/k"); got != "(none)" {
			t.Errorf("got the value %q, want nothing run before Enter", got)
		}
		h.empty(h.env["TMPDIR"])
		p.enters("\r", "4>")
		p.Text(`"set"`)
		p.leaves()
	})
	t.Run("has the terminal", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		h.env["EDITOR"] = "/bin/false"
		h.env["VISUAL"] = h.script("editor", `echo "text?"; read text; echo "$text" >"$1"`)
		p := h.atPrompt()
		p.Type(key).Text("text?")
		p.Type("pw\r").Typed("pw")
		p.enters("d\r", ">")
		p.Text(`"/"`)
		p.leaves()
	})
	t.Run("several commands run one after the other", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").editor(`printf 'reset! a 1\nget* nope\nreset! b 2\n' >"$1"`)
		p := h.atPrompt()
		p.Type(key).Typed("reset! a 1⏎get* nope⏎reset! b 2")
		p.enters("\r", "✗>")
		p.Text("; the command that came with it was not run; Up brings it back")
		if got := h.value("/a") + h.value("/b"); got != "1(none)" {
			t.Errorf("got the values %q, want the first alone", got)
		}
		p.leaves()
	})
	t.Run("of an open command", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").editor(`cp "$1" "$HOME/was"; sed -i s/one/1/ "$1"`)
		p := h.atPrompt()
		p.enters("reset! k 'one\r", "...>")
		p.Type("two'" + key).Typed("reset! k '1⏎two'")
		p.enters("\r", "4>")
		if got := readFile(t, h.file("was")) + h.value("/k"); got != "reset! k 'one\ntwo'\n1\ntwo" {
			t.Errorf("got the text and the value %q", got)
		}
		p.leaves()
	})
	t.Run("control characters drive nothing", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").editor(`printf 'echo \033[31m\tx' >"$1"`)
		p := h.atPrompt()
		p.Type(key).Typed("echo [31m⇥x")
		p.leaves()
		p.clean()
	})
	for name, editor := range map[string]string{"fails": "false", "does not exist": "/no/editor"} {
		t.Run("an editor that "+name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t, "")
			h.env["EDITOR"] = editor
			p := h.atPrompt()
			p.Type("get k" + key)
			p.Text("; the editor " + editor + " failed: ")
			p.Typed("get k")
			p.enters("\r", "3>")
			p.leaves()
			h.empty(h.env["TMPDIR"])
		})
	}
	t.Run("an editor that is interrupted", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").editor(`echo "waits"; exec sleep 100`)
		p := h.atPrompt()
		p.Type("get k" + key).Text("waits")
		p.enters("\x03", "")
		s := p.Typed("get k")
		if !s.Has("; the line is as it was") || s.Has("not run") {
			t.Errorf("got\n%s\nwant to be told of the editor alone", s)
		}
		p.enters("\r", "3>") // it reads keys again before it is left
		p.leaves()
	})
	t.Run("not with --no-exec", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").editor(`echo "pwd" >"$1"`)
		p := h.atPrompt("--no-exec")
		p.Type("get k" + key).Text("--no-exec")
		p.Typed("get k")
		p.leaves()
	})
	t.Run("not as an answer", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").editor(`echo "y" >"$1"`)
		h.nodes("/d", 11)
		p := h.atPrompt()
		p.enters("delete-all! d\r", "[y/N]")
		p.enters("n"+key+"\x1b.\r", ">")
		p.Text("[y/N] n\n; nothing was deleted")
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
