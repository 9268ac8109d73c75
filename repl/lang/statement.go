package lang

import (
	"errors"
	"slices"

	"etcd2sh/repl/lang/scan"
)

// Statement is a whole line: a command, and the stages that its result goes
// through.
type Statement struct {
	Call       Call
	Stages     []Stage
	Background bool // it runs behind the prompt
}

// line is a line that is parsed.
type line struct {
	Language
	text string
}

// ErrNoExec is the reason why a line that starts a program is refused.
var ErrNoExec = errors.New("starts a program, which --no-exec has turned off")

// statement reads COMMAND | STAGE | STAGE. Everything that can be wrong with a
// line is found here, before any of it is sent.
func (l *line) statement(ts []scan.Token) (Statement, error) {
	if len(ts) == 0 {
		return Statement{}, Locate(&UsageError{Message: "a command is missing here"}, len(l.text))
	}
	if ts[0].Is("|") {
		return Statement{}, Locate(&UsageError{Message: "a command is missing before |"}, ts[0].Start)
	}
	call, rest, err := l.call(ts)
	if err != nil || len(rest) == 0 {
		return Statement{Call: call}, err
	}
	st := Statement{Call: call}
	for _, part := range splitAt(rest[1:], "|") {
		s, err := l.stage(part, st.Stages)
		if err != nil {
			return Statement{}, Locate(call.Usage(err), startOf(part, len(l.text)))
		}
		st.Stages = append(st.Stages, s)
	}
	return st, nil
}

// whole reads a line: a statement, and perhaps & at its end. Before the
// commands that run in the background & is a word as any other.
func (l *line) whole(ts []scan.Token) (Statement, error) {
	behind := false
	if n := len(ts); n > 1 && ts[n-1].Is("&") {
		c := l.Commands.Find(ts[0].Text)
		behind = c != nil && c.Background
	}
	if behind {
		ts = ts[:len(ts)-1]
	}
	st, err := l.statement(ts)
	st.Background = behind
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

// Guarded is what runs while a lock is held: a statement, or a program.
type Guarded struct {
	Statement Statement
	Argv      []string // nil: the statement
}
