//go:build unix

package terminal

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"etcd2sh/repl/assist"

	"github.com/chzyer/readline"
)

// screen draws the prompt and the line that is typed.
type screen struct {
	out       *os.File
	dumb      bool
	highlight func(string) []assist.Part
	color     func(assist.Class) (string, string)
	hinter    func(string) string
	suggester func(string) string
	behind    func() bool // more keys wait; a refresh comes after them

	mu      sync.Mutex
	reading bool // between start and stop
	active  bool // the line is still typed
	answer  bool // the line is the answer to a question
	prompt  string
	search  string // what stands in the place of the prompt during a search
	line    []rune
	pos     int
	parts   []assist.Part
	hint    string
	ghost   string    // the suggestion; "": the hint is shown
	menu    *menu     // the candidates below the line; nil: none
	row     int       // where the cursor is, below the first row drawn
	columns int       // how wide the terminal was then
	drawn   int       // how many columns a dumb terminal shows text in
	ended   []ended   // the lines before, with nothing written between them
	stale   bool      // the line has changed since it was drawn
	at      time.Time // when it was drawn
	err     error

	lent bool   // a program has the terminal
	kept []byte // what was written meanwhile
}

// frame is how long a change may stay unseen while more keys wait.
const frame = 50 * time.Millisecond

// start begins a line, which may be an answer. If the last output left the
// cursor within a row, the blanks take it to the next one.
func (s *screen) start(prompt string, answer bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prompt, s.search, s.line, s.pos, s.parts, s.hint, s.ghost, s.menu = prompt, "", nil, 0, nil, "", "", nil
	s.row, s.columns, s.drawn, s.stale, s.err = 0, 0, 0, true, nil
	s.reading, s.active, s.answer = true, true, answer
	s.send(s.freshRow() + s.pasteMarks(true))
}

// freshRow takes the cursor to the beginning of an empty row: as many blanks as a row
// has leave it in its row only if it was at the beginning.
func (s *screen) freshRow() string {
	if s.dumb {
		return ""
	}
	columns, _ := s.size()
	return strings.Repeat(" ", columns) + "\r\x1b[J"
}

// pasteMarks has the terminal mark pastes, or not.
func (s *screen) pasteMarks(on bool) string {
	switch {
	case s.dumb:
		return ""
	case on:
		return "\x1b[?2004h"
	}
	return "\x1b[?2004l"
}

// stop ends what start began and returns the first error of a write.
func (s *screen) stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.reading {
		return nil
	}
	if s.active {
		s.end("")
	}
	s.reading = false
	return s.err
}

// finish shows the line without its hint, and goes to the row below it.
func (s *screen) finish(suffix string) {
	s.refresh()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.active {
		s.end(suffix)
	}
}

// end ends the line that is typed. The caller holds mu.
func (s *screen) end(suffix string) {
	s.pos, s.hint, s.ghost, s.menu, s.search = len(s.line), "", "", nil, ""
	s.draw()
	s.send(suffix + s.pasteMarks(false) + "\r\n")
	s.ended = append(s.ended[max(0, len(s.ended)-maxReopened):], ended{s.row + 1, s.columns})
	s.active = false
}

// update takes the line as it is after a key. While more keys wait, most
// changes are left for one draw: to draw a line takes much longer than to edit
// it.
func (s *screen) update(line []rune, pos int) {
	s.mu.Lock()
	if pos != s.pos || !slices.Equal(line, s.line) {
		s.line, s.pos, s.stale = slices.Clone(line), pos, true
		s.parts, s.hint, s.ghost = nil, "", ""
	}
	later := s.behind() && time.Since(s.at) < frame
	s.mu.Unlock()
	if !later {
		s.refresh()
	}
}

// refresh draws what update has left. It runs where update does, so that the
// line does not change meanwhile.
func (s *screen) refresh() {
	s.mu.Lock()
	stale, text, end := s.active && s.stale, string(s.line), s.pos == len(s.line)
	plain, chosen := s.dumb || s.answer, s.menu != nil
	s.mu.Unlock()
	if !stale {
		return
	}
	var parts []assist.Part
	if s.highlight != nil && !plain {
		parts = s.highlight(text)
	}
	hint, ghost := "", ""
	if !plain && !chosen && text != "" && end {
		hint, ghost = s.help(text)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.active {
		s.parts, s.hint, s.ghost, s.stale = parts, hint, ghost, false
		s.draw()
		s.at = time.Now()
	}
}

// answering reports whether the line is the answer to a question.
func (s *screen) answering() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answer
}

// edited is the line as it is and the position of the cursor in it.
func (s *screen) edited() ([]rune, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.line, s.pos
}

// status shows text in the place of the prompt; "" shows the prompt again.
func (s *screen) status(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.search = text
	if s.active {
		s.draw()
	}
}

// clear empties the screen, not what was scrolled off it.
func (s *screen) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.dumb {
		s.send("\x1b[H\x1b[2J")
	}
	s.row = 0
	s.draw()
}

// lend keeps what is written until the terminal is back.
func (s *screen) lend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lent, s.ended = true, nil
}

// back writes what was kept.
func (s *screen) back() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.out.Write(s.kept)
	s.lent, s.kept = false, nil
	return err
}

// Write writes above the line that is typed. What is written while a program has
// the terminal comes after it.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = nil
	if s.lent {
		s.kept = append(s.kept, p...)
		return len(p), nil
	}
	if !s.active || len(p) == 0 {
		return s.out.Write(p)
	}
	text := string(p)
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	s.send(s.erasure() + text)
	s.row, s.drawn = 0, 0
	s.draw()
	return len(p), s.err
}

// follow draws the line anew whenever the size of the terminal has changed.
func (s *screen) follow(resized <-chan os.Signal) {
	for range resized {
		s.mu.Lock()
		if s.active {
			s.draw()
		}
		s.mu.Unlock()
	}
}

// size is the size of the terminal, or the usual one when it does not tell.
func (s *screen) size() (columns, lines int) {
	columns, lines, err := readline.GetSize(int(s.out.Fd()))
	if err != nil || columns < 1 || lines < 1 {
		return 80, 24
	}
	return columns, lines
}

// send writes to the terminal. The caller holds mu, and stop gives the error.
func (s *screen) send(text string) {
	if _, err := s.out.WriteString(text); err != nil {
		s.err = errors.Join(s.err, fmt.Errorf("terminal: %w", err))
	}
}

// above writes above the line what suits the size of the terminal.
func (s *screen) above(text func(columns, lines int) string) {
	_, _ = s.Write([]byte(text(s.size()))) // stop reports its error
}
