// Package terminaltest runs a program in an emulated terminal, for tests that
// type keys and look at the screen. Begin with [Start]; [Terminal.Type] types, and
// [Terminal.See] waits until the screen is as wanted. It never sleeps, and knows
// nothing of what the program should do.
package terminaltest

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// Patience is how long a screen may take to be as wanted: far more than it
// takes, also on a machine that has much else to do.
const Patience = 30 * time.Second

// Terminal is a terminal in which a program runs. Its methods fail the test T.
type Terminal struct {
	T *testing.T // a test may set it to the subtest that goes on with the terminal

	tty *os.File
	cmd *exec.Cmd

	mu       sync.Mutex
	emulator vt10x.Terminal
	sent     bytes.Buffer  // all that the program sent
	changed  chan struct{} // closed at every change of the screen

	ended chan struct{} // closed when all that the program sent has been read
}

// Start starts a program in a terminal of that size. What cmd has for a stream
// already, a file say, stays. The program is killed at the end of the test.
func Start(t *testing.T, cmd *exec.Cmd, columns, rows int) *Terminal {
	t.Helper()
	tty, err := pty.StartWithSize(cmd, winsize(columns, rows))
	if err != nil {
		t.Fatal(err)
	}
	p := &Terminal{
		T: t, tty: tty, cmd: cmd, emulator: vt10x.New(vt10x.WithSize(columns, rows)),
		changed: make(chan struct{}), ended: make(chan struct{}),
	}
	go p.watch()
	t.Cleanup(func() {
		if err := cmd.Process.Kill(); err == nil {
			cmd.Wait() // it was killed: there is nothing to learn
		}
		tty.Close()
	})
	return p
}

func winsize(columns, rows int) *pty.Winsize {
	return &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)}
}

// watch feeds the emulator with what the program sends.
func (p *Terminal) watch() {
	defer close(p.ended)
	r := bufio.NewReader(p.tty)
	for {
		c, _, err := r.ReadRune()
		p.mu.Lock()
		if err == nil {
			p.sent.WriteRune(c)
			show(p.emulator, c)
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

// Screen gives the screen as it is.
func (p *Terminal) Screen() Screen {
	s, _ := p.look()
	return s
}

// look gives the screen as it is, and a channel that its next change closes.
func (p *Terminal) look() (Screen, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return screenOf(p.emulator, p.sent.Bytes()), p.changed
}

// Cell gives a character of the screen with its colours, from column and row 0.
func (p *Terminal) Cell(x, y int) vt10x.Glyph {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.emulator.Cell(x, y)
}

// Sent is all that the program has sent so far.
func (p *Terminal) Sent() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sent.String()
}

// Await waits until the screen is as wanted, and reports whether it came to
// that in time.
func (p *Terminal) Await(wait time.Duration, wanted func(Screen) bool) (Screen, bool) {
	deadline := time.After(wait)
	for {
		s, changed := p.look()
		if wanted(s) {
			return s, true
		}
		select {
		case <-changed:
		case <-deadline:
			return s, false
		}
	}
}

// See waits until the screen is as wanted. what says how that is.
func (p *Terminal) See(what string, wanted func(Screen) bool) Screen {
	p.T.Helper()
	s, ok := p.Await(Patience, wanted)
	if !ok {
		p.T.Fatalf("got a screen (cursor %d, %d)\n%s\nwant %s", s.X, s.Y, s, what)
	}
	return s
}

// Text waits for a text on the screen.
func (p *Terminal) Text(want string) Screen {
	p.T.Helper()
	return p.See(fmt.Sprintf("%q on it", want), func(s Screen) bool { return s.Has(want) })
}

// Line waits for a last line; blanks at its end do not count.
func (p *Terminal) Line(want string) Screen {
	p.T.Helper()
	want = strings.TrimRight(want, " ")
	return p.See(fmt.Sprintf("last line %q", want), func(s Screen) bool { return s.Last() == want })
}

// Typed waits for what stands behind the prompt; a hint may follow.
func (p *Terminal) Typed(want string) Screen {
	p.T.Helper()
	return p.See(fmt.Sprintf("the line %q", want), func(s Screen) bool { return strings.HasPrefix(s.Typed()+" ", want) })
}

// Type types keys.
func (p *Terminal) Type(keys string) *Terminal {
	p.T.Helper()
	if _, err := p.tty.WriteString(keys); err != nil {
		p.T.Fatal(err)
	}
	return p
}

// Resize changes the size of the terminal, and tells the program.
func (p *Terminal) Resize(columns, rows int) {
	p.T.Helper()
	p.mu.Lock()
	p.emulator.Resize(columns, rows)
	p.mu.Unlock()
	if err := pty.Setsize(p.tty, winsize(columns, rows)); err != nil {
		p.T.Fatal(err)
	}
}

// Signal sends the program a signal.
func (p *Terminal) Signal(s os.Signal) {
	p.T.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.T.Fatal(err)
	}
}

// Wait waits until the program has ended by itself, with status 0, and all that
// it sent is on the screen.
func (p *Terminal) Wait() {
	p.T.Helper()
	done := make(chan error, 1)
	go func() {
		err := p.cmd.Wait()
		<-p.ended
		done <- err
	}()
	select {
	case err := <-done:
		if err != nil {
			p.T.Fatalf("got %v, want a clean end; screen:\n%s", err, p.Screen())
		}
	case <-time.After(Patience):
		p.T.Fatal("the program hangs")
	}
}
