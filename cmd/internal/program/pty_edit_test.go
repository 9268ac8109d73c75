package program_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestPtyEdit(t *testing.T) {
	t.Parallel()
	t.Run("writes what the editor leaves", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "").has("/k.json", "old")
		d.env["EDITOR"] = d.script("editor", `
case "$1" in *.json) ;; *) exit 1;; esac
ls -l "$1" | cut -c1-10 >"$HOME/mode"
test "$(cat "$1")" = old && echo new >"$1"`)
		p := d.sit()
		p.gets("edit k.json | :node :value", `"new"`)
		if got := d.value("/k.json"); got != "new" {
			t.Errorf("got the value %q, want new", got)
		}
		if got := readFile(t, d.file("mode")); got != "-rw-------\n" {
			t.Errorf("got a file of the mode %q, want it for its user alone", got)
		}
		p.leaves()
		d.empty(d.env["TMPDIR"])
	})
	t.Run("has the terminal", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "").has("/k", "old")
		d.env["EDITOR"] = "/bin/false"
		d.env["VISUAL"] = d.script("editor", `echo "text?"; read text; echo "$text" >"$1"`)
		p := d.sit()
		_, reads, _ := p.look()
		p.types("edit k\r").text("text?")
		p.types("by hand\r")
		p.next(reads, ">")
		if got := d.value("/k"); got != "by hand" {
			t.Errorf("got the value %q, want what was typed", got)
		}
	})
	t.Run("a conflict keeps the text", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "").has("/k", "old")
		d.env["EDITOR"] = d.script("editor", `echo "mine" >"$1"; echo "ready?"; read go`)
		p := d.sit()
		_, reads, _ := p.look()
		p.types("edit k\r").text("ready?")
		d.has("/k", "theirs")
		p.types("\r")
		s := p.next(reads, "✗>")
		if !s.has(":edit-conflict") || !s.has("mine") {
			t.Errorf("got\n%s\nwant a conflict that shows the text", s)
		}
		path := regexp.MustCompile(`:path "([^"]+)"`).FindStringSubmatch(strings.ReplaceAll(strings.Join(s, ""), "\n", ""))
		if path == nil || readFile(t, path[1]) != "mine\n" {
			t.Errorf("got the file %q, want the text in it", path)
		}
		if got := d.value("/k"); got != "theirs" {
			t.Errorf("got the value %q, want it untouched", got)
		}
	})
	t.Run("an editor that fails", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "").has("/k", "old")
		d.env["EDITOR"] = "false"
		p := d.sit()
		p.enters("edit k\r", "✗>")
		if got := d.value("/k"); got != "old" {
			t.Errorf("got the value %q, want it untouched", got)
		}
	})
}

// empty checks that nothing is left in a directory.
func (d *desk) empty(dir string) {
	d.t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		d.t.Errorf("left in %s: %v, %v", dir, left, err)
	}
}
