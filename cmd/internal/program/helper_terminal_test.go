package program_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/cmd/internal/program"
	"etcd2sh/repl/terminal/terminaltest"
)

type screen = terminaltest.Screen

// home is what a shell at a prompt finds: a home directory, an environment, a
// server. Several shells may be started in it, one after the other.
type home struct {
	t             *testing.T
	dir           string
	env           map[string]string
	server        string // "" starts etcd2sh-sandbox instead
	stdout        string // the file that standard output goes to; "" is the terminal
	columns, rows int    // of the terminal
}

// newHome is an empty home with a server; "" is an empty sandbox of its own.
func newHome(t *testing.T, server string) *home {
	t.Helper()
	if server == "" {
		server = sandboxtest.Start(t, 1).Endpoints()[0]
	}
	dir := t.TempDir()
	return &home{t: t, dir: dir, server: server, columns: 160, rows: 40, env: map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": dir, "TMPDIR": t.TempDir(), "TERM": "xterm-256color", "LANG": "C.UTF-8", "PAGER": "cat",
		"XDG_CONFIG_HOME": filepath.Join(dir, "config"), "XDG_STATE_HOME": filepath.Join(dir, "state"),
		"ETCD2SH_HISTFILE": filepath.Join(dir, "history"),
	}}
}

// newBareHome is an empty home with an empty sandbox and an environment that
// tells nothing but HOME.
func newBareHome(t *testing.T) *home {
	t.Helper()
	h := newHome(t, "")
	h.env = map[string]string{"HOME": h.dir}
	return h
}

// client writes to the server as somebody else.
func (h *home) client() *client.Client { return sandboxtest.Client(h.t, h.server) }

// has sets keys to values.
func (h *home) has(pairs ...string) *home {
	h.t.Helper()
	c := h.client()
	for i := 0; i < len(pairs); i += 2 {
		if _, err := c.Set(h.t.Context(), pairs[i], pairs[i+1], client.SetOptions{}); err != nil {
			h.t.Fatal(err)
		}
	}
	return h
}

// value is what a key holds; "(none)" when there is no such key.
func (h *home) value(key string) string {
	h.t.Helper()
	r, err := h.client().Get(h.t.Context(), key, client.GetOptions{Quorum: true})
	if err != nil || r.Node.Value == nil {
		return "(none)"
	}
	return *r.Node.Value
}

func (h *home) file(name string) string { return filepath.Join(h.dir, name) }

