package recipe

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"etcd2sh/client"
)

// DefaultTTL is the ttl in seconds of locks and elections that name none.
const DefaultTTL = 10

// line is the in-order keys of those who want to hold something: the first one
// does, the others wait for it.
type line struct {
	directory
	ttl   uint64 // seconds
	clock func() instant
	waits func(holder Waiter, before int) // as Lock.Waits

	refreshes bool // the server is known to know refresh; for the heartbeat alone
}

func newLine(d directory, ttl uint64, clock func() instant) *line {
	l := &line{directory: d, ttl: ttl, clock: clock}
	if ttl == 0 {
		l.ttl = DefaultTTL
	}
	if clock == nil {
		l.clock = now
	}
	return l
}

// enter waits in line until it is name's turn.
func (l *line) enter(ctx context.Context, name string) (*Held, error) {
	h, err := l.join(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := h.await(ctx); err != nil {
		return nil, h.abandon(ctx, err)
	}
	return h, nil
}

// join makes a key at the end of the line and keeps it alive.
func (l *line) join(ctx context.Context, name string) (*Held, error) {
	value := newValue(name)
	sent := l.clock()
	r, err := l.client.CreateInOrder(ctx, l.key, value, client.SetOptions{Options: l.options(), TTL: &l.ttl})
	if errors.As(err, new(*client.UnknownOutcome)) {
		return l.rejoin(ctx, value, sent, err)
	}
	if err != nil {
		return nil, err
	}
	e, ok := l.entry(r.Node)
	if !ok {
		return nil, fmt.Errorf("the key that etcd made in %s is none in order", l.key)
	}
	return newHeld(ctx, l, e, sent), nil
}

// rejoin looks for the key of a create whose outcome is unknown: its value is
// like no other. It may be on its way yet, so it is looked for several times. If
// it comes later still, its ttl ends it.
func (l *line) rejoin(ctx context.Context, value string, sent instant, unknown error) (*Held, error) {
	looking, cancel := cleanupContext(ctx)
	defer cancel()
	for range 1 + repeats {
		entries, _, err := l.list(looking)
		if err != nil {
			return nil, fmt.Errorf("%w; looking for its key failed: %w", unknown, err)
		}
		for _, e := range entries {
			if e.value == value {
				return newHeld(ctx, l, e, sent), nil
			}
		}
		if pause(looking, retryDelay) != nil {
			break
		}
	}
	return nil, unknown
}

// refresh gives an entry its ttl anew. Its value, which is compared, stays, and is
// never gone for a moment either, which would be taken for the entry's end. A
// member that hangs is given up in time to ask another.
func (l *line) refresh(ctx context.Context, e entry) error {
	o := client.SetOptions{Options: l.options()}
	o.Timeout = min(l.client.Timeout(), l.duration()/3)
	if !l.refreshes {
		_, err := l.client.RefreshValue(ctx, e.key, e.value, l.ttl, o)
		if !errors.Is(err, client.ErrRefreshValue) {
			return err
		}
		l.refreshes = true
	}
	o.PrevValue = &e.value
	_, err := l.client.Refresh(ctx, e.key, l.ttl, o)
	return err
}

// leave deletes an entry, and never another's key: its value is like no other.
// An entry that was gone before is ErrLost.
func (l *line) leave(ctx context.Context, e entry) error {
	unknown, err := l.deleteOnce(ctx, e.key, client.DeleteOptions{PrevValue: &e.value})
	switch {
	case isGone(err) && unknown != nil: // by one of the deletes, or before: it is gone
		return nil
	case isGone(err):
		return lost(e, "is gone")
	}
	return err
}

// before gives the entries before e in the line, the holder's first, and the
// store's index then.
func (l *line) before(ctx context.Context, e entry) (entries []entry, index uint64, err error) {
	entries, index, err = l.list(ctx)
	if err != nil {
		return nil, 0, err
	}
	for i := range entries {
		if entries[i].key == e.key && entries[i].value == e.value {
			return entries[:i], index, nil
		}
	}
	return nil, 0, lost(e, "is gone")
}

// awaitEnd waits for the end of an entry that was there at index.
func (l *line) awaitEnd(ctx context.Context, e *entry, index uint64) error {
	o := client.WatchOptions{RootKey: l.root, From: index + 1, ReadAhead: readAhead}
	for event, err := range l.watch(ctx, e.key, o) {
		switch {
		case err != nil:
			return err
		case event.Response == nil || event.Node.Value == nil || *event.Node.Value != e.value: // nothing is there, or another's
			return nil
		}
	}
	return context.Cause(ctx)
}

func (l *line) duration() time.Duration { return time.Duration(l.ttl) * time.Second }

// newValue makes the value of an entry: who it is, and what no other value has.
func newValue(name string) string { return fmt.Sprintf("%s %0*x", name, nonceDigits, rand.Uint64()) }

// nonceDigits is how many hexadecimal digits make a value like no other.
const nonceDigits = 16

// owner is who made an entry; a value that is not of this package's making is
// told whole.
func (e entry) owner() string {
	if end := len(e.value) - nonceDigits - 1; end >= 0 && e.value[end] == ' ' {
		if _, err := strconv.ParseUint(e.value[end+1:], 16, 64); err == nil {
			return e.value[:end]
		}
	}
	return e.value
}

// lost is the error for an entry whose key is not its owner's any more.
func lost(e entry, what string) error {
	return fmt.Errorf("%w: its key %s %s", ErrLost, e.key, what)
}
