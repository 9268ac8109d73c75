package dump

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/repl/dispatch"
)

// Loader writes the records of dumps to a store. It may be used concurrently.
type Loader struct {
	Client      *client.Client
	Options     client.Options // of every request
	Into        *string        // the key that the tree is put at; nil: where it was
	OnlyMissing bool           // leave alone what is there, whatever it holds
	Overwrite   bool           // replace the values that are there
	DryRun      bool           // only tell what would be written
	Jobs        int            // how many requests are in flight at once, from 1
}

// maxFailures is how many failures are kept: enough to see what is wrong.
const maxFailures = 10

// load is a load under way. What follows mu is shared by its workers.
type load struct {
	*Loader
	stopReading context.CancelFunc
	records     *dispatch.Dispatcher[*task]

	mu       sync.Mutex
	notFull  sync.Cond // there are so few pending that more may come
	pending  int       // records that were read and are not yet done
	err      error     // what stopped the load
	counts   LoadCounts
	failures []LoadFailure // those that stand first in the file, in its order
}

// task is a record to be written.
type task struct {
	Record
	parent *directory // the directory of the dump that it lies in; or nil
	dir    *directory // what it makes, if that is a directory
}

// Load writes the records that r reads, until the end of the file or until
// something stops it: a record that cannot be read, the end of ctx, a lost
// server or an unknown outcome; then what is under way is waited for. A key
// that is refused does not stop it. The error is nil or a *[LoadError]. Progress
// is told how many bytes were read.
func (l *Loader) Load(ctx context.Context, r *Reader, progress tree.Progress) (LoadCounts, error) {
	reading, stop := context.WithCancel(ctx)
	defer stop()
	ld := &load{Loader: l, stopReading: stop, records: dispatch.New[*task](), counts: LoadCounts{DryRun: l.DryRun}}
	ld.notFull.L = &ld.mu
	var workers sync.WaitGroup
	for range l.Jobs {
		workers.Go(func() { ld.records.Work(func(t *task) { ld.process(ctx, t) }) })
	}
	err := ld.read(reading, r, progress)
	ld.records.Close()
	workers.Wait()
	if ld.err == nil {
		ld.err = err // after the records before it, which are written
	}
	return ld.counts, ld.result()
}

// read hands all records to the workers. A dump has a directory right before
// what is in it, so where one record stands tells where the next may.
func (ld *load) read(ctx context.Context, r *Reader, progress tree.Progress) error {
	bytes := 0
	var current *directory
	for record, err := range r.Records(ctx) {
		if err != nil {
			return err
		}
		progress.Add(r.BytesRead() - bytes)
		bytes = r.BytesRead()
		record.Key = ld.target(r.Root(), record.Key)
		t := &task{Record: record, parent: current.enclosing(record.Key)}
		current = t.parent
		if t.IsDir() {
			t.dir = &directory{key: t.Key, parent: t.parent}
			current = t.dir
		}
		if err := ld.submit(t); err != nil {
			return err
		}
	}
	return nil
}

// target gives the key at which a key of the dump is put.
func (l *Loader) target(root, key string) string {
	if l.Into == nil {
		return key
	}
	return tree.Join(*l.Into, tree.Below(key, root))
}

// submit hands a record to the workers. When they have two each it waits until
// half of them are done, so that the file is read no faster than it is written.
func (ld *load) submit(t *task) error {
	ld.mu.Lock()
	defer ld.mu.Unlock()
	for full := ld.pending >= 2*ld.Jobs; full && ld.err == nil; full = ld.pending > ld.Jobs {
		ld.notFull.Wait()
	}
	if ld.err != nil {
		return ld.err
	}
	ld.pending++
	if name := tree.Name(t.Key); inOrder(name) && name > tree.Name(ld.counts.Latest) {
		ld.counts.Latest = t.Key
	}
	ld.records.Add(t.Key, t)
	return nil
}

// process writes a record, unless the load is stopped.
func (ld *load) process(ctx context.Context, t *task) {
	ld.mu.Lock()
	stopped := ld.err != nil
	ld.mu.Unlock()
	if !stopped {
		o, err := ld.write(ctx, t)
		ld.finish(t, o, err)
	}
}

// finish notes what became of a record. Of several errors that end the load an
// unknown outcome is kept before any other.
func (ld *load) finish(t *task, o outcome, err error) {
	o, ends := classify(o, err)
	ld.mu.Lock()
	defer ld.mu.Unlock()
	ld.pending--
	if ends && (ld.err == nil || client.IsUnknown(err) && !client.IsUnknown(ld.err)) {
		ld.err = err
		ld.stopReading()
	}
	if !ends || o == unknown {
		ld.counts.add(o)
	}
	if o == failed && !ends {
		ld.keep(LoadFailure{Key: t.Key, Line: t.Line, Err: err})
	}
	if ld.pending <= ld.Jobs || ld.err != nil {
		ld.notFull.Signal()
	}
}

// classify tells whether an error is about the one key alone, so that the load
// goes on, or about the load.
func classify(o outcome, err error) (_ outcome, ends bool) {
	switch {
	case err == nil:
		return o, false
	case client.IsUnknown(err):
		return unknown, true
	case errors.As(err, new(*client.Unreachable)):
		return o, true // its reasons may be refusals
	case errors.As(err, new(*client.Error)), errors.As(err, new(*client.Argument)), errors.As(err, new(*expiredError)):
		return failed, false
	}
	return o, true
}

// keep keeps the failures that stand first in the file. The caller holds mu.
func (ld *load) keep(f LoadFailure) {
	if a := (*client.Argument)(nil); errors.As(f.Err, &a) {
		f.Err = errors.New(a.Error()) // it must not pass for a mistake in the command
	}
	at, _ := slices.BinarySearchFunc(ld.failures, f, func(a, b LoadFailure) int { return a.Line - b.Line })
	ld.failures = slices.Insert(ld.failures, at, f)
	ld.failures = ld.failures[:min(len(ld.failures), maxFailures)]
}

// result is the error that the load ends with, or nil.
func (ld *load) result() error {
	e := &LoadError{Counts: ld.counts, Stopped: ld.err != nil, Failures: ld.failures, Err: ld.err}
	switch {
	case ld.err == nil && len(ld.failures) == 0:
		return nil
	case ld.err == nil:
		first := ld.failures[0]
		e.Err = fmt.Errorf("%s: %w", first.Key, first.Err)
	}
	return e
}
