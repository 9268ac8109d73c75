package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

func init() {
	register(load, &lang.Command{
		Name: "load", Group: lang.GroupMoving, Alone: true, Args: []lang.Arg{{Name: "FILE", Kind: lang.ValueArg, Optional: true}},
		Options: withCommon(
			lang.Option{Name: "into", Kind: lang.KeyOption, Value: "K", Doc: "put the tree at K instead of the key that it was dumped from"},
			lang.Option{Name: "only-missing", Doc: "leave alone what is there already, whatever it holds"},
			lang.Option{Name: "overwrite", Doc: "replace the values that are there already"},
			lang.Option{Name: "dry-run", Doc: "read, and tell what would be written: each record for itself, as the store is now"},
			lang.Option{Name: "jobs", Short: "j", Kind: lang.Uint, Value: "N", Doc: "how many requests are in flight at once; 8 if not given"}),
		Doc:     "write what dump wrote out, from a file or, if FILE is missing or -, from standard input",
		Returns: "how many keys were written and how many skipped",
		More: "Without --only-missing or --overwrite a key is only ever created: one that is there already with the same value is skipped and keeps its ttl, " +
			"one with another value, or a directory in the place of a file, is not touched and counts as failed. The write itself carries that condition. " +
			"So a load that was stopped can be run again, and goes on.\n\n" +
			"All keys are tried; if some fail, the error counts them and names the first. " +
			"A lost server, an interrupt, an unknown outcome and a record that cannot be read end the load at once: nothing after them is sent, and the error tells how far it got.\n\n" +
			"Ttls count from the load on. A directory that is there already keeps its own ttl, and what is loaded into it goes when it goes. " +
			"A directory that the file names is not made anew, without a ttl, when it expired during the load: " +
			"its keys are not written and count as :expired if that ttl was the file's, and as failed if it was the store's.\n\n" +
			"The form is found out by how the file begins. Of commands, only those that dump writes are read; source runs any script. " +
			"A file without the first line of a dump is one of the root.",
		Example: []lang.Example{
			{Before: []string{`reset! cats/mittens "black n white"`, `dump cats --file backup.etcd2`}, Line: `load backup.etcd2 --into dogs`, Result: `{:written 1, :skipped 0, :failed 0}`},
			{Before: []string{`reset! :atom "hi"`, `dump --file backup.etcd2`}, Line: `load backup.etcd2`, Result: `{:written 0, :skipped 1, :failed 0}`},
		},
	})
}

func load(ctx context.Context, s *Session, c lang.Call) (any, error) {
	l, err := newLoader(s.client, s.dir, c)
	if err != nil {
		return nil, c.Usage(err)
	}
	path := "-"
	if c.Has(0) {
		path = c.String(0)
	}
	in, size, err := s.openDump(ctx, path)
	if err != nil {
		return nil, c.Usage(err)
	}
	defer in.Close()
	name := path
	if path == "-" {
		name = "stdin"
	}
	progress := s.progress("loading, bytes", size)
	defer progress.Done()
	rr, err := newRecordReader(ctx, name, in)
	if err != nil {
		return nil, err
	}
	l.load(ctx, rr, progress)
	s.forget()
	if err := l.failed(); err != nil {
		err.Err = brokenUsage(c, err.Err)
		return nil, err
	}
	return l.counts().entries(), nil
}

// openDump opens what a load reads, and gives its size in bytes; -1 when that
// is not known.
func (s *Session) openDump(ctx context.Context, path string) (io.ReadCloser, int, error) {
	in, err := s.open(ctx, "load", path)
	if err != nil {
		return nil, 0, err
	}
	f, ok := in.(*os.File)
	if !ok {
		return in, -1, nil
	}
	at, err := f.Stat()
	switch {
	case err != nil:
		return nil, 0, errors.Join(err, in.Close())
	case !at.Mode().IsRegular():
		return in, -1, nil
	}
	return in, int(at.Size()), nil
}

// LoadCounts tells what became of the records of a load.
type LoadCounts struct {
	Written int // or, of a dry run, what would be
	Skipped int // what was there already
	Failed  int // refused
	Unknown int // writes of which nobody knows whether they happened
	Expired int // keys whose directory, with its ttl of the dump, expired before they were written
	DryRun  bool
}

func (c LoadCounts) entries() render.Map {
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
	for i, count := range e.Counts.entries() {
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
	m := e.Counts.entries()
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
