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

// ErrNoExec is the reason why a line that starts a program is refused.
var ErrNoExec = errors.New("starts a program, which --no-exec has turned off")

// line is a line that is read.
type line struct {
	Language
	text    string
	err     error    // the first one; what is half typed is read on
	outline *Outline // nil when nobody wants to know what each token is
}

// fail notes what is wrong with the line, and where in its text, unless an error
// was met before.
func (l *line) fail(err error, at int) {
	if l.err == nil && err != nil {
		l.err = Locate(err, at)
	}
}

// whole reads a line: a statement, and perhaps & at its end.
func (l *line) whole(ts []scan.Token) Statement {
	n := len(ts)
	if n < 2 || !ts[n-1].Is("&") {
		l.foreign(ts)
		return l.statement(ts)
	}
	if c := l.Commands.Find(ts[0].Text); c != nil && !c.Background {
		l.fail(Call{Command: c, typed: ts[0].Text}.Usage(errors.New(l.notBehind(ts[0].Text))), ts[n-1].Start)
	}
	l.foreign(ts[:n-1])
	st := l.statement(ts[:n-1])
	l.note(ts[n-1], RoleOperator)
	st.Background = true
	return st
}

// statement reads COMMAND | STAGE | STAGE. Everything that can be wrong with a
// line is found here, before any of it is sent.
func (l *line) statement(ts []scan.Token) Statement {
	call, rest := l.call(ts)
	st := Statement{Call: call}
	program := false
	for len(rest) > 0 {
		l.expect(ExpectsWord)
		l.note(rest[0], RoleOperator)
		part, more := before(rest[1:], "|")
		s, err := l.stage(part, program)
		if err != nil && l.err == nil {
			l.fail(call.Usage(err), startOf(part, len(l.text)))
		}
		st.Stages = append(st.Stages, s)
		program = program || s.Argv != nil
		rest = more
	}
	return st
}

// startOf is where tokens begin, or the end of the text if there are none.
func startOf(ts []scan.Token, end int) int {
	if len(ts) == 0 {
		return end
	}
	return ts[0].Start
}

// before splits tokens at the first unquoted word, which begins the rest.
func before(ts []scan.Token, word string) (part, rest []scan.Token) {
	i := slices.IndexFunc(ts, func(t scan.Token) bool { return t.Is(word) })
	if i < 0 {
		return ts, nil
	}
	return ts[:i], ts[i:]
}

// Guarded is what runs while a lock is held: a statement, or a program.
type Guarded struct {
	Statement Statement
	Argv      []string // the program and its arguments; nil: the statement
}
