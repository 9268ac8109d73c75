//go:build unix

package terminal

import (
	"strings"
	"sync"
)

// history is what was typed before, oldest first.
type history struct {
	mu       sync.Mutex
	source   func() []string // gives the commands; nil when they are there
	commands []string
}

func (h *history) set(source func() []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.source, h.commands = source, nil
}

// want has the commands there. The caller holds mu.
func (h *history) want() {
	if h.source != nil {
		h.source, h.commands = nil, h.source()
	}
}

// find looks from at on, backwards when step is -1, for a command that
// matches; -1: there is none.
func (h *history) find(at, step int, match func(string) bool) (int, string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.want()
	for ; at >= 0 && at < len(h.commands); at += step {
		if match(h.commands[at]) {
			return at, h.commands[at]
		}
	}
	return -1, ""
}

func (h *history) len() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.want()
	return len(h.commands)
}

// recall is where Up and Down are in the history.
type recall struct {
	active bool
	at     int
	typed  string // the line before Up: what the commands begin with
	shown  string
}

func (k *keys) older(line []rune, pos int) ([]rune, int) { return k.walk(line, pos, -1) }

func (k *keys) newer(line []rune, pos int) ([]rune, int) { return k.walk(line, pos, 1) }

// walk goes to the next command that begins with what was typed, and at last
// back to what was typed. A command that was edited is typed anew.
func (k *keys) walk(line []rune, pos, step int) ([]rune, int) {
	w := &k.recall
	if current := string(line); !w.active || current != w.shown {
		*w = recall{active: true, at: k.history.len(), typed: current, shown: current}
	}
	at, command := k.history.find(w.at+step, step, func(c string) bool {
		return c != w.shown && strings.HasPrefix(c, w.typed)
	})
	switch {
	case at >= 0:
		w.at, w.shown = at, command
	case step > 0:
		w.at, w.shown = k.history.len(), w.typed
	default:
		return line, pos
	}
	shown := []rune(w.shown)
	return shown, len(shown)
}
