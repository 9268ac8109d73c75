package v2store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/doctor"
)

const (
	// UsualCount is how many entries a member makes a snapshot after, by default.
	UsualCount = 100_000
	// UsualRate leaves the cluster to its clients.
	UsualRate = 1000

	// mostPushed ends a push to members that were started with another --snapshot-count.
	mostPushed = 250_000
	// firstRound is how many entries come before the first look, for members that make a
	// snapshot after one.
	firstRound = 4
	// firstWait is how long a snapshot may be written that a member began before: its
	// counter moves when that is done, and what it holds is older than the push.
	firstWait = time.Second
)

// Push makes entries until each member has made a snapshot.
type Push struct {
	Rate     int               // so many entries a second at the most
	Progress tree.Progress     // is told of each entry
	Moved    func(Pushed, int) // is told of each member that has, after so many entries

	Members []Pushed
	Entries int // so many were made

	v3 *gateway.Gateway
}

// Pushed is a member and how many snapshots it has made since it started.
type Pushed struct {
	doctor.Member
	Before, Now float64

	old float64 // how many of those to come may have begun before
}

func (p Pushed) moved() bool { return p.Now > p.Before+p.old }

// NewPush begins to look at the members of a cluster, by what was asked of it.
func NewPush(facts *doctor.Facts, v3 *gateway.Gateway) (*Push, error) {
	p := &Push{v3: v3, Rate: UsualRate}
	for _, m := range facts.Members {
		if m.Measured != nil {
			return nil, fmt.Errorf("%s tells no metrics, so that nobody sees when it has made a snapshot: %w", m.Label(), m.Measured)
		}
		n := m.Snapshots()
		p.Members = append(p.Members, Pushed{Member: m, Before: n, Now: n})
	}
	return p, nil
}

// Run ends when each member has made a snapshot, and with a [*PushError] before that. It
// pushes in rounds, each longer than the one before it, and looks after each.
func (p *Push) Run(ctx context.Context) error {
	if err := p.run(ctx); err != nil {
		return p.ended(err)
	}
	return nil
}

func (p *Push) run(ctx context.Context) error {
	if err := p.countBefore(ctx); err != nil {
		return err
	}
	for n := firstRound; ; n = min(2*n, max(p.Rate/2, 1)) {
		if p.Entries >= mostPushed {
			return fmt.Errorf("not every member makes a snapshot after %d entries: it has a larger --snapshot-count; restart it as v2store seal says", p.Entries)
		}
		over := time.Now().Add(time.Duration(n) * time.Second / time.Duration(p.Rate))
		if err := p.round(ctx, n); err != nil {
			return err
		}
		if err := wait(ctx, time.Until(over)); err != nil {
			return err
		}
		if all, err := p.look(ctx); err != nil || all {
			return err
		}
	}
}

// countBefore sees which members make snapshots already: of such a one the next may have
// begun before any entry of ours.
func (p *Push) countBefore(ctx context.Context) error {
	if err := wait(ctx, firstWait); err != nil {
		return err
	}
	for i := range p.Members {
		m := &p.Members[i]
		n, err := p.snapshotsOf(ctx, m)
		if err != nil {
			return err
		}
		if n != m.Before {
			m.old = 1
		}
		m.Before, m.Now = n, n
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) error {
	over := time.NewTimer(d)
	defer over.Stop()
	select {
	case <-over.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// round makes n entries, several at once. Each compares in vain, so that one whose answer
// is lost did no more than any other.
func (p *Push) round(ctx context.Context, n int) error {
	tickets := make(chan struct{}, n)
	for range n {
		tickets <- struct{}{}
	}
	close(tickets)
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range min(tree.InFlight, n) {
		all.Go(func() {
			for range tickets {
				err := p.v3.NoOp(ctx)
				if unknown := (*client.UnknownOutcome)(nil); errors.As(err, &unknown) {
					err = unknown.Err // there is nothing that may have happened
				}
				mu.Lock()
				if err == nil {
					p.Entries++
					p.Progress.Add(1)
				} else {
					failed = err
				}
				stop := failed != nil
				mu.Unlock()
				if stop {
					return
				}
			}
		})
	}
	all.Wait()
	return failed
}

// look asks each member for its counter, and tells of each that has moved.
func (p *Push) look(ctx context.Context) (all bool, err error) {
	all = true
	for i := range p.Members {
		m := &p.Members[i]
		if m.moved() {
			continue
		}
		if m.Now, err = p.snapshotsOf(ctx, m); err != nil {
			return false, err
		}
		if m.Now < m.Before { // it has been restarted
			m.Before = 0
		}
		if m.moved() {
			p.Moved(*m, p.Entries)
		}
		all = all && m.moved()
	}
	return all, nil
}

func (p *Push) snapshotsOf(ctx context.Context, m *Pushed) (float64, error) {
	n, err := doctor.SnapshotsOf(ctx, p.v3.Client(), m.URLs)
	if err != nil {
		err = fmt.Errorf("%s: %w", m.Label(), err)
	}
	return n, err
}

// Entries counts them, in words.
func Entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// ended says how far it had come.
func (p *Push) ended(err error) error {
	e := &PushError{Entries: p.Entries, Err: err}
	for _, m := range p.Members {
		if !m.moved() {
			e.Waiting = append(e.Waiting, m.Label())
		}
	}
	return e
}

// PushError is how a push ended that did not reach every member.
type PushError struct {
	Entries int      // so many were made
	Waiting []string // the members without a snapshot
	Err     error
}

// Error is the failure, and how far it had come.
func (e *PushError) Error() string {
	return fmt.Sprintf("%v (%s pushed; no snapshot yet of %s)", e.Err, Entries(e.Entries), strings.Join(e.Waiting, ", "))
}

// Progress tells how far it had come.
func (e *PushError) Progress() render.Map {
	return render.Map{
		{Key: render.Keyword("entries"), Value: e.Entries},
		{Key: render.Keyword("no-snapshot-of"), Value: e.Waiting},
	}
}

// Detailed says that this is told whatever ran it.
func (e *PushError) Detailed() {}

// Unwrap gives the failure.
func (e *PushError) Unwrap() error { return e.Err }

// Hint says that nothing is lost.
func (e *PushError) Hint() string {
	if gateway.WantsUser(e.Err) {
		return "v3 asks for a user: --to-user NAME:PASSWORD"
	}
	return "nothing was changed, and it can be run again: entries count on"
}
