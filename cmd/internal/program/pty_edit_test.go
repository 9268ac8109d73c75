package program_test

import (
	"regexp"
	"strings"
	"testing"
)

func TestPtyEdit(t *testing.T) {
	t.Parallel()
	t.Run("writes what the editor leaves", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/k.json", "old")
		h.env["EDITOR"] = h.script("editor", `
case "$1" in *.json) ;; *) exit 1;; esac
ls -l "$1" | cut -c1-10 >"$HOME/mode"
test "$(cat "$1")" = old && echo new >"$1"`)
		p := h.atPrompt()
		p.gets("edit k.json | :node :value", `"new"`)
		if got := h.value("/k.json"); got != "new" {
			t.Errorf("got the value %q, want new", got)
		}
		if got := readFile(t, h.file("mode")); got != "-rw-------\n" {
			t.Errorf("got a file of the mode %q, want it for its user alone", got)
		}
		p.leaves()
		h.empty(h.env["TMPDIR"])
	})
	t.Run("has the terminal", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/k", "old")
		h.env["EDITOR"] = "/bin/false"
		h.env["VISUAL"] = h.script("editor", `echo "text?"; read text; echo "$text" >"$1"`)
		p := h.atPrompt()
		reads := p.Screen().Reads
		p.Type("edit k\r").Text("text?")
		p.Type("by hand\r")
		p.next(reads, ">")
		if got := h.value("/k"); got != "by hand" {
			t.Errorf("got the value %q, want what was typed", got)
		}
	})
	t.Run("a conflict keeps the text", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/k", "old")
		h.env["EDITOR"] = h.script("editor", `echo "mine" >"$1"; echo "ready?"; read go`)
		p := h.atPrompt()
		reads := p.Screen().Reads
		p.Type("edit k\r").Text("ready?")
		h.has("/k", "theirs")
		p.Type("\r")
		s := p.next(reads, "✗>")
		if !s.Has(":edit-conflict") || !s.Has("mine") {
			t.Errorf("got\n%s\nwant a conflict that shows the text", s)
		}
		path := regexp.MustCompile(`:path "([^"]+)"`).FindStringSubmatch(strings.ReplaceAll(strings.Join(s.Lines, ""), "\n", ""))
		if path == nil || readFile(t, path[1]) != "mine\n" {
			t.Errorf("got the file %q, want the text in it", path)
		}
		if got := h.value("/k"); got != "theirs" {
			t.Errorf("got the value %q, want it untouched", got)
		}
	})
	t.Run("an editor that fails", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/k", "old")
		h.env["EDITOR"] = "false"
		p := h.atPrompt()
		p.enters("edit k\r", "✗>")
		if got := h.value("/k"); got != "old" {
			t.Errorf("got the value %q, want it untouched", got)
		}
	})
}
