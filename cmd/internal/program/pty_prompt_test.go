package program_test

import (
	"strings"
	"testing"

	"etcd2sh/client/sandbox"
)

func TestPtyPrompt(t *testing.T) {
	t.Parallel()
	t.Run("tells server, directory, index and failure", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		host := strings.TrimPrefix(h.server, "http://")
		p := h.atPrompt()
		for _, step := range []struct{ command, prompt string }{
			{"get nil", host + " / @3>"},
			{"mkdir! cats", host + " / @4>"},
			{"cd cats", host + " /cats @4>"},
			{"reset! mittens black", host + " /cats @5>"},
			{"get* tom", host + " /cats @5 ✗>"},
			{"no-such-command", host + " /cats @5 ✗>"},
			{"pwd", host + " /cats @5>"},
			{"cd", host + " / @5>"},
		} {
			if got := p.enters(step.command+"\r", ">").Last(); got != step.prompt {
				t.Errorf("after %s: got the prompt %q, want %q", step.command, got, step.prompt)
			}
		}
		p.leaves()
		if sent := p.Sent(); strings.HasSuffix(sent, "\n\r\n") || !strings.HasSuffix(sent, "\r\n") {
			t.Errorf("got %q, want its end on a line below the prompt, with no empty one between", sent[max(0, len(sent)-60):])
		}
	})
	t.Run("tells that the server is gone", func(t *testing.T) {
		t.Parallel()
		c, err := sandbox.Start(t.Context(), sandbox.Config{})
		if err != nil {
			t.Fatal(err)
		}
		h := newHome(t, c.Endpoints()[0])
		p := h.atPrompt()
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if got := p.enters("get k\r", ">").Last(); !strings.HasSuffix(got, " (gone)>") {
				t.Errorf("got the prompt %q, want it to end in (gone)", got)
			}
		}
		if got := p.enters("pwd\r", ">").Last(); strings.Contains(got, "✗") {
			t.Errorf("got the prompt %q after a command that asks nobody", got)
		}
		p.leaves()
	})
	t.Run("has a format", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").atPrompt()
		if got := p.enters("config prompt '日本 {dir}{mark} {index} $ '\r", "$").Last(); got != "日本 / $" {
			t.Errorf("got the prompt %q", got)
		}
		if got := p.enters("get* k\r", "$").Last(); got != "日本 / ✗ 3 $" {
			t.Errorf("got the prompt %q", got)
		}
	})
	t.Run("of a sandbox", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "http://127.0.0.1:1")
		h.server, h.columns = "", 50
		p := h.atPrompt("--listen", "127.0.0.1:0")
		p.Text("help lists the commands, tour shows them at work,\n  Ctrl-D leaves.\n")
		p.gets("reset! k v | :action", `"set"`)
		p.enters("get k\x03", ">")
		p.gets("get k", `"v"`)
		p.leaves()
		h.empty(h.env["TMPDIR"])
	})
	t.Run("begins without a server", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "http://127.0.0.1:1").atPrompt()
		p.Text("no etcd answers")
		p.Text("Ctrl-D leaves")
		if got := p.enters("pwd\r", ">").Last(); !strings.HasPrefix(got, "127.0.0.1:1 /") || strings.ContainsAny(got, "@?") {
			t.Errorf("got the prompt %q, want one without an index", got)
		}
		p.leaves()
	})
}

func TestPtyLines(t *testing.T) {
	t.Parallel()
	t.Run("continued", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		p.enters("reset! [:cats\r", "...>")
		p.enters(":tom] \\\r", "...>")
		p.enters("\"a\r", "...>")
		p.enters("b\"\r", ">")
		if got := h.value("/cats/tom"); got != "a\nb" {
			t.Errorf("got the value %q, want two lines", got)
		}
		p.leaves()
	})
	t.Run("with vi keys from the next line on", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").has("/k", "v").atPrompt()
		p.gets("config edit-mode vi", "")
		p.enters("get kx\x1bx\r", ">")
		p.Text(`"v"`)
		p.enters("pwd\x1bccconfig edit-mode emacs\r", ">")
		p.enters("\x0cget x\x02k\x04\r", ">")
		if got := p.Text("get k"); !got.Has(`"v"`) {
			t.Errorf("got\n%s\nwant the value of k", got)
		}
		p.leaves()
	})
	t.Run("resized", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		h.columns, h.rows = 120, 20
		p := h.atPrompt()
		text := strings.Repeat("0123456789", 6)
		p.Type("reset! k " + text).Typed("reset! k " + text)
		p.Resize(40, 20)
		p.See("the line broken anew", func(s screen) bool { return strings.Contains(strings.Join(s.Lines, ""), "reset! k "+text) })
		p.enters("x\r", ">")
		if got := h.value("/k"); got != text+"x" {
			t.Errorf("got the value %q", got)
		}
		p.leaves()
	})
}
