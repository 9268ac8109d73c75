package dump

import (
	"strings"

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
	// Latest is the key among them that has the highest name of those that
	// create! gives; "" where none has one.
	Latest string
}

// Entries is the counts as data; those of what is rare only when they are not 0.
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

// inOrder reports whether a name is one that the store gives to a new key in
// order: its index, in 20 digits.
func inOrder(name string) bool {
	return len(name) == 20 && strings.Trim(name, "0123456789") == ""
}

// outcome is what became of a record.
type outcome int

const (
	written outcome = iota
	skipped
	expired
	failed
	unknown
)

// add counts one more record.
func (c *LoadCounts) add(o outcome) {
	switch o {
	case written:
		c.Written++
	case skipped:
		c.Skipped++
	case expired:
		c.Expired++
	case failed:
		c.Failed++
	case unknown:
		c.Unknown++
	}
}
