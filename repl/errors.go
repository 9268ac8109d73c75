package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"etcd2sh/client"
	"etcd2sh/client/recipe"
	"etcd2sh/render"
	"etcd2sh/repl/lang/scan"
)

// UsageError says that a command was not understood; nothing was sent. It is
// always a pointer.
type UsageError struct {
	Command string // the command's name, if that much was understood
	Message string
	Usage   string // the command's usage line
	Hint    string // what may have been meant, or ""

	at         int  // where in the command's text it was met, if it was met there
	met        bool // it was met while the text was read
	incomplete bool // something is missing
}

func (e *UsageError) Error() string { return e.Message }

// InputError says that commands could not be read any more.
type InputError struct{ Err error }

func (e *InputError) Error() string { return fmt.Sprintf("the commands cannot be read: %v", e.Err) }

// Unwrap gives the reader's error.
func (e *InputError) Unwrap() error { return e.Err }

// ConnectError says that `connect` did not reach another cluster.
type ConnectError struct{ Err error }

func (e *ConnectError) Error() string { return e.Err.Error() }

// Unwrap gives the reason.
func (e *ConnectError) Unwrap() error { return e.Err }

// SourceError is the error of a command that `source` ran.
type SourceError struct {
	place
	Err error
}

func (e *SourceError) Error() string {
	return fmt.Sprintf("%s:%d: %v", e.name, e.command.line, e.Err)
}

// Unwrap gives the command's error.
func (e *SourceError) Unwrap() error { return e.Err }

// DirectoryError says that `cd` did not get to another directory.
type DirectoryError struct{ Err error }

func (e *DirectoryError) Error() string { return e.Err.Error() }

// Unwrap gives the reason.
func (e *DirectoryError) Unwrap() error { return e.Err }

// missingError says that a command is not complete.
type missingError struct{ name, advice string }

func (e *missingError) Error() string {
	if e.advice == "" {
		return e.name + " is missing"
	}
	return e.name + " is missing; " + e.advice
}

// ErrExit is returned by `exit`: the loop ends.
var ErrExit = errors.New("exit")

// RepeatError is how a repeat ended that did not succeed every time.
type RepeatError struct {
	Done, Of int   // how many succeeded, of how many
	Unknown  int   // how many writes had an unknown outcome, the first failure among them
	Err      error // the first failure
}

func (e *RepeatError) Error() string {
	return fmt.Sprintf("%v (%d of %d were done%s)", e.Err, e.Done, e.Of, nobodyKnows(e.Unknown))
}

// nobodyKnows is a remark on unknown outcomes, if there are more than the one
// that an error is about.
func nobodyKnows(unknown int) string {
	if unknown < 2 {
		return ""
	}
	return fmt.Sprintf(", and of %d nobody knows", unknown)
}

// Unwrap gives the failure.
func (e *RepeatError) Unwrap() error { return e.Err }

// DeleteError is how a delete-all! ended that did not delete everything.
type DeleteError struct {
	Done, Of int // how many of the directory's children are deleted
	Unknown  int // how many more perhaps are
	Err      error
}

func (e *DeleteError) Error() string {
	return fmt.Sprintf("%v (%d of %d were deleted%s)", e.Err, e.Done, e.Of, nobodyKnows(e.Unknown))
}

// Unwrap gives the failure.
func (e *DeleteError) Unwrap() error { return e.Err }

// usage makes a usage error about the call.
func (c Call) usage(err error) error {
	if errors.As(err, new(*UsageError)) || errors.Is(err, context.Canceled) {
		return err // a command within this one was wrong, or nothing was
	}
	return &UsageError{
		Command: c.Command.Name, Message: err.Error(), Usage: c.Command.Usage(),
		incomplete: errors.As(err, new(*missingError)),
	}
}

// metAt notes where in the text of a command a usage error was met, unless that
// is known already.
func metAt(err error, at int) error {
	var u *UsageError
	if errors.As(err, &u) && !u.met {
		u.at, u.met = at, true
	}
	return err
}

// withComment says that a comment may have swallowed what is missing.
func withComment(err error, sc *scan.Scanner) error {
	var u *UsageError
	if sc.Comment < 0 || !errors.As(err, &u) || !u.incomplete {
		return err
	}
	text := string(sc.Text[sc.Comment:])
	text, _, _ = strings.Cut(text, "\n")
	word, _, _ := strings.Cut(text, " ")
	if word == "#" {
		return err
	}
	u.Hint = fmt.Sprintf("%s began a comment; quote '%s' to mean the text", word, word)
	u.Message += "; " + u.Hint
	return u
}

