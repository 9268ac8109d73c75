package repl

import (
	"errors"
	"fmt"
	"slices"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
)

// JobsError is the first error of a script with several commands in flight,
// when commands after the failed one had been sent already.
type JobsError struct {
	Done, Failed, Unknown []int // the lines of those commands, by their outcome
	Err                   error
}

func (e *JobsError) Error() string {
	text := e.Err.Error()
	for _, sent := range e.sent() {
		text += fmt.Sprintf("; %s: lines %v", sent.how, sent.lines)
	}
	return text
}

// Unwrap gives the failed command's error.
func (e *JobsError) Unwrap() error { return e.Err }

// add notes what became of a task.
func (e *JobsError) add(t *task) {
	switch {
	case t.skipped, t.st.Call.Command == nil:
	case t.err == nil:
		e.Done = append(e.Done, t.Line)
	case errors.As(t.err, new(*client.UnknownOutcome)):
		e.Unknown = append(e.Unknown, t.Line)
	default:
		e.Failed = append(e.Failed, t.Line)
	}
}

// with is the error with what was sent after it, if there is any.
func (e JobsError) with(err error) error {
	if len(e.Done)+len(e.Failed)+len(e.Unknown) == 0 {
		return err
	}
	e.Err = err
	return &e
}

// sentAfter are the lines of commands that ended alike.
type sentAfter struct {
	name, how string
	lines     []int
}

// sent gives the lines by their outcome.
func (e *JobsError) sent() []sentAfter {
	return slices.DeleteFunc([]sentAfter{
		{"also-done", "done already", e.Done},
		{"also-failed", "failed too", e.Failed},
		{"also-unknown", "outcome unknown", e.Unknown},
	}, func(s sentAfter) bool { return len(s.lines) == 0 })
}

// WholeData is the failure as data, and sent after it.
func (e *JobsError) WholeData() render.Map {
	m := eval.ErrorData(e.Err)
	for _, sent := range e.sent() {
		var lines render.List
		for _, n := range sent.lines {
			lines = append(lines, n)
		}
		m = m.With(render.Entry{Key: render.Keyword(sent.name), Value: lines})
	}
	return m
}

// ExitStatus is that of a write whose outcome is unknown, if there was one.
func (e *JobsError) ExitStatus() int { return eval.UnknownStatus(len(e.Unknown)) }
