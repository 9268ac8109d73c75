package client

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// historyLength is how many events of the whole store etcd keeps, refreshes among them.
const historyLength = 1000

// noEventWithin is about how long the answer to a search may bring nothing behind its
// head before there is no such event: etcd says nothing of that, and waits for one.
const noEventWithin = 500 * time.Millisecond

// partSize is how many indexes a part of a search has at least that runs beside others.
const partSize = 8

// HistoryOptions say which events are wanted.
type HistoryOptions struct {
	// Options are those of each request; Timeout bounds the time to the head of the
	// answer.
	Options
	// Recursive wants the events of all that is below the key too, hidden nodes apart.
	Recursive bool
	// Last is how many are wanted at most, the newest ones; 0 wants all.
	Last int
}

// History is what etcd still knew of the past.
type History struct {
	Events []*Response // as a watch brings them, the oldest first
	Index  uint64      // of the store when it was asked; what came later is not told
	// Lost says that etcd has forgotten events before these, of which fewer were found
	// than were wanted: those of indexes up to Lost.Index. Else it is nil.
	Lost *HistoryLost
}

// History gives the last events of a key that etcd still holds, as [Client.Watch]
// would have told them. It keeps the last 1000 of the whole store; a refresh is one of
// them, but is not told. Where the key's last event is not the store's last, that
// nothing follows shows only in half a second of silence.
func (c *Client) History(ctx context.Context, key string, o HistoryOptions) (*History, error) {
	r, err := getRequest(key, GetOptions{Options: o.Options, Recursive: o.Recursive, Wait: true})
	if err != nil {
		return nil, err
	}
	r.timeout, r.headTimeout = 0, cmp.Or(o.Timeout, c.timeout)
	s := &historySearch{client: c, request: r, scope: scope{key: r.key, recursive: o.Recursive}, oldest: 1}
	first, err := s.first(ctx, 1) // which tells how far the history goes, and where the store is
	if err != nil {
		return nil, err
	}
	h := &History{Index: s.index}
	if first != nil {
		h.Events, err = s.last(ctx, o.Last)
	}
	if err != nil {
		return nil, err
	}
	if s.oldest > 1 && (o.Last == 0 || len(h.Events) < o.Last) {
		h.Lost = &HistoryLost{Asked: 1, Oldest: s.oldest, Index: s.oldest - 1}
	}
	return h, nil
}

// historySearch is a search in etcd's history up to where the store was at first.
type historySearch struct {
	client  *Client
	request request // a poll without its index
	scope   scope

	mu     sync.Mutex
	index  uint64 // of the store, when it was asked first; 0 before that
	oldest uint64 // the oldest index that etcd is known to hold
}

// last gives the last n events; 0: all. Of the whole store nearly each index is an
// event, so that the search begins with as many indexes as events are wanted.
func (s *historySearch) last(ctx context.Context, n int) (events []*Response, err error) {
	size := uint64(historyLength)
	if n > 0 && s.scope == (scope{key: "/", recursive: true}) {
		size = uint64(n)
	}
	for to := s.index + 1; to > s.oldest && (n == 0 || len(events) < n); size *= 4 {
		from := max(s.oldest, to-min(to, size))
		found, err := s.between(ctx, from, to)
		if err != nil {
			return nil, err
		}
		events, to = append(found, events...), from
		if len(events) == 0 {
			size = historyLength // the silence behind the last event is not to be waited for again and again
		}
	}
	events = slices.DeleteFunc(events, func(e *Response) bool { return *e.Node.ModifiedIndex < s.oldest }) // between these and the others some are lost
	if n > 0 && len(events) > n {
		events = events[len(events)-n:]
	}
	return events, nil
}

// between gives the events from one index up to before another. Each is a request of
// its own, so that several parts are searched at once.
func (s *historySearch) between(ctx context.Context, from, to uint64) ([]*Response, error) {
	parts := make([][]*Response, max(1, min(maxPolls, (to-from)/partSize)))
	failed := make([]error, len(parts))
	at := func(part int) uint64 { return from + (to-from)*uint64(part)/uint64(len(parts)) }
	var all sync.WaitGroup
	for i := range parts {
		all.Go(func() { parts[i], failed[i] = s.part(ctx, at(i), at(i+1)) })
	}
	all.Wait()
	return slices.Concat(parts...), cmp.Or(append(failed, ctx.Err())...)
}

func (s *historySearch) part(ctx context.Context, from, to uint64) (events []*Response, err error) {
	for from < to {
		e, err := s.first(ctx, from)
		switch {
		case err != nil:
			return nil, err
		case e == nil || *e.Node.ModifiedIndex >= to:
			return events, nil
		case s.scope.has(e):
			events = append(events, e)
		}
		from = *e.Node.ModifiedIndex + 1
	}
	return events, nil
}

// first gives the first event at or after an index that etcd holds, or nil. It may be
// of another key, or from after the search began.
func (s *historySearch) first(ctx context.Context, from uint64) (*Response, error) {
	for {
		p := &poll{request: s.request, index: from, newest: s.index, idle: noEventWithin}
		p.run(ctx, s.client)
		var refused *Error
		switch {
		case p.event != nil, p.err == errIdle, p.err == errEnded:
			s.learn(p.at, 1)
			return p.event, ctx.Err()
		case !errors.As(p.err, &refused) || refused.Code != ErrHistoryCleared:
			return nil, p.err
		}
		asked := from
		if from = s.learn(refused.Index, oldest(refused.Cause)); from <= asked {
			return nil, p.err
		}
	}
}

// learn keeps where the store was at first, and gives the oldest index that etcd is
// known to hold.
func (s *historySearch) learn(index, oldest uint64) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.index == 0 {
		s.index = index
	}
	s.oldest = max(s.oldest, oldest)
	return s.oldest
}
