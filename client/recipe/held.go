package recipe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"etcd2sh/client"
)

// ErrLost says that a lock, a leadership, or the place in the line for one, is
// not ours any more: its key was deleted, or could not be refreshed in time.
var ErrLost = errors.New("the hold was lost")

// Held is a lock or a leadership while it is held. Its methods may be called
// concurrently. It must be released, also after it was lost.
type Held struct {
	line  *line
	entry entry
	lease lease
	work  sync.WaitGroup // the heartbeat, the look at the clock and the watch

	ending sync.Once
	done   chan struct{} // closed when the hold ends
	cause  error         // why it did; set before that

	mu       sync.Mutex
	released bool
	outcome  error // of the release
}

// newHeld begins the heartbeat of an entry that was made by a request sent
// then.
func newHeld(ctx context.Context, l *line, e entry, sent instant) *Held {
	h := &Held{line: l, entry: e, done: make(chan struct{})}
	h.lease.ttl, h.lease.clock, h.lease.sent = l.duration(), l.clock, sent
	h.run(ctx, h.heartbeat)
	h.run(ctx, h.watchClock)
	return h
}

// run lets work go on until the hold ends. It has the values of the context that
// the hold was asked for with, but does not end with that.
func (h *Held) run(ctx context.Context, work func(context.Context)) {
	h.work.Go(func() {
		ctx, stop := h.during(context.WithoutCancel(ctx))
		defer stop()
		work(ctx)
	})
}

// end ends the hold; only the first cause counts. nil is that of a release.
func (h *Held) end(cause error) {
	h.ending.Do(func() {
		h.cause = cmp.Or(cause, context.Canceled)
		close(h.done)
	})
}

// Done is closed when the hold is lost, which a deletion of its key does at once,
// and when it is released; Err tells which. [Held.Do] has a context that ends
// with it.
func (h *Held) Done() <-chan struct{} { return h.done }

// Token is the fencing token: it is greater than that of every holder before.
// It is the createdIndex of the hold's key.
func (h *Held) Token() uint64 { return h.entry.created }

// Key is the key that stands for the hold.
func (h *Held) Key() string { return h.entry.key }

// Err is nil while the hold is sure, [ErrLost] once it is lost and
// context.Canceled once it is released. It looks at the clocks, and so notices at
// once what Done tells up to a tenth of a second later: that the process stood
// still, or the machine slept, for longer than the ttl allows.
func (h *Held) Err() error {
	if h.lease.remaining() <= 0 {
		h.end(lost(h.entry, fmt.Sprintf("was not refreshed for its ttl of %v", h.lease.ttl)))
	}
	select {
	case <-h.done:
		return h.cause
	default:
		return nil
	}
}

// clockInterval is how often the clocks are looked at.
const clockInterval = 100 * time.Millisecond

func (h *Held) watchClock(ctx context.Context) {
	for h.Err() == nil && pause(ctx, min(clockInterval, h.lease.remaining())) == nil {
	}
}

// heartbeat refreshes the key three times in a ttl, and sooner after a failure.
func (h *Held) heartbeat(ctx context.Context) {
	wait := h.lease.ttl / 3
	for pause(ctx, wait) == nil {
		sent := h.line.clock()
		err := h.line.refresh(ctx, h.entry)
		switch {
		case err == nil:
			h.lease.renew(sent)
			wait = h.lease.ttl / 3
		case isGone(err):
			h.end(lost(h.entry, "is gone"))
		default:
			wait = h.lease.ttl / 20
		}
	}
}

// watchKey ends the hold as soon as somebody takes away the key that was ours
// at index: the next in line holds from then on. If the watch ends for another
// reason, the heartbeat meets that too.
func (h *Held) watchKey(ctx context.Context, index uint64) {
	if h.line.awaitEnd(ctx, &h.entry, index) == nil {
		h.end(lost(h.entry, "is gone"))
	}
}

// await waits until the entry is the first in its line.
func (h *Held) await(ctx context.Context) error {
	ctx, stop := h.during(ctx)
	defer stop()
	for {
		before, index, err := h.line.before(ctx, h.entry)
		if err == nil && len(before) == 0 {
			h.run(ctx, func(ctx context.Context) { h.watchKey(ctx, index) })
			return h.Err()
		}
		if err == nil {
			if h.line.waits != nil {
				h.line.waits(before[0].waiter(), len(before))
			}
			err = h.line.awaitEnd(ctx, &before[len(before)-1], index)
		}
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case isTemporary(err):
			err = pause(ctx, retryDelay)
		}
		if err != nil {
			return err
		}
	}
}

// during is a context that ends with ctx and with the hold.
func (h *Held) during(ctx context.Context) (context.Context, func()) {
	inside, end := context.WithCancelCause(ctx)
	go func() {
		select {
		case <-h.done:
			end(h.cause)
		case <-inside.Done():
		}
	}()
	return inside, func() { end(nil) }
}

// abandon leaves the line because of err, though ctx may have ended.
func (h *Held) abandon(ctx context.Context, err error) error {
	ctx, cancel := cleanupContext(ctx)
	defer cancel()
	if left := h.Release(ctx); left != nil && !errors.Is(left, ErrLost) {
		return &LeftBehind{Key: h.entry.key, Err: err, Left: left}
	}
	return err
}

// LeftBehind says that a wait ended and its key could not be deleted: it stays in the
// line until its ttl ends.
type LeftBehind struct {
	Key  string
	Err  error // why the wait ended
	Left error // why the key could not be deleted
}

// Error tells why the wait ended, and which key stays.
func (l *LeftBehind) Error() string {
	return fmt.Sprintf("%v; the key %s stays until its ttl ends: %v", l.Err, l.Key, l.Left)
}

// Unwrap gives both reasons.
func (l *LeftBehind) Unwrap() []error { return []error{l.Err, l.Left} }

// Release gives the hold up: the next in line has it as soon as the key is
// deleted. Another's key is never touched. The error is [ErrLost] when the hold
// had been lost before, also when deleting its key fails then. After any other
// error the key lives until its ttl ends, and Release may be called again.
func (h *Held) Release(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.released {
		return h.outcome
	}
	if before := h.Err(); errors.Is(before, ErrLost) {
		h.outcome = before
	}
	h.end(nil)
	h.work.Wait()
	err := h.line.leave(ctx, h.entry)
	switch {
	case err == nil, errors.Is(err, ErrLost):
		h.released, h.outcome = true, cmp.Or(h.outcome, err)
		return h.outcome
	case h.outcome != nil: // told, but not wrapped: it must not be taken for an unknown outcome
		return fmt.Errorf("%w; deleting it failed: %v", h.outcome, err)
	}
	return err
}

// Do runs f and releases the hold, also when ctx has ended meanwhile. The
// context that f gets ends with ctx, and when the hold is lost. Then the error is
// [ErrLost], and f's too unless that only says that it was stopped; else it is
// f's, or that of the release.
func (h *Held) Do(ctx context.Context, f func(context.Context) error) error {
	inside, stop := h.during(ctx)
	failed := f(inside)
	stop()
	ctx, cancel := cleanupContext(ctx)
	defer cancel()
	released := h.Release(ctx)
	switch {
	case released == nil:
		return failed
	case failed == nil || wasStopped(failed) && errors.Is(released, ErrLost):
		return released
	}
	return fmt.Errorf("%w; %w", failed, released)
}

// wasStopped reports whether an error says that a context ended, and nothing of
// a write that was sent before.
func wasStopped(err error) bool {
	return errors.Is(err, context.Canceled) && !errors.As(err, new(*client.UnknownOutcome))
}
