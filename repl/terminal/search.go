//go:build unix

package terminal

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/chzyer/readline"
)

// search is a search in the history, which follows every key.
type search struct {
	query string
	step  int // -1: backwards
	at    int // the command that is shown
	found bool

	typed []rune // the line before the search
	pos   int
}

func (k *keys) startSearch(r rune) rune {
	line, pos := k.screen.edited()
	s := &search{step: 1, at: k.history.len(), found: true, typed: line, pos: pos}
	if r == readline.CharBckSearch {
		s.step = -1
	}
	k.search = s
	if k.normal { // the line that is found is edited in insert mode
		k.normal = false
		k.rl.Operation.EnterVimInsertMode()
	}
	k.screen.status(s.prompt())
	return readline.CharBell
}

// searching takes the keys of a search; it returns any other key, which ends
// the search and acts on the line that was found.
func (k *keys) searching(r rune) rune {
	s := k.search
	switch {
	case r == readline.CharBckSearch || r == readline.CharFwdSearch:
		s.step = 1
		if r == readline.CharBckSearch {
			s.step = -1
		}
		return k.seek(s.at+s.step, true)
	case r == readline.CharBackspace || r == readline.CharCtrlH:
		if query := []rune(s.query); len(query) > 0 {
			s.query = string(query[:len(query)-1])
		}
		if s.at = 0; s.step < 0 {
			s.at = k.history.len()
		}
		return k.seek(s.at, false)
	case typed(r):
		s.query += string(r)
		return k.seek(s.at, false)
	case r == readline.CharBell:
		k.endSearch()
		k.does = finding
		return k.act(func([]rune, int) ([]rune, int) { return s.typed, s.pos })
	}
	k.endSearch()
	return r
}

// seek shows the first command from at on that has the query in it; further
// asks for another one than that which is shown.
func (k *keys) seek(at int, further bool) rune {
	s := k.search
	if s.step < 0 {
		at = min(at, k.history.len()-1)
	}
	line, _ := k.screen.edited()
	i, command := k.history.find(at, s.step, func(c string) bool {
		return strings.Contains(c, s.query) && !(further && c == string(line))
	})
	s.found = i >= 0 || s.query == ""
	k.screen.status(s.prompt())
	if i < 0 || s.query == "" {
		return readline.CharBell
	}
	s.at = i
	pos := utf8.RuneCountInString(command[:strings.Index(command, s.query)])
	k.does = finding
	return k.act(func([]rune, int) ([]rune, int) { return []rune(command), pos })
}

func (k *keys) endSearch() {
	k.search = nil
	k.screen.status("")
}

func (s *search) prompt() string {
	name := "i-search"
	if s.step < 0 {
		name = "reverse-i-search"
	}
	if !s.found {
		name = "failed " + name
	}
	return fmt.Sprintf("(%s)`%s': ", name, s.query)
}