// writes makes a file with the directories above it.
func (h *home) writes(name, text string) {
	h.t.Helper()
	if err := os.MkdirAll(filepath.Dir(h.file(name)), 0o700); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(h.file(name), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// script writes a program for the shell sh and gives its path.
func (h *home) script(name, text string) string {
	h.t.Helper()
	if err := os.WriteFile(h.file(name), []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		h.t.Fatal(err)
	}
	return h.file(name)
}

// empty checks that nothing is left in a directory.
func (h *home) empty(dir string) {
	h.t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		h.t.Errorf("left in %s: %v, %v", dir, left, err)
	}
}

// types runs a prompt in this process, and types lines. They come from a
// terminal, but nothing that is written goes there: so it reads plain lines.
func (h *home) types(lines string, args ...string) result {
	h.t.Helper()
	keys, tty, err := pty.Open()
	if err != nil {
		h.t.Fatal(err)
	}
	defer keys.Close()
	defer tty.Close()
	if _, err := keys.WriteString(lines + "\x04"); err != nil {
		h.t.Fatal(err)
	}
	var out, errOut bytes.Buffer
	p := &program.Program{Name: "etcd2sh"}
	status := p.Run(h.t.Context(), append([]string{h.server}, args...), program.IO{
		In: tty, Out: &out, Err: &errOut, Env: func(name string) string { return h.env[name] },
	})
	return result{status, out.String(), errOut.String()}
}

// up is a key.
const up = "\x1b[A"

// shell is a program in a terminal.
type shell struct{ *terminaltest.Terminal }

// atPrompt starts the program in a terminal and waits for its prompt.
func (h *home) atPrompt(args ...string) shell {
	h.t.Helper()
	p := h.start(args...)
	p.next(0, ">")
	return p
}

// start starts the program in a terminal.
func (h *home) start(args ...string) shell {
	h.t.Helper()
	cmd := exec.Command(filepath.Join(programs(h.t), "etcd2sh"), append([]string{h.server, "--timeout=1m"}, args...)...)
	if h.server == "" {
		cmd = exec.Command(filepath.Join(programs(h.t), "etcd2sh-sandbox"), args...)
	}
	for name, value := range h.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	if h.stdout != "" {
		f, err := os.Create(h.stdout)
		if err != nil {
			h.t.Fatal(err)
		}
		defer f.Close()
		cmd.Stdout = f
	}
	return shell{terminaltest.Start(h.t, cmd, h.columns, h.rows)}
}

// next waits for the prompt after so many, whose text ends in end.
func (p shell) next(after int, end string) screen {
	p.T.Helper()
	return p.See("a new prompt that ends in "+end, func(s screen) bool { return s.Reads > after && strings.HasSuffix(s.Last(), end) })
}

// enters types keys and waits for the prompt that they lead to.
func (p shell) enters(keys, end string) screen {
	p.T.Helper()
	reads := p.Screen().Reads
	p.Type(keys)
	return p.next(reads, end)
}

// runs types a command onto a cleared screen and gives what it printed.
func (p shell) runs(command string) string {
	p.T.Helper()
	reads, begin := p.Screen().Reads, strings.TrimSpace(command[:min(len(command), 10)])
	p.Type("\x0c" + command + "\r")
	// What the command before it printed last may come only now.
	s := p.See(fmt.Sprintf("the command %q on top and a prompt", command), func(s screen) bool {
		return s.Reads > reads && len(s.Lines) > 1 && strings.Contains(s.Lines[0], begin) && strings.HasSuffix(s.Last(), ">")
	})
	return strings.Join(s.Lines[1:len(s.Lines)-1], "\n")
}

// took is what a slow command is followed by.
var took = regexp.MustCompile(`(?m)\n?^\(\d+\.\d\ds\)$`)

// gets runs a command and checks what it printed, however long it took.
func (p shell) gets(command, want string) {
	p.T.Helper()
	if got := took.ReplaceAllString(p.runs(command), ""); got != want {
		p.T.Errorf("%s:\n got %s\nwant %s", command, got, want)
	}
}

// completes types and presses Tab until the line is as wanted: a server that
// is slow to answer has told its names by the next time.
func (p shell) completes(typed, want string) screen {
	p.T.Helper()
	return p.tabs("\x15"+typed, fmt.Sprintf("the line %q", want), func(s screen) bool { return strings.HasPrefix(s.Typed()+" ", want) })
}

// lists types and presses Tab until all the texts are listed.
func (p shell) lists(typed string, texts ...string) screen {
	p.T.Helper()
	return p.tabs("\x0c\x15"+typed, fmt.Sprintf("a list of %q", texts), func(s screen) bool {
		for _, text := range texts {
			if !s.Has(text) {
				return false
			}
		}
		return true
	})
}

// tabs types, and presses Tab until the screen is as wanted.
func (p shell) tabs(typed, what string, wanted func(screen) bool) screen {
	p.T.Helper()
	p.Type(typed)
	var s screen
	for begin := time.Now(); time.Since(begin) < terminaltest.Patience; {
		p.Type("\t")
		var ok bool
		if s, ok = p.Await(2*time.Second, wanted); ok {
			return s
		}
	}
	p.T.Fatalf("got a screen\n%s\nwant %s", s, what)
	return s
}

// leaves drops the line and ends the program with Ctrl-D.
func (p shell) leaves() {
	p.T.Helper()
	p.Type("\x15\x04")
	p.Wait()
}

// own are the sequences that the shell sends of its own accord.
var own = regexp.MustCompile(`\x1b\[(\d+A|J|H|2J|3J|\?2004[hl]|(0|1|2|22|3\d|9\d)?(;3\d)?m)`)

// clean checks that no character which acts on a terminal was sent but those
// of the shell's own.
func (p shell) clean() {
	p.T.Helper()
	sent := own.ReplaceAllString(p.Sent(), "")
	acts := func(r rune) bool {
		return r < ' ' && !slices.Contains([]rune("\r\n"), r) || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfffd
	}
	if i := strings.IndexFunc(sent, acts); i >= 0 {
		p.T.Errorf("a character reached the terminal raw: %+q", sent[max(0, i-80):min(len(sent), i+40)])
	}
}
