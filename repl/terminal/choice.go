//go:build unix

package terminal

import (
	"strings"

	"etcd2sh/repl/assist"

	"github.com/chzyer/readline"
)

// choice is the candidates of a word, through which TAB goes until another key is
// pressed.
type choice struct {
	assist.Completion
	before, after string // the line around the word
	typed         string // the word, with what all candidates have in common
	at            int    // the candidate that is selected; -1: none yet
}

// with is the line with a text in the place of the word.
func (c *choice) with(text string) ([]rune, int) {
	head := []rune(c.before + text)
	return append(head, []rune(c.after)...), len(head)
}

// whole is a candidate's text, with a blank when the word is done.
func (c *choice) whole(o assist.Candidate) string {
	if o.Closed && !strings.HasPrefix(c.after, " ") {
		return o.Text + " "
	}
	return o.Text
}

// choosing takes the keys that act on a list of candidates; it returns any other key,
// which ends the choice and acts on what is selected.
func (k *keys) choosing(r rune) rune {
	c := k.choice
	switch r {
	case readline.CharTab:
		return k.step(1)
	case keyBackTab:
		return k.step(-1)
	}
	k.choice = nil
	k.screen.show(nil)
	switch {
	case r == readline.CharEnter && c.at >= 0:
		k.rl.Terminal.KickRead() // after this key the library waits until it is told to read on
		return k.put(c, c.whole(c.Candidates[c.at]))
	case r == readline.CharBell, r == readline.CharEsc && !k.in.behind.Load(): // Alt with a key comes as two
		return k.put(c, c.typed)
	}
	return r
}

// step selects the next candidate, or the one before; after the last comes the
// first.
func (k *keys) step(by int) rune {
	c := k.choice
	n := len(c.Candidates)
	if c.at < 0 && by < 0 {
		c.at = 0
	}
	c.at = (c.at + by + n) % n
	k.screen.show(&menu{c.Completion, c.at})
	return k.put(c, c.Candidates[c.at].Text)
}

// put puts a text into the place of the word.
func (k *keys) put(c *choice, text string) rune {
	r := k.act(func([]rune, int) ([]rune, int) { return c.with(text) })
	if k.normal {
		return k.then(r)
	}
	return r
}

// show shows candidates below the line, or none. A dumb terminal has them above it,
// when they are new.
func (s *screen) show(m *menu) {
	s.mu.Lock()
	known := s.menu != nil
	s.menu, s.stale = m, true
	s.mu.Unlock()
	if s.dumb && m != nil && !known {
		s.above(func(columns, lines int) string { return strings.Join(m.rows(columns, max(1, lines-3)), "\n") })
	}
}
