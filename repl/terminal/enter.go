//go:build unix

package terminal

import (
	"strings"

	"github.com/chzyer/readline"
)

// ending is how a line ends.
type ending struct {
	text      string // of all its lines
	unended   bool   // what stands behind its last newline is not entered yet
	elsewhere bool   // a person wants to edit it in a program
	ignored   bool   // it does not end: the Enter is not heeded
	anew      bool   // it holds the lines of the command before, too
}

// paste inserts a text. One of several lines acts at the end of a line as if it
// was typed: each newline in it is an Enter. Within a line, and in an answer, it is
// inserted as it is.
func (k *keys) paste(text string) rune {
	if !strings.Contains(text, "\n") {
		return k.act(insert(text))
	}
	line, pos := k.screen.edited()
	if pos < len(line) || k.screen.answering() {
		k.end = ending{ignored: true}
		return k.act(insert(text))
	}
	k.end = ending{text: string(line) + text, unended: true}
	return readline.CharBell
}

// elsewhere ends the line for it to be edited in a program.
func (k *keys) elsewhere() rune {
	line, _ := k.screen.edited()
	k.end = ending{text: string(line), elsewhere: true, ignored: k.screen.answering()}
	return readline.CharBell
}

// enter ends the line. One of several lines is taken off the screen: ReadLine shows
// it anew, as it would look if it had been typed line by line.
func (k *keys) enter(r rune) rune {
	if k.end.ignored {
		k.end = ending{}
		k.rl.Terminal.KickRead() // or the library, after an Enter, would read no more
		return readline.CharBell
	}
	k.ended.Store(r == 0)
	if !k.end.unended && !k.end.elsewhere {
		line, _ := k.screen.edited()
		k.end.text = string(line)
	}
	k.end.anew = k.anew
	again := k.anew || k.end.elsewhere || strings.Contains(k.end.text, "\n")
	if again && !k.screen.answering() {
		k.screen.drop()
	}
	k.finish("")
	return r
}

// entered is what was entered at once and not read yet.
type entered struct {
	lines []string
	draft string // what the next line begins with
	open  bool   // the draft came with the lines
}

// take is the next line, if there is one.
func (e *entered) take() (line string, ok bool) {
	if len(e.lines) == 0 {
		return "", false
	}
	line, e.lines = e.lines[0], e.lines[1:]
	return line, true
}

// put keeps the lines of a text that was entered.
func (e *entered) put(text string, unended bool) {
	e.lines = strings.Split(text, "\n")
	if last := len(e.lines) - 1; unended {
		e.lines, e.draft, e.open = e.lines[:last], e.lines[last], true
	}
}
