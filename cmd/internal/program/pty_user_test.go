package program_test

import (
	"os"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestPtyUser adds users at a prompt, whose passwords are neither shown nor kept, and
// enables authentication.
func TestPtyUser(t *testing.T) {
	t.Parallel()
	h := newHome(t, "")
	p := h.atPrompt()
	p.asks("user add root\r", "New password of root:")
	p.asks("hunter2\r", "Once more:")
	p.enters("hunter2\r", ">")
	p.Text(`{:user "root", :roles ["root"]}`)
	p.asks("\x0cuser passwd root\r", "New password of root:")
	p.asks("hunter3\r", "Once more:")
	p.enters("hunter4\r", "✗>")
	p.Text("the two passwords differ; nothing was changed")
	p.enters("\x0cuser add root\r", "✗>") // without being asked for what is of no use
	p.Text("there is a user root already")
	p.enters("\x0cuser passwd bob\r", "✗>")
	p.Text("there is no user bob; there is root")
	p.enters("\x0cuser add bob:hunter2\r", ">")
	p.asks("\x0cuser passwd bob\r", "New password of bob:")
	p.enters("\x03", ">")
	p.enters("\x0cauth enable\r", "a guest, may then read and write everything; role revoke guest changes that. [y/N]")
	p.enters("n\r", ">")
	p.Text("authentication stays off")
	p.enters("\x0crole add guest\r", ">")
	p.enters("\x0cauth enable\r", "may then read and write nothing; role grant guest changes that. [y/N]")
	p.enters("y\r", ">")
	p.Text("hint: this shell is a guest now")
	if got := p.runs("history all"); strings.Contains(got, "hunter") || strings.Contains(got, "bob:") {
		t.Errorf("got the history %q, want no password, and no line that has one", got)
	}
	if sent := p.Sent(); strings.Contains(strings.ReplaceAll(sent, "bob:hunter2", ""), "hunter2") {
		t.Errorf("the terminal got a password: %q", sent)
	}
	p.leaves()
	if kept, err := os.ReadFile(h.dir + "/history"); err != nil || strings.Contains(string(kept), "hunter") || !strings.Contains(string(kept), "user add root") {
		t.Errorf("got the history file %q, %v", kept, err)
	}
	root := sandboxtest.Client(t, strings.Replace(h.server, "//", "//root:hunter2@", 1))
	if _, err := root.Get(t.Context(), "/", client.GetOptions{}); err != nil {
		t.Errorf("got %v, want the password that was typed twice", err)
	}
}

// TestPtyOneCommand: one command at a terminal asks for the password too, unseen.
func TestPtyOneCommand(t *testing.T) {
	t.Parallel()
	h := newHome(t, "")
	p := h.start("user", "add", "root")
	p.asks("", "New password of root:")
	p.asks("hunter2\r", "Once more:")
	p.Type("hunter2\r")
	p.Wait()
	p.Text(`{:user "root", :roles ["root"]}`)
	if sent := p.Sent(); strings.Contains(sent, "hunter2") {
		t.Errorf("the terminal got a password: %q", sent)
	}
	p = h.start("connect", h.server, "--user", "root")
	p.asks("", "Password of root:")
	p.Type("hunter2\r")
	p.Wait()
}

// asks types keys and waits for a question after whose answer nothing is shown.
func (p shell) asks(keys, question string) {
	p.T.Helper()
	p.Type(keys)
	p.See(question, func(s screen) bool { return s.Last() == question })
}
