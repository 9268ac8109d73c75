package client

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"
)

// maxPolls is how many polls of a watch are under way while it is behind.
const maxPolls = 8

// The pause before a watch asks again is random, up to watchDelay at first and
// up to watchDelay<<watchDoublings, a second, in the end.
const (
	watchDelay     = 4 * time.Millisecond
	watchDoublings = 8
)

// watch is one watch under way. Its fields belong to run, but for the first
// group, which does not change.
type watch struct {
	client  *Client
	request request // a poll without its index, at a place of its own
	scopes  []scope // of the keys; their known are run's
	options WatchOptions
	events  chan *Event
	work    sync.WaitGroup // every goroutine of the watch

	answered bool    // a server has answered
	cluster  string  // the id of its cluster
	next     uint64  // the first index that has not been seen; 0 before the first answer
	searched uint64  // the first index that a poll which found nothing has not searched; only of use beyond next
	newest   uint64  // the newest index of the store that is known
	polls    []*poll // under way, for one index after the other, the first one for next
	width    int     // how many polls to keep under way
	failures int     // in a row
	others   int     // how many endpoints may refuse that were asked only for a silence
}

func (c *Client) newWatch(keys []string, o WatchOptions) (*watch, error) {
	scopes, polled, err := scopesOf(keys, o.Recursive)
	if err != nil {
		return nil, err
	}
	r, err := getRequest(polled.key, GetOptions{Options: Options{RootKey: o.RootKey, TrailingSlash: o.TrailingSlash}, Recursive: polled.recursive, Wait: true})
	if err != nil {
		return nil, err
	}
	r.headTimeout, r.place = c.timeout, &place{}
	r.place.index.Store(c.place.index.Load())
	if o.ReadAhead < 0 {
		return nil, &Argument{"read-ahead", "is negative"}
	}
	w := &watch{
		client: c, request: r, scopes: scopes, options: o, next: o.From, width: 1,
		events: make(chan *Event, cmp.Or(o.ReadAhead, DefaultReadAhead)),
	}
	if o.From != 0 { // an index means something only in the store that it was seen in
		w.newest = c.LastIndex()
	}
	return w, nil
}

// run polls until ctx ends or the watch cannot go on, and says why.
func (w *watch) run(ctx context.Context) error {
	for {
		w.schedule(ctx)
		p := w.polls[0]
		if err := p.finish(ctx, w); err != nil {
			return err
		}
		w.polls = w.polls[1:]
		if err := w.handle(ctx, p); err != nil {
			return err
		}
	}
}

// schedule drops the polls that have been overtaken and adds the missing ones. A
// poll for an index that has been is answered at once; only the first may wait
// for the future. One alone needs no goroutine, which is the quickest.
func (w *watch) schedule(ctx context.Context) {
	for len(w.polls) > 0 && w.polls[0].index < w.next {
		w.polls[0].cancel()
		w.polls = w.polls[1:]
	}
	if len(w.polls) == 0 {
		w.polls = append(w.polls, w.newPoll(w.next))
	}
	for n := len(w.polls); n < w.width && w.next+uint64(n) <= w.newest; n++ {
		w.polls = append(w.polls, w.newPoll(w.next+uint64(n)))
	}
	if len(w.polls) == 1 {
		return
	}
	for _, p := range w.polls {
		if p.done == nil {
			p.start(ctx, w)
		}
	}
}

// handle goes on from what the first poll brought.
func (w *watch) handle(ctx context.Context, p *poll) error {
	w.learn(p)
	if p.event != nil {
		return w.deliver(ctx, p)
	}
	w.drop()
	switch {
	case p.err == errIdle: // which is no failure; but a member that is cut off from the others would say nothing for ever
		w.others = len(w.client.endpoints) - 1
		w.moveOn()
		return ctx.Err()
	case p.err == errBehind:
		return w.behind(ctx)
	case errors.Is(p.err, ErrHistoryCleared):
		w.answered = true
		return w.historyLost(ctx, p.err)
	case permanent(p.err) && w.others > 0:
		w.others--
		w.moveOn()
	case !w.answered || permanent(p.err):
		return cmp.Or(ctx.Err(), p.err)
	}
	return w.backOff(ctx, p.err)
}

// moveOn asks the next endpoint from now on, for the same events.
func (w *watch) moveOn() {
	at := w.request.place
	w.client.leave(at, int(at.index.Load()))
}

// drop gives up the polls under way: what they bring must not overtake the one
// that failed, and most have failed with it.
func (w *watch) drop() {
	for _, p := range w.polls {
		p.cancel()
	}
	w.polls, w.width = nil, 1
}

// learn keeps what a poll told by its head and by its not finding any event.
func (w *watch) learn(p *poll) {
	w.cluster = p.cluster
	if p.at == 0 {
		return
	}
	w.answered, w.others = true, 0
	w.request.path, w.request.escaped = p.request.path, p.request.escaped // as it was allowed
	w.newest = max(w.newest, p.at)
	if w.next == 0 {
		w.next = p.index
	}
	if p.foundNothing() {
		w.searched = max(w.searched, p.at+1)
	}
	if p.lasted() {
		w.failures = 0
	}
}

// deliver hands an event on, if it is one of ours. While the store's events come
// one by one and are behind its index, asking for several at once is quicker.
func (w *watch) deliver(ctx context.Context, p *poll) error {
	at := *p.event.Node.ModifiedIndex
	if at > p.index && p.at+1 < p.index {
		w.drop() // and ask again: a member that lagged may have jumped, by a snapshot, over what this poll was for
		return nil
	}
	if at == p.index {
		w.width = min(2*w.width, maxPolls)
	} else {
		w.width = 1
	}
	w.next, w.newest, w.failures = at+1, max(w.newest, at), 0
	if !slices.ContainsFunc(w.scopes, func(s scope) bool { return s.has(p.event) }) {
		return nil
	}
	return w.send(ctx, &Event{Response: p.event})
}

func (w *watch) send(ctx context.Context, e *Event) error {
	select {
	case w.events <- e:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// backOff tells of a failure and waits a random time before the next attempt.
func (w *watch) backOff(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if w.options.Trouble != nil {
		w.options.Trouble(err)
	}
	limit := watchDelay << min(w.failures, watchDoublings)
	w.failures++
	return pause(ctx, rand.N(limit))
}

// permanent reports whether asking again would not help: etcd refused, and not for
// want of a quorum, or what it has cannot be read.
func permanent(err error) bool {
	var refused *Error
	if errors.As(err, &refused) {
		return refused.Meta.Status < http.StatusInternalServerError
	}
	return errors.Is(err, ErrTooLarge) || errors.As(err, new(*OtherCluster)) || errors.As(err, new(*Argument)) || errors.As(err, new(*denied))
}
