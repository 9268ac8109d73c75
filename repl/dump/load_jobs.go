package dump

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/repl/dispatch"
	"etcd2sh/repl/lang"
)

// loader is a load under way. What follows mu is shared by its workers.
type loader struct {
	client                         *client.Client
	options                        client.Options
	into                           *string // where the tree is put; nil: where it was
	onlyMissing, overwrite, dryRun bool
	jobs                           int
	stop                           func() // ends the reading of the file
	records                        *dispatch.Dispatcher[*loading]

	mu      sync.Mutex
	room    sync.Cond // there is room for more records
	pending int       // records that were read and are not yet done
	err     error     // what stopped the load
	outcomes
}

// outcomes counts what became of the records.
type outcomes struct {
	done     [loadUnknown + 1]int
	failures []LoadFailure
}

// loading is a record and what is known of its place.
type loading struct {
	FileRecord
	within *mortal // the directory of the dump that it lies in; or nil
	mortal *mortal // what it makes, if that is a directory
}

// mortal is a directory that has a record of its own, perhaps with a ttl.
type mortal struct {
	key     string
	within  *mortal
	expires time.Time // zero until it is there, and when it is permanent
	found   bool      // it was there before, so the ttl is not the dump's
}

// expired gives the directory, or one that it lies in, that is gone by now; or
// nil.
func (m *mortal) expired() *mortal {
	for ; m != nil; m = m.within {
		if !m.expires.IsZero() && time.Now().After(m.expires) {
			return m
		}
	}
	return nil
}

func NewLoader(to *client.Client, dir string, c lang.Call) (*loader, error) {
	l := &loader{
		client: to, options: c.Common(), jobs: tree.InFlight, records: dispatch.New[*loading](),
		onlyMissing: c.Flag("only-missing"), overwrite: c.Flag("overwrite"), dryRun: c.Flag("dry-run"),
	}
	l.room.L = &l.mu
	if l.onlyMissing && l.overwrite {
		return nil, errors.New("--only-missing and --overwrite contradict each other")
	}
	if n := c.OptionUint("jobs"); n != nil {
		if *n == 0 || *n > lang.MaxJobs {
			return nil, fmt.Errorf("--jobs wants a number from 1 to %d", lang.MaxJobs)
		}
		l.jobs = int(*n)
	}
	into, given, err := c.OptionKey(dir, "into")
	if given {
		l.into = &into
	}
	return l, err
}

// Load reads records and has the workers write them, until the end or until
// something stops it; then what is under way is waited for.
func (l *loader) Load(ctx context.Context, rr *recordReader, progress tree.Progress) {
	read := 0
	var within *mortal
	reading, stop := context.WithCancel(ctx)
	defer stop()
	l.stop = stop
	var wg sync.WaitGroup
	for range l.jobs {
		wg.Go(func() { l.records.Work(func(p *loading) { l.one(ctx, p) }) })
	}
	err := rr.All(reading, func(r FileRecord) error {
		progress.Add(rr.in.n - read)
		read = rr.in.n
		p := &loading{FileRecord: r}
		p.Key = l.place(rr.Root, r.Key)
		within = p.settle(within)
		return l.put(p)
	})
	l.records.Close()
	wg.Wait()
	if l.err == nil {
		l.err = err // after the records before it, which are written
	}
}

// place gives the key at which a key of the dump is put.
func (l *loader) place(root, key string) string {
	if l.into == nil {
		return key
	}
	return cmp.Or(strings.TrimSuffix(*l.into, "/")+tree.Below(key, root), "/")
}

// settle finds out which directory of the dump a record lies in, given where
// the record before it stands: a dump has a directory right before what is in
// it. It gives the one that the next record may lie in.
func (p *loading) settle(m *mortal) *mortal {
	for m != nil && !tree.IsBelow(p.Key, m.key) {
		m = m.within
	}
	p.within = m
	if !p.dir() {
		return m
	}
	p.mortal = &mortal{key: p.Key, within: m}
	return p.mortal
}

// put hands a record to the workers. When they have two each it waits until
// half of them are done, so that the file is read no faster than it is written.
func (l *loader) put(p *loading) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for full := l.pending >= 2*l.jobs; full && l.err == nil; full = l.pending > l.jobs {
		l.room.Wait()
	}
	if l.err != nil {
		return l.err
	}
	l.pending++
	l.records.Add(p.Key, p)
	return nil
}

// one writes a record, unless the load is stopped.
func (l *loader) one(ctx context.Context, p *loading) {
	l.mu.Lock()
	stopped := l.err != nil
	l.mu.Unlock()
	if !stopped {
		o, err := l.write(ctx, p)
		l.finish(p, o, err)
	}
}

// maxFailures is how many failures are kept: enough to see what is wrong.
const maxFailures = 10

// finish notes what became of a record. Of several errors that end the load an
// unknown outcome is kept before any other.
func (l *loader) finish(p *loading, o outcome, err error) {
	o, ends := judge(o, err)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pending--
	if ends && (l.err == nil || client.IsUnknown(err) && !client.IsUnknown(l.err)) {
		l.err = err
		l.stop()
	}
	if !ends || o == loadUnknown {
		l.done[o]++
	}
	if o == loadFailed && !ends {
		l.fail(LoadFailure{Key: p.Key, Line: p.line, Err: err})
	}
	if l.pending <= l.jobs || l.err != nil {
		l.room.Signal()
	}
}

// fail keeps the failures that stand first in the file.
func (c *outcomes) fail(f LoadFailure) {
	if a := (*client.Argument)(nil); errors.As(f.Err, &a) {
		f.Err = errors.New(a.Error()) // it must not pass for a mistake in the command
	}
	at, _ := slices.BinarySearchFunc(c.failures, f, func(a, b LoadFailure) int { return a.Line - b.Line })
	c.failures = slices.Insert(c.failures, at, f)
	c.failures = c.failures[:min(len(c.failures), maxFailures)]
}

// Failed is the error that the load ends with, or nil.
func (l *loader) Failed() *LoadError {
	e := &LoadError{Counts: l.Counts(), Stopped: l.err != nil, Failures: l.failures, Err: l.err}
	switch {
	case l.err == nil && len(l.failures) == 0:
		return nil
	case l.err == nil:
		first := l.failures[0]
		e.Err = fmt.Errorf("%s: %w", first.Key, first.Err)
	}
	return e
}

func (l *loader) Counts() LoadCounts {
	return LoadCounts{
		Written: l.done[loadWritten], Skipped: l.done[loadSkipped], Failed: l.done[loadFailed],
		Unknown: l.done[loadUnknown], Expired: l.done[loadExpired], DryRun: l.dryRun,
	}
}
