//go:build unix

package terminal

import "slices"

// deed is what a key did, as far as the next key has to know.
type deed int

const (
	other   deed = iota
	typing       // typed a character
	finding      // searched the history
	killing      // took a part out
	echoing      // inserted a word of the history
	undoing      // took a change back
	nothing      // it is a part of a key
)

// change is the line as it was before a key changed it.
type change struct {
	line []rune
	pos  int
}

// undo is the changes to the line that is typed, the latest last. What is typed
// in one go is one change, and so is one search.
type undo []change

// note takes note of what a key has done; line is what became of the line.
func (k *keys) note(line []rune) {
	together := k.does == k.did && (k.does == typing || k.does == finding || k.does == echoing)
	before, pos := k.screen.edited()
	if k.does != undoing && !together && !slices.Equal(before, line) {
		k.changes = append(k.changes, change{before, pos})
	}
	if k.does != nothing {
		k.did = k.does
	}
	k.does = other
}

// back takes the last change back; one that came to nothing does not count.
func (u *undo) back(line []rune, pos int) ([]rune, int) {
	for n := len(*u); n > 0; n = len(*u) {
		last := (*u)[n-1]
		*u = (*u)[:n-1]
		if !slices.Equal(last.line, line) {
			return slices.Clone(last.line), last.pos
		}
	}
	return line, pos
}

// undo takes the last change back.
func (k *keys) undo() rune {
	k.does = undoing
	return k.act(k.changes.back)
}

// ctrlUnderscore is the key of the undo.
const ctrlUnderscore rune = 0x1f
