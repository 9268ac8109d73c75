package client

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// SwapOptions say how to swap.
type SwapOptions struct {
	Options
	// Default is the old value of a key that does not exist. nil makes a
	// missing key [ErrKeyNotFound].
	Default *string
	// TTL is in seconds; nil makes the key permanent, even if it had a ttl.
	TTL *uint64
	// RetryDelay is about how long to step back after losing to another
	// client's write. 0 means the client's own.
	RetryDelay time.Duration
}

// Swap replaces a key's value by f of its value: it reads, applies f, and
// compares and sets by modifiedIndex, until that holds. f may be applied
// several times and must be pure; it is never applied twice to the store. An
// error of f ends the swap as it is, with nothing written, and is only
// believed of a value that was read with quorum.
//
// Swaps of one key by one client queue up, and each starts from the answer of
// the one before: one request for each while nobody else writes the key.
//
// When the answer of the compare-and-set is lost the same one is sent again,
// since at most one of the two can succeed. Where that does not tell either
// which value took the old one's place, the error is an [*UnknownOutcome].
func (c *Client) Swap(ctx context.Context, key string, f func(old string) (string, error), o SwapOptions) (*Response, error) {
	key, err := CleanKey(key)
	if err != nil {
		return nil, err
	}
	q := c.swaps.join(o.RootKey + key)
	defer c.swaps.leave(q)
	select {
	case q.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-q.turn }()
	s := swap{client: c, key: key, f: f, o: o}
	r, err := s.run(ctx, q.start)
	q.start = nil
	var unknown *UnknownOutcome
	if errors.As(err, &unknown) {
		unknown.swap = true
	}
	if err == nil && r.Node.Value != nil && len(*r.Node.Value) <= maxStart && r.Node.ModifiedIndex != nil {
		q.start = r.Node
	}
	return r, err
}

// swap is one swap while it has its turn.
type swap struct {
	client *Client
	key    string
	f      func(string) (string, error)
	o      SwapOptions
}

// run tries until a compare-and-set holds. start is the node as the last swap
// left it, or nil.
func (s *swap) run(ctx context.Context, start *Node) (*Response, error) {
	for conflicts := 0; ; conflicts++ {
		r, err := s.attempt(ctx, start)
		if !errors.Is(err, errSwapConflict) {
			return r, err
		}
		if start == nil { // a stale start is no conflict with another client
			s.client.conflicts.Add(1)
			if err := s.backOff(ctx, conflicts); err != nil {
				return nil, err
			}
		}
		start = nil
	}
}

// errSwapConflict says that the key changed under a swap, which did not happen.
var errSwapConflict = errors.New("the key was changed by another write")

// attempt reads unless it knows where to start, applies f, and compares and sets.
func (s *swap) attempt(ctx context.Context, start *Node) (*Response, error) {
	old := start
	if old == nil {
		r, err := s.client.read(ctx, s.key, s.o.Options)
		if errors.Is(err, ErrKeyNotFound) && s.o.Default != nil {
			return s.create(ctx)
		}
		if err != nil {
			return nil, err
		}
		old = r.Node
	}
	value, err := s.f(*old.Value)
	switch {
	case err != nil && start != nil:
		return nil, errSwapConflict // f saw a value that may be gone
	case err != nil:
		return nil, err
	}
	return s.compareAndSet(ctx, *old.ModifiedIndex, value)
}

// create makes the key from the default, if it is still missing.
func (s *swap) create(ctx context.Context) (*Response, error) {
	value, err := s.f(*s.o.Default)
	if err != nil {
		return nil, err
	}
	r, err := s.client.Create(ctx, s.key, value, SetOptions{Options: s.o.Options, TTL: s.o.TTL})
	if errors.Is(err, ErrKeyExists) {
		return nil, errSwapConflict
	}
	return r, err
}

// compareAndSet writes value if the key still is at index.
func (s *swap) compareAndSet(ctx context.Context, index uint64, value string) (*Response, error) {
	o := SetOptions{Options: s.o.Options, TTL: s.o.TTL}
	r, err := s.client.CompareAndSwapIndex(ctx, s.key, index, value, o)
	var unknown *UnknownOutcome
	if errors.As(err, &unknown) && ctx.Err() == nil {
		r, err = s.repeat(ctx, index, value, o, unknown)
	}
	switch {
	case errors.As(err, new(*UnknownOutcome)):
		return nil, err
	case errors.Is(err, ErrCompareFailed), errors.Is(err, ErrKeyNotFound) && s.o.Default != nil:
		return nil, errSwapConflict
	}
	return r, err
}

// repeats is how often a compare-and-set is sent again for a lost answer.
const repeats = 3

// repeat sends the same compare-and-set again. If it succeeds the swap is
// done, whichever of them did it; if it is refused, the event that followed
// index tells whether the first one had been applied.
func (s *swap) repeat(ctx context.Context, index uint64, value string, o SetOptions, unknown *UnknownOutcome) (*Response, error) {
	for range repeats {
		if err := pause(ctx, s.delay()); err != nil {
			return nil, unknown
		}
		r, err := s.client.CompareAndSwapIndex(ctx, s.key, index, value, o)
		var refused *Error
		switch {
		case err == nil:
			return r, nil
		case errors.As(err, new(*UnknownOutcome)):
			continue
		case errors.As(err, &refused):
			if s.replacedByOther(ctx, index, value) {
				return nil, refused
			}
			return nil, unknown
		}
	}
	return nil, unknown
}

// replacedByOther reports whether it is certain that the node at index was
// replaced by something else than value. A watch shows every change but a
// refresh, so a swap of ours would be the event whose previous node is the
// one at index.
func (s *swap) replacedByOther(ctx context.Context, index uint64, value string) bool {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.o.Timeout, s.client.timeout))
	defer cancel()
	r, err := s.client.eventFrom(ctx, s.key, GetOptions{Options: s.o.Options}, index+1)
	if err != nil {
		return false
	}
	ours := r.Node.Value != nil && *r.Node.Value == value
	follows := r.PrevNode == nil || r.PrevNode.ModifiedIndex == nil || *r.PrevNode.ModifiedIndex == index
	return !(ours && follows)
}

// backOff waits a random time below the delay, doubled for each conflict but
// never more than 64 times as long, so that clients do not meet again.
func (s *swap) backOff(ctx context.Context, conflicts int) error {
	return pause(ctx, rand.N(s.delay()<<min(conflicts, 6)+1))
}

func (s *swap) delay() time.Duration {
	if s.o.RetryDelay > 0 {
		return s.o.RetryDelay
	}
	return s.client.delay
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
