package terminal

import "etcd2sh/repl/assist"

// show shows a line that was entered before.
func (s *screen) show(prompt, line string) error {
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

// reprompt has another prompt before the line from the next change on.
func (s *screen) reprompt(prompt string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prompt, s.stale = prompt, true
}
