package repl

import (
	"errors"
	"slices"

	"etcd2sh/repl/lang/scan"
)

// statement is a whole line: a command, and the stages that its result goes
// through.
type statement struct {
	call       Call
	stages     []stage
	background bool // it runs behind the prompt
}

// line is a line that is parsed.
type line struct {
	text   string
	noExec bool // nothing may start a program
}

// errNoExec is the reason why a line that starts a program is refused.
var errNoExec = errors.New("starts a program, which --no-exec has turned off")

// statement reads COMMAND | STAGE | STAGE. Everything that can be wrong with a
// line is found here, before any of it is sent.
func (l *line) statement(ts []scan.Token) (statement, error) {
	if len(ts) == 0 {
		return statement{}, metAt(&UsageError{Message: "a command is missing here"}, len(l.text))
	}
	if ts[0].Is("|") {
		return statement{}, metAt(&UsageError{Message: "a command is missing before |"}, ts[0].Start)
	}
	call, rest, err := l.call(ts)
	if err != nil || len(rest) == 0 {
		return statement{call: call}, err
	}
	st := statement{call: call}
	for _, part := range splitAt(rest[1:], "|") {
		s, err := l.stage(part, st.stages)
		if err != nil {
			return statement{}, metAt(call.usage(err), startOf(part, len(l.text)))
		}
		st.stages = append(st.stages, s)
	}
	return st, nil
}

// whole reads a line: a statement, and perhaps & at its end. Before the
// commands that run in the background & is a word as any other.
func (l *line) whole(ts []scan.Token) (statement, error) {
	behind := false
	if n := len(ts); n > 1 && ts[n-1].Is("&") {
		c := FindCommand(ts[0].Text)
		behind = c != nil && c.Background
	}
	if behind {
		ts = ts[:len(ts)-1]
	}
	st, err := l.statement(ts)
	st.background = behind
	return st, err
}

// startOf is where tokens begin, or the end of the text if there are none.
func startOf(ts []scan.Token, end int) int {
	if len(ts) == 0 {
		return end
	}
	return ts[0].Start
}

// splitAt splits tokens at each unquoted word.
func splitAt(ts []scan.Token, word string) [][]scan.Token {
	var parts [][]scan.Token
	for {
		i := slices.IndexFunc(ts, func(t scan.Token) bool { return t.Is(word) })
		if i < 0 {
			return append(parts, ts)
		}
		parts = append(parts, ts[:i])
		ts = ts[i+1:]
	}
}
