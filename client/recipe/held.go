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
	ctx   context.Context
	end   context.CancelCauseFunc
	work  sync.WaitGroup // the heartbeat, the look at the clock and the watch

	mu       sync.Mutex
	released bool
	outcome  error // of the release
}

// newHeld begins the heartbeat of an entry that was made by a request sent
// then.
func newHeld(ctx context.Context, l *line, e entry, sent instant) *Held {
	h := &Held{line: l, entry: e}
	h.lease.ttl, h.lease.clock, h.lease.sent = l.duration(), l.clock, sent
	h.ctx, h.end = context.WithCancelCause(context.WithoutCancel(ctx))
	h.work.Go(h.beat)
	h.work.Go(h.watchClock)
	return h
}

// Context ends when the hold is lost, with a cause that is [ErrLost], and when
// it is released. A deletion of its key ends it at once. It has the values of the
// context that it was asked for with, but does not end with that.
func (h *Held) Context() context.Context { return h.ctx }

// Token is the fencing token: it is greater than that of every holder before.
// It is the createdIndex of the hold's key.
func (h *Held) Token() uint64 { return h.entry.created }

// Key is the key that stands for the hold.
func (h *Held) Key() string { return h.entry.key }

// Err is nil while the hold is sure. It looks at the clocks, and so notices at
// once what the context tells up to a tenth of a second later: that the process
// stood still, or the machine slept, for longer than the ttl allows.
func (h *Held) Err() error {
	if h.lease.left() <= 0 {
		h.end(lost(h.entry, fmt.Sprintf("was not refreshed for its ttl of %v", h.lease.ttl)))
	}
	return context.Cause(h.ctx)
}

// glance is how often the clocks are looked at.
const glance = 100 * time.Millisecond

func (h *Held) watchClock() {
	for h.Err() == nil && pause(h.ctx, min(glance, h.lease.left())) == nil {
	}
}

// beat refreshes the key three times in a ttl, and sooner after a failure.
func (h *Held) beat() {
	wait := h.lease.ttl / 3
	for pause(h.ctx, wait) == nil {
		sent := h.line.clock()
		ctx, cancel := context.WithTimeout(h.ctx, h.lease.ttl/3)
		err := h.line.refresh(ctx, h.entry)
		cancel()
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
func (h *Held) watchKey(index uint64) {
	if h.line.awaitEnd(h.ctx, &h.entry, index) == nil {
		h.end(lost(h.entry, "is gone"))
	}
}

// await waits until the entry is the first in its line.
func (h *Held) await(ctx context.Context) error {
	ctx, stop := h.during(ctx)
	defer stop()
	for {
		previous, index, err := h.line.before(ctx, h.entry)
		if err == nil && previous == nil {
			h.work.Go(func() { h.watchKey(index) })
			return h.Err()
		}
		if err == nil {
			err = h.line.awaitEnd(ctx, previous, index)
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
	stop := context.AfterFunc(h.ctx, func() { end(context.Cause(h.ctx)) })
	return inside, func() { stop(); end(nil) }
}

// abandon leaves the line because of err, though ctx may have ended.
func (h *Held) abandon(ctx context.Context, err error) error {
	ctx, cancel := detached(ctx)
	defer cancel()
	if left := h.Release(ctx); left != nil && !errors.Is(left, ErrLost) {
		return fmt.Errorf("%w; the key %s stays until its ttl ends: %w", err, h.entry.key, left)
	}
	return err
}

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
	ctx, cancel := detached(ctx)
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
