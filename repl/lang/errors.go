package lang

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"etcd2sh/render"
	"etcd2sh/repl/lang/scan"
)

// UsageError says that a command was not understood; nothing was sent. It is
// always a pointer.
type UsageError struct {
	Command string // the command's name, if that much was understood
	Message string
	Usage   string // the command's usage line

	about *Command // nil where Command is ""
	typed string   // its name as it was typed

	Offset     int  // where in the command's text it was met, in bytes
	Located    bool // Offset is known: it was met while the text was read
	incomplete bool // something is missing
}

// Error is the message.
func (e *UsageError) Error() string { return e.Message }

// MissingError says that a command is not complete: without Name, for which
// there may be Advice.
type MissingError struct{ Name, Advice string }

// Error says what is missing; [Call.Usage] says it better.
func (e *MissingError) Error() string { return e.Name + " is missing" }

// of says what the call wants, and how it is typed with that where there is no advice.
func (e *MissingError) of(c Call) string {
	if e.Advice != "" {
		return c.Name() + " wants " + e.Name + "; " + e.Advice
	}
	return c.Name() + " wants " + e.Name + ": " + c.Command.least(c.Name())
}

// Usage makes a usage error about the call.
func (c Call) Usage(err error) error {
	if errors.As(err, new(*UsageError)) || errors.Is(err, context.Canceled) {
		return err // a command within this one was wrong, or nothing was
	}
	u := &UsageError{Command: c.Command.Name, Message: err.Error(), Usage: c.Command.Usage(), about: c.Command, typed: c.typed}
	if missing := (*MissingError)(nil); errors.As(err, &missing) {
		u.Message, u.incomplete = missing.of(c), true
	}
	return u
}

// UsageWithin is the usage line in so many characters, of the command as it was
// typed; "" where the error is about none.
func (e *UsageError) UsageWithin(most int) string {
	if e.about == nil {
		return ""
	}
	return e.about.UsageWithin(cmp.Or(e.typed, e.Command), most)
}

// Locate notes where in the text of a command a usage error was met, unless that
// is known already; any other error stays as it is.
func Locate(err error, offset int) error {
	var u *UsageError
	if errors.As(err, &u) && !u.Located {
		u.Offset, u.Located = offset, true
	}
	return err
}

// withComment says that a comment may have swallowed what is missing.
func withComment(err error, sc *scan.Scanner) error {
	var u *UsageError
	if !errors.As(err, &u) || !u.incomplete {
		return err
	}
	comment, ok := sc.Comment()
	word, _, _ := strings.Cut(comment, " ")
	if !ok || word == "#" {
		return err
	}
	u.Message += fmt.Sprintf("; %s began a comment; quote '%s' to mean the text", word, word)
	return u
}

// checkText refuses what is not UTF-8.
func checkText(text []byte) error {
	if utf8.Valid(text) {
		return nil
	}
	at := 0
	for at < len(text) {
		r, n := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	return Locate(&UsageError{Message: "the command is not UTF-8; nothing was sent"}, at)
}

// UnknownEntry tells, in the data of an error, of n unknown outcomes; nil when
// there are none.
func UnknownEntry(n int) []render.Entry {
	if n == 0 {
		return nil
	}
	return []render.Entry{{Key: render.Keyword("unknown"), Value: n}}
}

// ErrorMap is the data of an error of the shell's own: its type and its message,
// and what else there is to know.
func ErrorMap(kind, message string, more ...render.Entry) render.Map {
	return render.Map{
		{Key: render.Keyword("type"), Value: render.Keyword(kind)},
		{Key: render.Keyword("message"), Value: message},
	}.With(more...)
}

// Data is the error as data.
func (e *UsageError) Data() render.Map {
	m := ErrorMap("usage", e.Message)
	if e.Command != "" {
		m = append(m, render.Entry{Key: render.Keyword("command"), Value: e.Command})
	}
	if e.Usage != "" {
		m = append(m, render.Entry{Key: render.Keyword("usage"), Value: e.Usage})
	}
	return m
}

// ExitStatus is that of a usage error.
func (e *UsageError) ExitStatus() int { return StatusUsage }
