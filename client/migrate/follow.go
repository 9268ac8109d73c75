package migrate

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"etcd2sh/client"
)

// Lag is how far a follower is behind.
type Lag struct {
	Counts
	Applied   int           // changes of v2's that were made in v3 since the copy, but for ttls that were refreshed
	Index     uint64        // of the last change that came from v2
	Waiting   int           // changes that have come, and are not made yet
	Held      error         // why those that wait were not made when that was tried last; else nil
	Unwritten []string      // the keys of v2's, sorted, whose last change could not be written
	Quiet     time.Duration // since the last one came
	Reachable bool          // v2 has just answered
}

// tellEvery is how often a follower tells how far behind it is, and looks after what no
// event tells of.
const tellEvery = time.Second

// follower copies, and makes in v3 what changes in v2 meanwhile.
type follower struct {
	*copying
	source *Source
	tells  func(Lag)
	made   map[string]placed // by the keys of v2's
	// unwritten is why the last change of a key of v2's could not be written.
	unwritten map[string]error
	owned     map[int64]bool // whether we wrote what was written at a revision, as far as that was asked
	events    chan event
	taken     int  // events that were taken of these, and are not made yet
	copied    bool // what was read is there, and is followed
	lag       Lag
	last      time.Time // when the last change came
}

// placed is where a key of v2's stands in v3.
type placed struct {
	key  string
	at   int64 // the revision at which we changed it last; 0 where that is not known
	life life
}

// event is one of the watch of a part.
type event struct {
	*client.Event
	part int
	err  error
}

// Follow copies what was read, then makes in v3 what changes in v2, until the context
// ends, which is no error. It changes and deletes only what a migration made: a key that
// somebody else changed since is a conflict, and left alone. A key that a migration made
// before, and that v2 has changed or deleted since, is brought up to date first. tell is
// told about every second, by one goroutine.
//
// What is lost on the way is done again, on the condition that the key was not changed
// since; so Follow survives the loss of servers. If it cannot go on, the error is a
// [*BrokenOff].
func (m *Migration) Follow(ctx context.Context, s *Source, tell func(Lag)) (Lag, error) {
	f := &follower{
		copying: &copying{Migration: m, leases: leases{known: map[int64]bool{}}},
		source:  s, tells: tell, events: make(chan event, client.DefaultReadAhead), last: time.Now(),
	}
	err := f.run(ctx)
	f.measure()
	if ctx.Err() != nil {
		unmarked := m.unmark(ctx)
		if f.copied {
			return f.lag, unmarked
		}
	}
	return f.lag, &BrokenOff{Counts: f.counts, Of: len(s.Items), Err: err}
}

// run copies and follows; it ends with an error.
func (f *follower) run(ctx context.Context) error {
	if err := f.sync(ctx); err != nil {
		return err
	}
	f.copied = true
	f.report(ctx)
	var watches sync.WaitGroup
	defer watches.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for i, p := range f.source.parts {
		watches.Go(func() { f.watch(ctx, i, p) })
	}
	tick := time.NewTicker(tellEvery)
	defer tick.Stop()
	for {
		var err error
		select {
		case e := <-f.events:
			err = f.take(ctx, e)
		case <-tick.C:
			if err = f.refresh(ctx); err == nil {
				f.report(ctx)
			}
		case <-ctx.Done():
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
	}
}

// watch passes on what happens in a part, which is the one of that number.
func (f *follower) watch(ctx context.Context, number int, p part) {
	o := client.WatchOptions{
		RootKey: f.Options.RootKey, TrailingSlash: f.Options.TrailingSlash && number == 0,
		Recursive: true, From: p.index + 1, Trouble: f.trouble,
	}
	for e, err := range f.From.Watch(ctx, p.key, o) {
		if ctx.Err() != nil {
			return
		}
		select {
		case f.events <- event{e, number, err}:
		case <-ctx.Done():
			return
		}
	}
}

// trouble tells of what is survived.
func (f *follower) trouble(err error) {
	if f.Trouble != nil {
		f.Trouble(err)
	}
}

// report tells how far behind it is. What v2 says of the mark's key, which is none of
// its own, takes no time and makes no entry anywhere.
func (f *follower) report(ctx context.Context) {
	_, err := f.From.Get(ctx, "/"+markName, client.GetOptions{Options: client.Options{RootKey: f.Options.RootKey}})
	f.lag.Reachable = err == nil || errors.As(err, new(*client.Error))
	f.measure()
	f.tells(f.lag)
}

// measure brings the lag up to date.
func (f *follower) measure() {
	f.counts.Leases = f.leases.made
	f.lag.Counts, f.lag.Waiting, f.lag.Quiet = f.counts, f.taken+len(f.events), time.Since(f.last)
	f.lag.Unwritten = slices.Sorted(maps.Keys(f.unwritten))
}

// take makes the changes that an event tells of, and those of all that have come.
func (f *follower) take(ctx context.Context, e event) error {
	var p pending
	for {
		f.taken++
		switch {
		case e.err != nil:
			return e.err
		case e.Lost != nil:
			return f.again(ctx, e.Lost)
		}
		if err := f.read(ctx, &p, e); err != nil {
			return err
		}
		if len(p.changes) >= perBatch || len(f.events) == 0 {
			return f.flush(ctx, &p, 0)
		}
		e = <-f.events // which nobody else takes
	}
}

// again reads all anew, because events were lost.
func (f *follower) again(ctx context.Context, lost *client.HistoryLost) error {
	f.trouble(lost)
	var s *Source
	err := f.untilAnswered(ctx, func() (err error) {
		s, err = f.Read(ctx)
		return err
	})
	if err != nil {
		return err
	}
	f.source, f.last = s, time.Now()
	counted := f.counts
	if err = f.sync(ctx); err == nil {
		f.taken = 0
	}
	f.counts = Counts{
		Created: counted.Created, Same: counted.Same, Skipped: counted.Skipped, Conflicts: f.counts.Conflicts,
	}
	return err
}

// untilAnswered does something again as long as it is only broken off, and tells of what
// waits for it.
func (f *follower) untilAnswered(ctx context.Context, do func() error) error {
	for {
		err := do()
		switch {
		case err == nil || !client.BrokeOff(err):
			f.lag.Held = nil
			return err
		case ctx.Err() != nil:
			return err
		}
		f.lag.Held = err
		f.trouble(err)
		select {
		case <-time.After(tellEvery):
			if f.copied {
				f.report(ctx)
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
