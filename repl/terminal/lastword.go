//go:build unix

package terminal

import (
	"slices"

	"github.com/chzyer/readline"
)

// echo is where Alt-. is in the history.
type echo struct {
	at   int // the command
	size int // of what was inserted before the cursor
}

// lastWord inserts the last word of the command before; pressed again, that of
// the one before that in its place.
func (k *keys) lastWord() rune {
	if k.wordOf == nil {
		return readline.CharBell
	}
	k.does = echoing
	return k.act(func(line []rune, pos int) ([]rune, int) {
		if k.did != echoing {
			k.echo = echo{at: k.history.len()}
		}
		word := ""
		at, _ := k.history.find(k.echo.at-1, -1, func(command string) bool {
			word = k.wordOf(command)
			return word != ""
		})
		if at < 0 {
			return line, pos
		}
		begin, added := pos-k.echo.size, []rune(word)
		k.echo = echo{at, len(added)}
		return slices.Replace(line, begin, pos, added...), begin + len(added)
	})
}
