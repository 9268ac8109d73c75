package terminal_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"github.com/rivo/uniseg"
)

// filler takes the second column of a wide character, of which the emulator
// knows nothing.
const filler = '\ue0ff'

// person sits at a terminal in which the test program runs.
type person struct {
	t    *testing.T
	tty  *os.File
	cmd  *exec.Cmd
	term vt10x.Terminal

	mu      sync.Mutex
	sent    bytes.Buffer  // all that the program sent
	changed chan struct{} // closed at every change of the screen
	began   sync.Once
	ready   chan struct{} // closed at the first output: the terminal is raw then
}

// view is what is on a screen.
type view struct {
	lines []string // without trailing blanks and empty lines
	x, y  int
	all   string
	reads int // how many lines the program has begun to read; a dumb terminal is not told
}

func (v view) last() string {
	if len(v.lines) == 0 {
		return ""
	}
	return v.lines[len(v.lines)-1]
}

func (v view) has(text string) bool { return strings.Contains(v.all, text) }

// sit starts the test program in a terminal of that size and waits for its
// prompt. The settings are for the program.
func sit(t *testing.T, columns, rows int, settings ...string) *person {
	t.Helper()
	p := begin(t, columns, rows, settings...)
	if columns > 10 {
		p.see("a prompt", func(v view) bool { return strings.HasPrefix(v.last(), "> ") || v.last() == ">" })
	}
	return p
}

func begin(t *testing.T, columns, rows int, settings ...string) *person {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TERMINAL_TEST_PROGRAM="+strings.Join(settings, ","), "GORACE=halt_on_error=1")
	for _, s := range settings {
		if file, ok := strings.CutPrefix(s, "stdout="); ok {
			f, err := os.Create(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			cmd.Stdout = f
		}
	}
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)})
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(settings, "nohup") {
		return &person{t: t, tty: tty, cmd: cmd}
	}
	p := &person{t: t, tty: tty, cmd: cmd, term: vt10x.New(vt10x.WithSize(columns, rows)), changed: make(chan struct{}), ready: make(chan struct{})}
	go p.watch()
	t.Cleanup(func() {
		if err := cmd.Process.Kill(); err == nil {
			cmd.Wait() // it was killed: there is nothing to learn
		}
		tty.Close()
	})
	return p
}

// watch feeds the emulator with what the program sends.
func (p *person) watch() {
	r := bufio.NewReader(p.tty)
	for {
		c, _, err := r.ReadRune()
		p.mu.Lock()
		p.began.Do(func() { close(p.ready) })
		if err == nil {
			p.sent.WriteRune(c)
			width := 1
			if c >= ' ' {
				width = uniseg.StringWidth(string(c))
			}
			if width > 0 {
				p.term.Write([]byte(string(c)))
			}
			if width > 1 {
				p.term.Write([]byte(string(filler)))
			}
		}
		if r.Buffered() == 0 || err != nil {
			close(p.changed)
			p.changed = make(chan struct{})
		}
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// look gives the screen as it is, and a channel that its next change closes.
func (p *person) look() (view, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var v view
	columns, rows := p.term.Size()
	for y := range rows {
		var line strings.Builder
		for x := range columns {
			if c := p.term.Cell(x, y).Char; c == 0 {
				line.WriteByte(' ')
			} else if c != filler {
				line.WriteRune(c)
			}
		}
		v.lines = append(v.lines, strings.TrimRight(line.String(), " "))
	}
	for len(v.lines) > 0 && v.lines[len(v.lines)-1] == "" {
		v.lines = v.lines[:len(v.lines)-1]
	}
	v.all = strings.Join(v.lines, "\n")
	cursor := p.term.Cursor()
	v.x, v.y = cursor.X, cursor.Y
	v.reads = bytes.Count(p.sent.Bytes(), []byte("\x1b[?2004h"))
	return v, p.changed
}

// see waits until the screen is as wanted.
func (p *person) see(what string, wanted func(view) bool) view {
	p.t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		v, changed := p.look()
		if wanted(v) {
			return v
		}
		select {
		case <-changed:
		case <-deadline:
			p.t.Fatalf("got a screen (cursor %d, %d)\n%s\nwant %s", v.x, v.y, v.all, what)
		}
	}
}

// line waits for a last line; a prompt's trailing blank does not count.
func (p *person) line(want string) view {
	p.t.Helper()
	want = strings.TrimRight(want, " ")
	return p.see(fmt.Sprintf("last line %q", want), func(v view) bool { return v.last() == want })
}

func (p *person) text(want string) view {
	p.t.Helper()
	return p.see(fmt.Sprintf("%q on it", want), func(v view) bool { return v.has(want) })
}

func (p *person) cursor(x int) view {
	p.t.Helper()
	return p.see(fmt.Sprintf("cursor in column %d", x), func(v view) bool { return v.x == x })
}

func (p *person) types(keys string) *person {
	p.t.Helper()
	if _, err := p.tty.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
	return p
}

// enters types keys and Enter, and waits for what the program has read.
func (p *person) enters(keys, want string) {
	p.t.Helper()
	p.ends(keys+"\r", want)
}

// ends types keys that end one line and waits for what the program has read,
// and until it reads again: a test before may have left the same on the screen.
func (p *person) ends(keys, want string) {
	p.t.Helper()
	now, _ := p.look()
	p.types(keys)
	want = fmt.Sprintf("read %+q", want)
	p.see(fmt.Sprintf("%s and a new prompt", want), func(v view) bool {
		return slices.Contains(v.lines, want) && v.reads > now.reads
	})
}

func (p *person) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// left waits until the program has left by itself.
func (p *person) left() {
	p.t.Helper()
	done := make(chan error, 1)
	go func() { done <- p.cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			v, _ := p.look()
			p.t.Fatalf("got %v, want a clean end; screen:\n%s", err, v.all)
		}
	case <-time.After(20 * time.Second):
		p.t.Fatal("the program hangs")
	}
}

// leaves types Ctrl-D and waits until the program has left.
func (p *person) leaves() {
	p.t.Helper()
	p.types("\x04")
	p.left()
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
