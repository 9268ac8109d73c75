//go:build unix

package terminal

import "etcd2sh/repl/assist"

// again shows a line that was entered before.
func (s *screen) again(prompt, line string) error {
	s.start(prompt, false)
	var parts []assist.Part
	if s.highlight != nil && !s.dumb {
		parts = s.highlight(line)
	}
	s.mu.Lock()
	if s.active {
		s.line, s.parts, s.stale = []rune(line), parts, false
		s.end("")
	}
	s.mu.Unlock()
	return s.stop()
}

// drop takes the line off the screen.
func (s *screen) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.active {
		s.send(s.erasure() + s.pasteMarks(false))
		s.active = false
	}
}

// ended is how large a line was when it ended.
type ended struct{ rows, columns int }

// maxReopened is how many lines can have another one take their place.
const maxReopened = 1000

// reopen has the line take the place of those before it, which it holds from the next
// change on. If something else was written since, or the terminal has another width
// now, they stay.
func (s *screen) reopen(prompt string, lines int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prompt, s.stale = prompt, true
	columns, _ := s.size()
	rows := 0
	for _, e := range s.ended[max(0, len(s.ended)-lines):] {
		if rows += e.rows; e.columns != columns {
			return
		}
	}
	if lines <= len(s.ended) {
		s.row += rows
	}
}
