//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"github.com/rivo/uniseg"
)

// filler takes the second column of a wide character, of which the emulator
// knows nothing.
const filler = '\ue0ff'

// terminal is a pseudo-terminal in which a program runs, and an emulator that
// shows what the program sends.
type terminal struct {
	tty     *os.File
	program *exec.Cmd

	mu       sync.Mutex
	emulator vt10x.Terminal
	prompts  int           // how often the program has begun to read a line
	changed  chan struct{} // closed at the next change
	ended    chan struct{} // closed when the program has ended
}

// open starts a program in a terminal, with a home of its own.
func open(ctx context.Context, home, program string, args ...string) (*terminal, error) {
	c := exec.CommandContext(ctx, program, args...)
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home, "TERM=xterm-256color", "LANG=C.UTF-8"}
	tty, err := pty.StartWithSize(c, &pty.Winsize{Cols: columns, Rows: rows})
	if err != nil {
		return nil, err
	}
	t := &terminal{
		tty: tty, program: c,
		emulator: vt10x.New(vt10x.WithSize(columns, rows)),
		changed:  make(chan struct{}), ended: make(chan struct{}),
	}
	go t.watch()
	return t, nil
}

// close has the program leave.
func (t *terminal) close() {
	t.enter("\x15\x04") // drops the line, and leaves
	<-t.ended
	t.program.Wait() // how it ended is of no interest: the screen is there
	t.tty.Close()
}

func (t *terminal) enter(keys string) {
	t.tty.WriteString(keys) // if it fails, what is waited for does not come
}

// watch shows the emulator what the program sends, and looks at the escape
// sequences.
func (t *terminal) watch() {
	defer close(t.ended)
	r := bufio.NewReader(t.tty)
	for sequence := ""; ; {
		c, _, err := r.ReadRune()
		if err != nil {
			return // a terminal that its program has left gives an error
		}
		t.mu.Lock()
		t.show(c)
		if c == '\x1b' {
			sequence = ""
		}
		switch sequence += string(c); sequence {
		case "\x1b[?2004h":
			t.prompts++
		case "\x1b[2m":
			t.emulator.Write([]byte("\x1b[90m")) // it does not know faint: grey
		}
		if r.Buffered() == 0 {
			close(t.changed)
			t.changed = make(chan struct{})
		}
		t.mu.Unlock()
	}
}

func (t *terminal) show(c rune) {
	width := 1
	if c >= ' ' {
		width = uniseg.StringWidth(string(c))
	}
	if width > 0 {
		t.emulator.Write([]byte(string(c)))
	}
	if width > 1 {
		t.emulator.Write([]byte(string(filler)))
	}
}

// wait waits until the screen is as wanted, and gives it.
func (t *terminal) wait(ctx context.Context, what string, wanted func(screen) bool) (screen, error) {
	for {
		s, changed := t.look()
		if wanted(s) {
			return s, nil
		}
		select {
		case <-changed:
		case <-t.ended:
			return s, fmt.Errorf("the program ended before %s:\n%s", what, s)
		case <-ctx.Done():
			return s, fmt.Errorf("no %s came: %w:\n%s", what, ctx.Err(), s)
		}
	}
}

// look gives the screen as it is, and a channel that its next change closes.
func (t *terminal) look() (screen, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	cursor := t.emulator.Cursor()
	s := screen{prompts: t.prompts, x: cursor.X, y: cursor.Y}
	for y := range rows {
		var line []vt10x.Glyph
		for x := range columns {
			g := t.emulator.Cell(x, y)
			if g.Char == 0 {
				g.Char = ' '
			}
			line = append(line, g)
		}
		s.cells = append(s.cells, line)
	}
	return s, t.changed
}

// screen is what is on a screen.
type screen struct {
	cells   [][]vt10x.Glyph
	x, y    int // where the cursor is
	prompts int
}

// text is a line without the blanks at its end.
func (s screen) text(y int) string {
	var line strings.Builder
	for _, g := range s.cells[y] {
		if g.Char != filler {
			line.WriteRune(g.Char)
		}
	}
	return strings.TrimRight(line.String(), " ")
}

// last is the line of the cursor.
func (s screen) last() string { return s.text(s.y) }

func (s screen) String() string {
	var text strings.Builder
	for y := range s.cells {
		text.WriteString(s.text(y) + "\n")
	}
	return strings.TrimRight(text.String(), "\n")
}
