//go:build unix

package terminal

import "github.com/chzyer/readline"

// help tells of a line whose end the cursor is at how it may go on, or else what
// may follow.
func (s *screen) help(line string) (hint, ghost string) {
	if s.suggester != nil {
		ghost = s.suggester(line)
	}
	if ghost == "" && s.hinter != nil {
		hint = s.hinter(line)
	}
	return hint, ghost
}

// suggestion is what is suggested on the screen; "" when the cursor is not at the
// end of the line.
func (s *screen) suggestion() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.search != "" || s.pos < len(s.line) {
		return ""
	}
	return s.ghost
}

// takes has a key take the suggestion that can be seen, or the next word of it;
// false when there is none, or the key takes none.
func (k *keys) takes(r rune) bool {
	ghost := k.screen.suggestion()
	if ghost == "" {
		return false
	}
	switch r {
	case readline.CharForward, readline.CharLineEnd:
		k.act(insert(ghost))
		return true
	case keyWordRight, readline.MetaForward:
		k.act(func(line []rune, pos int) ([]rune, int) {
			all := append(line[:pos:pos], []rune(ghost)...)
			end := wordEnd(all, pos)
			return all[:end], end
		})
		return true
	}
	return false
}
