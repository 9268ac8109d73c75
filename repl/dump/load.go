package dump

import (
	"errors"
	"fmt"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// LoadCounts tells what became of the records of a load.
type LoadCounts struct {
	Written int // or, of a dry run, what would be
	Skipped int // what was there already
	Failed  int // refused
	Unknown int // writes of which nobody knows whether they happened
	Expired int // keys whose directory, with its ttl of the dump, expired before they were written
	DryRun  bool
}

func (c LoadCounts) Entries() render.Map {
	written := render.Keyword("written")
	if c.DryRun {
		written = "would-write"
	}
	m := render.Map{
		{Key: written, Value: c.Written},
		{Key: render.Keyword("skipped"), Value: c.Skipped},
		{Key: render.Keyword("failed"), Value: c.Failed},
	}
	m = append(m, lang.UnknownEntry(c.Unknown)...)
	if c.Expired > 0 {
		m = append(m, render.Entry{Key: render.Keyword("expired"), Value: c.Expired})
	}
	return m
}

// LoadError is how a load ended that did not write everything.
type LoadError struct {
	Counts   LoadCounts
	Stopped  bool          // not all records were tried
	Failures []LoadFailure // the first of those that failed, by their place in the file
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
