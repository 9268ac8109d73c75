package program_test

import (
	"strings"
	"testing"
)

// What Tab offers can be taken without typing it.
func TestPtyChoice(t *testing.T) {
	t.Parallel()
	t.Run("of a key and the value that it has", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/cats/mia", "a tabby", "/cats/mimi/x", "1")
		p := h.atPrompt()
		p.lists("cas! cats/mi", " mia    a tabby", " mimi/  directory")
		p.Type("\t").Text(">mia    a tabby")
		p.Type("\t").Text(">mimi/  directory")
		p.Type("\x1b[Z").Text(">mia    a tabby")
		s := p.Screen()
		p.Type("\r").See("the line, which has not run", func(now screen) bool {
			return strings.HasPrefix(now.Typed(), "cas! cats/mia OLD NEW") && now.Reads == s.Reads && len(now.Lines) == 1
		})
		p.completes("cas! cats/mia ", `cas! cats/mia "a tabby" `)
		p.enters("grey\r", ">")
		if got := h.value("/cats/mia"); got != "grey" {
			t.Errorf("got %q, want the value that was offered to be the one compared with", got)
		}
		p.leaves()
	})
	t.Run("of an option", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").atPrompt()
		p.lists("mkdir! k --", " --root-key NAME  a namespace", " --timeout TIME   how long", " --ttl SECONDS    when the key")
		p.Type("\x1b[Z").Text(">--ttl SECONDS ")
		p.Type("\x1b").See("the line as it was typed", func(s screen) bool { return s.Typed() == "mkdir! k --" && len(s.Lines) == 1 })
		p.lists("cd -", "--root-key NAME")
		p.Typed("cd -")
		p.leaves()
	})
	t.Run("of a file", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		h.writes("files/my script.etcd2", "echo from the file\n")
		p := h.atPrompt()
		p.completes("source "+h.dir+"/fi", "source "+h.dir+"/files/")
		p.Type("\t").Typed("source " + h.dir + `/files/my\ script.etcd2 `)
		p.enters("\r", ">")
		p.Text("from the file")
		p.leaves()
	})
	t.Run("on a narrow screen without colours", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/cats/mia", "a tabby", "/cats/mimi/x", "1")
		h.columns, h.env["NO_COLOR"] = 40, "1"
		p := h.atPrompt()
		p.lists("get cats/mi", " mia    a tabby", " mimi/  directory")
		p.Type("\t").Text(">mia    a tabby")
		p.lists("mkdir! k --", " --ttl SECONDS    when the key shall")
		p.leaves()
	})
}