func checkText(text string) error {
	for i, r := range text {
		if r != utf8.RuneError {
			continue
		}
		if _, n := utf8.DecodeRuneInString(text[i:]); n == 1 {
			return metAt(&UsageError{Message: "the command is not UTF-8; nothing was sent"}, i)
		}
	}
	return nil
}

// Told is an error that says by itself how it is told as data.
type Told interface {
	error
	Data() render.Map
}

// Counted is an error of work that got some of the way: Progress tells how far.
type Counted interface {
	error
	Progress() render.Map
	Unwrap() error
}

// ErrorData gives an error as the data that is printed: what etcd said with
// the HTTP status merged in, or :type and :message for an error of our own.
func ErrorData(err error) render.Map {
	var counted Counted
	if errors.As(err, &counted) {
		return append(ErrorData(counted.Unwrap()), counted.Progress()...)
	}
	var refused *client.Error
	var unknown *client.UnknownOutcome
	var told Told
	switch {
	case errors.As(err, &told):
		return told.Data()
	case errors.As(err, &unknown):
		m := own("unknown-outcome", unknown.Error(), render.Entry{Key: render.Keyword("request"), Value: unknown.Request})
		if taken := (*recipe.MaybeTaken)(nil); errors.As(err, &taken) {
			m = append(m,
				render.Entry{Key: render.Keyword("key"), Value: taken.Item.Key},
				render.Entry{Key: render.Keyword("value"), Value: taken.Item.Value})
		}
		return m
	case errors.As(err, &refused) && !errors.As(err, new(*client.Unreachable)):
		return render.Refusal(refused)
	}
	return clientError(err)
}

// clientError is an error of package client, or one that nobody knows.
func clientError(err error) render.Map {
	var unreachable *client.Unreachable
	var timeout *client.Timeout
	var foreign *client.NotV2
	var other *client.OtherCluster
	switch {
	case errors.As(err, &unreachable):
		return unreachableData(unreachable)
	case errors.As(err, &timeout):
		return own("timeout", timeout.Error())
	case errors.As(err, &foreign):
		return own("not-etcd-v2", foreign.Error())
	case errors.As(err, &other):
		return own("other-cluster", other.Error())
	case errors.Is(err, context.Canceled):
		return own("interrupted", "interrupted")
	}
	return own("failed", err.Error())
}

// unknownEntry tells of unknown outcomes, if there are any.
func unknownEntry(n int) []render.Entry {
	if n == 0 {
		return nil
	}
	return []render.Entry{{Key: render.Keyword("unknown"), Value: n}}
}

func own(kind, message string, more ...render.Entry) render.Map {
	return append(render.Map{
		{Key: render.Keyword("type"), Value: render.Keyword(kind)},
		{Key: render.Keyword("message"), Value: message},
	}, more...)
}

// Data is the error as data.
func (e *UsageError) Data() render.Map {
	m := own("usage", e.Message)
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

// ExitStatus is that of an unreadable file.
func (e *InputError) ExitStatus() int { return StatusUsage }

// Progress tells how many succeeded.
func (e *RepeatError) Progress() render.Map {
	return append(render.Map{{Key: render.Keyword("completed"), Value: e.Done}}, unknownEntry(e.Unknown)...)
}

// ExitStatus is that of a write whose outcome is unknown, if there was one.
func (e *RepeatError) ExitStatus() int { return unknownStatus(e.Unknown) }

// Progress tells how many were deleted.
func (e *DeleteError) Progress() render.Map {
	return append(render.Map{{Key: render.Keyword("deleted"), Value: e.Done}}, unknownEntry(e.Unknown)...)
}

// unreachableData names the sandbox: whoever has no etcd can have one at once.
func unreachableData(e *client.Unreachable) render.Map {
	var endpoints render.Map
	for _, at := range e.Endpoints {
		endpoints = append(endpoints, render.Entry{Key: at.Endpoint, Value: at.Err.Error()})
	}
	message := "no etcd could be reached; to try the shell without one, run etcd2sh-sandbox"
	return own("unreachable", message, render.Entry{Key: render.Keyword("endpoints"), Value: endpoints})
}
