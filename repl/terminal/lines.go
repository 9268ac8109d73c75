//go:build unix

package terminal

import (
	"slices"
	"strings"
)

// up goes to the line before in a text of several lines. At its first line the
// lines of the same command that were entered before join it, and then come the
// commands of the history.
func (k *keys) up(line []rune, pos int) ([]rune, int) {
	if k.walking(line, pos) {
		return k.older(line, pos)
	}
	if begin := rowBegin(line, pos); begin > 0 {
		above := rowBegin(line, begin-1)
		return line, min(above+pos-begin, begin-1)
	}
	if before := k.join(); before != "" {
		end := len([]rune(strings.TrimSuffix(before, "\n")))
		return append([]rune(before), line...), end
	}
	return k.older(line, pos)
}

// down goes to the line below in a text of several lines, and then to the commands
// of the history.
func (k *keys) down(line []rune, pos int) ([]rune, int) {
	end := rowEnd(line, pos)
	if end == len(line) || k.walking(line, pos) {
		return k.newer(line, pos)
	}
	return line, min(end+1+pos-rowBegin(line, pos), rowEnd(line, end+1))
}

// walking reports whether a command of the history stands there untouched: Up and
// Down go on to others then.
func (k *keys) walking(line []rune, pos int) bool {
	return k.recall.active && pos == len(line) && string(line) == k.recall.shown
}

// join gives the lines of the command that were entered before, which are edited
// together with this one from now on; "" if there are none.
func (k *keys) join() string {
	if k.reopen == nil || k.anew {
		return ""
	}
	prompt, before, lines := k.reopen()
	if before != "" {
		k.anew, k.changes, k.does = true, nil, undoing
		k.screen.reopen(prompt, lines)
	}
	return before
}

// rowBegin is where the line begins that pos is in.
func rowBegin(line []rune, pos int) int {
	return skipBack(line, pos, func(r rune) bool { return r != '\n' })
}

// rowEnd is where the line ends that pos is in.
func rowEnd(line []rune, pos int) int {
	if n := slices.Index(line[pos:], '\n'); n >= 0 {
		return pos + n
	}
	return len(line)
}
