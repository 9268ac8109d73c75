package program_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/gofrs/flock"

	"etcd2sh/client"
)

func TestPtyHistory(t *testing.T) {
	t.Parallel()
	t.Run("is there in the next run", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		p.runs("reset! a 1")
		p.enters("reset! b 'two\r", "...>")
		p.enters("lines'\r", ">")
		p.leaves()

		p = h.atPrompt()
		p.Type(up).Typed("reset! b 'two⏎lines'")
		p.Type(up).Typed("reset! a 1")
		p.Type("\x1b[B").Typed("reset! b 'two⏎lines'")
		if _, err := h.client().Delete(t.Context(), "/b", client.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
		p.enters("\r", ">")
		if got := h.value("/b"); got != "two\nlines" {
			t.Errorf("got the value %q, want that of the command that was recalled", got)
		}
		p.Type("reset! a" + up).Typed("reset! a 1")
		p.leaves()
		info, err := os.Stat(h.file("history"))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("got %v, %v, want a file of mode 0600", info, err)
		}
	})
	t.Run("a lock that another shell holds", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		p.runs("history") // it is open then
		held := flock.New(h.file("history") + ".lock")
		if err := held.Lock(); err != nil {
			t.Fatal(err)
		}
		p.runs("pwd")
		p.Text("; history: lock " + held.Path() + ": another process has held it for 2s")
		p.gets("cd", "")
		if err := held.Unlock(); err != nil {
			t.Fatal(err)
		}
		p.leaves()
		p = h.atPrompt()
		p.Type(up).Typed("cd")
		p.Type(up).Typed("pwd")
	})
	t.Run("secrets stay off the disk", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		host := strings.TrimPrefix(h.server, "http://")
		p := h.atPrompt()
		for _, command := range []string{
			" reset! blank hunter2",
			"reset! k hunter2 --secret",
			"reset! k {:secret? true} hunter2",
			"connect http://root:hunter2@" + host,
			"connect root:hunter2@" + host,
			"connect http://127.0.0.1:1,http://root:hunter2@" + host,
			"connect 'http://root:hunter2@" + host + "'",
			"reset! k https://root:hunter2@example.org/x",
			`reset! k "at /home: http://root:hunter2@example.org"`,
			"reset! k http://example.org/?next=http://root:hunter2@example.org",
			"get k # http://root:hunter2@example.org",
			"get* no-such-key --secret hunter2",
			"reset! mail bob@example.org",
			"reset! last shown",
		} {
			p.runs(command)
		}
		p.Type(up).Typed("reset! last shown")
		p.Type(up).Typed("reset! mail bob@example.org")
		p.Type(up).Typed("get* no-such-key --secret hunter2")
		p.leaves()
		text := readFile(t, h.file("history"))
		for line := range strings.Lines(text) {
			if strings.Contains(line, "hunter2") {
				t.Errorf("a secret is on the disk: %s", line)
			}
		}
		for _, command := range []string{"reset! mail bob@example.org", "reset! last shown"} {
			if !strings.Contains(text, command) {
				t.Errorf("got the history\n%s\nwhich lacks %s", text, command)
			}
		}
	})
	t.Run("not kept when it is not wanted", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt("--no-history")
		p.runs("reset! k v")
		p.Type(up).Typed("reset! k v")
		p.leaves()
		if _, err := os.Stat(h.file("history")); !os.IsNotExist(err) {
			t.Errorf("got %v, want no history file", err)
		}
	})
	t.Run("listed, searched, exported and run", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		for _, command := range []string{"reset! a 1", "reset! b 2", "get a", "reset! a 1"} {
			p.runs(command) // the last is a duplicate of the first
		}
		got := p.runs("history")
		for i, command := range []string{"reset! b 2", "get a", "reset! a 1"} {
			line := strings.Split(got, "\n")[i+1:]
			if len(line) == 0 || !strings.HasSuffix(line[0], command) || !strings.Contains(line[0], h.server) {
				t.Errorf("got\n%s\nwant a line %d for %s", got, i+1, command)
			}
		}
		if got := p.runs("history /reset"); strings.Contains(got, "get a") || !strings.Contains(got, "reset! b 2") {
			t.Errorf("history /reset: got\n%s", got)
		}
		if got := p.runs("history 1"); strings.Contains(got, "reset! b") {
			t.Errorf("history 1: got\n%s", got)
		}
		for i, n := range []string{"1", "4"} { // a number stays that of its command, typed again or not
			p.runs(fmt.Sprintf("reset! a %d", i+7))
			if got := p.runs("history run " + n); !strings.Contains(got, "> reset! a 1\n") || h.value("/a") != "1" {
				t.Errorf("history run %s: got\n%s\nand the value %q, want the command, and it run", n, got, h.value("/a"))
			}
		}
		if got := p.runs("history run 3"); !strings.Contains(got, "> get a\n") || !strings.Contains(got, `"1"`) {
			t.Errorf("history run 3: got\n%s\nwant the command and its result", got)
		}
		p.gets("history export "+h.file("script"), "")
		if got := p.runs("history export " + h.file("script")); !strings.Contains(got, "exists") {
			t.Errorf("export over a file: got %s", got)
		}
		p.leaves()
		script := run{}.etcd2sh(t, "--endpoints", newHome(t, "").server, "-f", h.file("script"), "-k")
		if !strings.Contains(script.out, `"1"`) || !strings.Contains(readFile(t, h.file("script")), "reset! b 2\n") {
			t.Errorf("got the script\n%s\nand from it %+v", readFile(t, h.file("script")), script)
		}
	})
	t.Run("a damaged file is reported once", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		good := `{"time":"2026-01-02T03:04:05Z","command":"reset! old 1"}` + "\n"
		if err := os.WriteFile(h.file("history"), []byte(good+"\x00\x1b]0;pwned\a{\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		p := h.atPrompt()
		s := p.Text("line 2 is damaged")
		if n := strings.Count(s.String(), "is damaged"); n != 1 {
			t.Errorf("got %d reports:\n%s", n, s)
		}
		p.Type(up).Typed("reset! old 1")
		p.Type("\x15")
		if got := p.runs("reset! new 2"); strings.Contains(got, "is damaged") {
			t.Errorf("got another report: %s", got)
		}
		p.leaves()
		p.clean()
		if got := readFile(t, h.file("history")); !strings.Contains(got, "reset! new 2") {
			t.Errorf("got the file %q, want the new command in it", got)
		}
	})
	t.Run("a file that cannot be written stops nothing", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		h.env["ETCD2SH_HISTFILE"] = h.dir // a directory
		p := h.atPrompt()
		p.Text("; history: ")
		p.gets("reset! k v | :action", `"set"`)
		p.Type(up).Typed("reset! k v | :action")
		p.leaves()
	})
}
