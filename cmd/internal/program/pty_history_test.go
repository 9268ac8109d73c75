package program_test

import (
	"os"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

const up = "\x1b[A"

func TestPtyHistory(t *testing.T) {
	t.Parallel()
	t.Run("is there in the next run", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		p := d.sit()
		p.runs("reset! a 1")
		p.enters("reset! b 'two\r", "...>")
		p.enters("lines'\r", ">")
		p.leaves()

		p = d.sit()
		p.types(up).line("reset! b 'two⏎lines'")
		p.types(up).line("reset! a 1")
		p.types("\x1b[B").line("reset! b 'two⏎lines'")
		if _, err := d.client().Delete(t.Context(), "/b", deleteOne); err != nil {
			t.Fatal(err)
		}
		p.enters("\r", ">")
		if got := d.value("/b"); got != "two\nlines" {
			t.Errorf("got the value %q, want that of the command that was recalled", got)
		}
		p.types("reset! a" + up).line("reset! a 1")
		p.leaves()
		info, err := os.Stat(d.file("history"))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("got %v, %v, want a file of mode 0600", info, err)
		}
	})
	t.Run("a lock that another shell holds", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		p := d.sit()
		held := flock.New(d.file("history") + ".lock")
		if err := held.Lock(); err != nil {
			t.Fatal(err)
		}
		p.runs("pwd")
		p.text("; history: lock " + held.Path() + ": another process has held it for 2s")
		p.gets("cd", "")
		if err := held.Unlock(); err != nil {
			t.Fatal(err)
		}
		p.leaves()
		p = d.sit()
		p.types(up).line("cd")
		p.types(up).line("pwd")
	})
	t.Run("secrets stay off the disk", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		host := strings.TrimPrefix(d.server, "http://")
		p := d.sit()
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
		p.types(up).line("reset! last shown")
		p.types(up).line("reset! mail bob@example.org")
		p.types(up).line("get* no-such-key --secret hunter2")
		p.leaves()
		text := readFile(t, d.file("history"))
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
		d := newDesk(t, "")
		p := d.sit("--no-history")
		p.runs("reset! k v")
		p.types(up).line("reset! k v")
		p.leaves()
		if _, err := os.Stat(d.file("history")); !os.IsNotExist(err) {
			t.Errorf("got %v, want no history file", err)
		}
	})
	t.Run("listed, searched, exported and run", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		p := d.sit()
		for _, command := range []string{"reset! a 1", "reset! b 2", "get a", "reset! a 1"} {
			p.runs(command) // the last is a duplicate of the first
		}
		got := p.runs("history")
		for i, command := range []string{"reset! b 2", "get a", "reset! a 1"} {
			line := strings.Split(got, "\n")[i+1:]
			if len(line) == 0 || !strings.HasSuffix(line[0], command) || !strings.Contains(line[0], d.server) {
				t.Errorf("got\n%s\nwant a line %d for %s", got, i+1, command)
			}
		}
		if got := p.runs("history /reset"); strings.Contains(got, "get a") || !strings.Contains(got, "reset! b 2") {
			t.Errorf("history /reset: got\n%s", got)
		}
		if got := p.runs("history 1"); strings.Contains(got, "reset! b") {
			t.Errorf("history 1: got\n%s", got)
		}
		p.gets("history run 2", `"1"`)
		p.gets("history export "+d.file("script"), "")
		if got := p.runs("history export " + d.file("script")); !strings.Contains(got, "exists") {
			t.Errorf("export over a file: got %s", got)
		}
		p.leaves()
		script := run{}.etcd2sh(t, "--endpoints", newDesk(t, "").server, "-f", d.file("script"), "-k")
		if !strings.Contains(script.out, `"1"`) || !strings.Contains(readFile(t, d.file("script")), "reset! b 2\n") {
			t.Errorf("got the script\n%s\nand from it %+v", readFile(t, d.file("script")), script)
		}
	})
	t.Run("a damaged file is reported once", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		good := `{"time":"2026-01-02T03:04:05Z","command":"reset! old 1"}` + "\n"
		if err := os.WriteFile(d.file("history"), []byte(good+"\x00\x1b]0;pwned\a{\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		p := d.sit()
		s := p.text("line 2 is damaged")
		if n := strings.Count(s.String(), "is damaged"); n != 1 {
			t.Errorf("got %d reports:\n%s", n, s)
		}
		p.types(up).line("reset! old 1")
		p.types("\x15")
		if got := p.runs("reset! new 2"); strings.Contains(got, "is damaged") {
			t.Errorf("got another report: %s", got)
		}
		p.leaves()
		p.clean()
		if got := readFile(t, d.file("history")); !strings.Contains(got, "reset! new 2") {
			t.Errorf("got the file %q, want the new command in it", got)
		}
	})
	t.Run("a file that cannot be written stops nothing", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		d.env["ETCD2SH_HISTFILE"] = d.home // a directory
		p := d.sit()
		p.text("; history: ")
		p.gets("reset! k v | :action", `"set"`)
		p.types(up).line("reset! k v | :action")
		p.leaves()
	})
}
