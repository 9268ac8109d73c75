package dump

import (
	"errors"
	"fmt"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// SyntaxError says where a file stops being a dump. It is always a pointer, and
// does not unwrap: a mistake in the file is none in the command that reads it.
type SyntaxError struct {
	File   string // as the [Reader] was told
	Line   int    // 0 where it is about the whole file
	Column int    // counted in characters from 1; 0 when it is not known
	Err    error
}

func (e *SyntaxError) Error() string {
	switch {
	case e.Line == 0:
		return fmt.Sprintf("%s %v", e.File, e.Err)
	case e.Column == 0:
		return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
	}
	return fmt.Sprintf("%s:%d:%d: %v", e.File, e.Line, e.Column, e.Err)
}

// LoadError is how a load ended that did not write everything. It is always a
// pointer.
type LoadError struct {
	Counts   LoadCounts
	Stopped  bool          // not all records were tried
	Failures []LoadFailure // the first of those that failed, by their place in the file; at most ten
	Err      error         // what stopped the load, or else the first failure
}

// LoadFailure is a key that was refused.
type LoadFailure struct {
	Key  string
	Line int // of the file
	Err  error
}

func (e *LoadError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%v (", e.Err)
	for i, count := range e.Counts.Entries() {
		if i > 0 {
			text.WriteString(", ")
		}
		fmt.Fprintf(&text, "%s %d", count.Key, count.Value)
	}
	if e.Stopped && !errors.As(e.Err, new(*lang.UsageError)) {
		text.WriteString("; it can be run again")
	}
	return text.String() + ")"
}

// Unwrap gives what stopped the load, or else the first failure.
func (e *LoadError) Unwrap() error { return e.Err }

// Progress tells what the error says beyond its cause.
func (e *LoadError) Progress() render.Map {
	m := e.Counts.Entries()
	var failures []any
	for _, f := range e.Failures {
		failures = append(failures, render.Map{
			{Key: render.Keyword("key"), Value: f.Key},
			{Key: render.Keyword("line"), Value: f.Line},
			{Key: render.Keyword("reason"), Value: f.Err.Error()},
		})
	}
	if failures != nil {
		m = append(m, render.Entry{Key: render.Keyword("failures"), Value: failures})
	}
	return m
}

// Hint says that it can be run again, where that is what to do. What etcd
// refused was not what the person typed: of that nothing is said.
func (e *LoadError) Hint() string {
	if client.BrokeOff(e.Err) {
		return "it can be run again, and goes on"
	}
	return ""
}

// Detailed says that its counts are told whatever ran the load.
func (e *LoadError) Detailed() {}
