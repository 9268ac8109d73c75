package program_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hinshun/vt10x"
	"github.com/rivo/uniseg"
)

// patience is how long a screen may take to be as wanted: far more than it
// takes, also on a machine that has much else to do.
const patience = 30 * time.Second

// filler takes the second column of a wide character, of which the emulator
// knows nothing.
const filler = '\ue0ff'

// person sits at a terminal in which the program runs.
type person struct {
	t    *testing.T
	tty  *os.File
	cmd  *exec.Cmd
	term vt10x.Terminal

	mu      sync.Mutex
	raw     bytes.Buffer  // all that the program sent
	changed chan struct{} // closed at every change of the screen

	ended chan struct{} // closed when all that the program sent has been read
}

// watch feeds the emulator with what the program sends.
func (p *person) watch() {
	defer close(p.ended)
	r := bufio.NewReader(p.tty)
	for {
		c, _, err := r.ReadRune()
		p.mu.Lock()
		if err == nil {
			p.raw.WriteRune(c)
			p.show(c)
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

func (p *person) show(c rune) {
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

// screen is what can be seen: lines without trailing blanks, and no empty ones
// at the end.
type screen []string

func (s screen) last() string {
	if len(s) == 0 {
		return ""
	}
	return s[len(s)-1]
}

func (s screen) String() string { return strings.Join(s, "\n") }

func (s screen) has(text string) bool { return strings.Contains(s.String(), text) }

// typed is the last line behind its prompt.
func (s screen) typed() string {
	_, line, _ := strings.Cut(s.last(), "> ")
	return line
}

// look gives the screen as it is, how many lines the program has begun to
// read, and a channel that the next change closes.
func (p *person) look() (screen, int, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var s screen
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
		s = append(s, strings.TrimRight(line.String(), " "))
	}
	for len(s) > 0 && s.last() == "" {
		s = s[:len(s)-1]
	}
	return s, bytes.Count(p.raw.Bytes(), []byte("\x1b[?2004h")), p.changed
}

// await waits until the screen is as wanted, and reports whether it came to
// that in time.
func (p *person) await(wait time.Duration, wanted func(s screen, reads int) bool) (screen, bool) {
	deadline := time.After(wait)
	for {
		s, reads, changed := p.look()
		if wanted(s, reads) {
			return s, true
		}
		select {
		case <-changed:
		case <-deadline:
			return s, false
		}
	}
}
