package program_test

import (
	"strings"
	"testing"

	"github.com/creack/pty"

	"etcd2sh/client/sandbox"
)

func TestPtyPrompt(t *testing.T) {
	t.Parallel()
	t.Run("tells server, directory, index and failure", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		host := strings.TrimPrefix(d.server, "http://")
		p := d.sit()
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
			if got := p.enters(step.command+"\r", ">").last(); got != step.prompt {
				t.Errorf("after %s: got the prompt %q, want %q", step.command, got, step.prompt)
			}
		}
		p.leaves()
	})
	t.Run("tells that the server is gone", func(t *testing.T) {
		t.Parallel()
		c, err := sandbox.Start(t.Context(), sandbox.Config{})
		if err != nil {
			t.Fatal(err)
		}
		d := newDesk(t, c.Endpoints()[0])
		p := d.sit()
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if got := p.enters("get k\r", ">").last(); !strings.HasSuffix(got, " (gone)>") {
				t.Errorf("got the prompt %q, want it to end in (gone)", got)
			}
		}
		if got := p.enters("pwd\r", ">").last(); strings.Contains(got, "✗") {
			t.Errorf("got the prompt %q after a command that asks nobody", got)
		}
		p.leaves()
	})
	t.Run("has a format", func(t *testing.T) {
		t.Parallel()
		p := newDesk(t, "").sit()
		if got := p.enters("config prompt '日本 {dir}{mark} {index} $ '\r", "$").last(); got != "日本 / ? $" {
			t.Errorf("got the prompt %q", got)
		}
		if got := p.enters("get* k\r", "$").last(); got != "日本 / ✗ 3 $" {
			t.Errorf("got the prompt %q", got)
		}
	})
	t.Run("of a sandbox", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "http://127.0.0.1:1")
		d.server = ""
		p := d.sit("--listen", "127.0.0.1:0")
		p.gets("reset! k v | :action", `"set"`)
		p.enters("get k\x03", ">")
		p.gets("get k", `"v"`)
		p.leaves()
		d.empty(d.env["TMPDIR"])
	})
	t.Run("begins without a server", func(t *testing.T) {
		t.Parallel()
		p := newDesk(t, "http://127.0.0.1:1").sit()
		p.text(":type :unreachable")
		p.text("Ctrl-D leaves")
		if got := p.enters("pwd\r", ">").last(); !strings.HasPrefix(got, "127.0.0.1:1 / @?") {
			t.Errorf("got the prompt %q, want one without an index", got)
		}
		p.leaves()
	})
}

func TestPtyLines(t *testing.T) {
	t.Parallel()
	t.Run("a paste of three commands", func(t *testing.T) {
		t.Parallel()
		p := newDesk(t, "").sit()
		p.types("\x1b[200~reset! a 1\nreset! b 2\r\nreset! c 3\x1b[201~").line("reset! a 1⏎reset! b 2⏎reset! c 3")
		p.enters("\r", "@6>")
		p.gets("get nil", `{"a" "1", "b" "2", "c" "3"}`)
		p.leaves()
	})
	t.Run("a paste that ends within a quote", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		p := d.sit()
		p.types("\x1b[200~reset! a 1\nreset! b 'two\x1b[201~")
		p.enters("\r", "...>")
		p.enters("lines'\r", ">")
		if got := d.value("/a") + d.value("/b"); got != "1two\nlines" {
			t.Errorf("got the values %q", got)
		}
	})
	t.Run("continued", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		p := d.sit()
		p.enters("reset! [:cats\r", "...>")
		p.enters(":tom] \\\r", "...>")
		p.enters("\"a\r", "...>")
		p.enters("b\"\r", ">")
		if got := d.value("/cats/tom"); got != "a\nb" {
			t.Errorf("got the value %q, want two lines", got)
		}
		p.leaves()
	})
	t.Run("with vi keys from the next line on", func(t *testing.T) {
		t.Parallel()
		p := newDesk(t, "").has("/k", "v").sit()
		p.gets("config edit-mode vi", "")
		p.enters("get kx\x1bx\r", ">")
		p.text(`"v"`)
		p.enters("pwd\x1bccconfig edit-mode emacs\r", ">")
		p.enters("\x0cget x\x02k\x04\r", ">")
		if got := p.text("get k"); !got.has(`"v"`) {
			t.Errorf("got\n%s\nwant the value of k", got)
		}
		p.leaves()
	})
	t.Run("resized", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		d.size = pty.Winsize{Cols: 120, Rows: 20}
		p := d.sit()
		text := strings.Repeat("0123456789", 6)
		p.types("reset! k " + text).line("reset! k " + text)
		p.resize(40, 20)
		p.see("the line broken anew", func(s screen) bool { return strings.Contains(strings.Join(s, ""), "reset! k "+text) })
		p.enters("x\r", ">")
		if got := d.value("/k"); got != text+"x" {
			t.Errorf("got the value %q", got)
		}
		p.leaves()
	})
}

func (p *person) resize(columns, rows int) {
	p.t.Helper()
	p.mu.Lock()
	p.term.Resize(columns, rows)
	p.mu.Unlock()
	if err := pty.Setsize(p.tty, &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)}); err != nil {
		p.t.Fatal(err)
	}
}
