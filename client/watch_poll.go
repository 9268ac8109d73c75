package client

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"strconv"
	"time"
)

// noEventAfter is how long an answer's body must stay away to show that the history
// held no event: etcd sends one right behind the head. It is enough for two
// losses of a packet.
const noEventAfter = time.Second

// errEnded says that there was no event, and none was lost on the way.
var errEnded = errors.New("the server ended the poll without an event")

// idleTimeout is about how long a poll says nothing before it is asked anew, of
// the next endpoint: a server that stands still, or a network that swallows
// everything, never ends it, and a member that is cut off from its cluster hears
// of no event.
const idleTimeout = 20 * time.Second

// errIdle says that a poll was given up for that.
var errIdle = errors.New("the server sent nothing for long")

// errBehind says that a member is at an older index than one that is known.
var errBehind = errors.New("the member is behind the store that was seen before")

// poll is one long poll: the first event at or after an index.
type poll struct {
	request request
	index   uint64        // asked from; 0 asks from now on, and is replaced when the head of the answer tells what that is
	cluster string        // the id of the cluster that is watched; empty before the first answer
	newest  uint64        // the newest index of the store that was known before
	idle    time.Duration // about how long the answer may bring nothing before the poll is given up
	cancel  context.CancelFunc
	done    chan struct{} // closed when the rest is final; nil unless it runs beside the watch

	at    uint64    // the index of the store when it began; 0 when it never did
	since time.Time // when the head of the answer came
	until time.Time // when the first byte behind it came, or its end
	event *Response // nil without one
	err   error     // why there is no event
}

// newPoll makes a poll for an index, not begun yet.
func (w *watch) newPoll(index uint64) *poll {
	return &poll{request: w.request, index: index, cluster: w.cluster, newest: w.newest, idle: w.client.idleTimeout, cancel: func() {}}
}

// start lets the poll run beside the watch.
func (p *poll) start(ctx context.Context, w *watch) {
	ctx, p.cancel = context.WithCancel(ctx)
	p.done = make(chan struct{})
	w.work.Go(func() {
		defer p.cancel()
		defer close(p.done)
		p.run(ctx, w.client)
	})
}

// finish returns when the poll has ended; it runs here unless it was started.
func (p *poll) finish(ctx context.Context, w *watch) error {
	if p.done == nil {
		p.run(ctx, w.client)
		return ctx.Err()
	}
	select {
	case <-p.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *poll) run(ctx context.Context, c *Client) {
	r := &p.request
	if r.query = maps.Clone(r.query); p.index != 0 {
		r.query.Set("waitIndex", strconv.FormatUint(p.index, 10))
	}
	inside, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	var broken error
	err := c.doKey(inside, r, func(resp *http.Response) error {
		if err := p.begun(c, resp); err != nil {
			return err
		}
		if p.at < p.newest {
			broken = errBehind
			return nil
		}
		body := newPollBody(resp.Body, p.idle, func() { giveUp(errIdle) })
		event, err := c.decode(*r, resp, body)
		p.until = body.end()
		switch {
		case err == nil && (event.Node.ModifiedIndex == nil || *event.Node.ModifiedIndex < p.index):
			return &notAnswer{"its answer to a watch is no event that was asked for"}
		case err == nil:
			p.event = event
		case errors.As(err, new(*notAnswer)), errors.Is(err, ErrTooLarge):
			return err
		case context.Cause(inside) == errIdle:
			broken = errIdle
		case body.whole && body.first.IsZero():
			broken = errEnded
		default:
			broken = &lostAnswer{err} // the watch itself asks again: it knows from where
		}
		return nil
	})
	var refused *Error
	switch {
	case err == nil && broken != nil:
		err = outcomeOf(ctx, *r, broken)
	case errors.As(err, &refused):
		err = cmp.Or(p.sameCluster(c, refused.Meta), err)
	}
	p.err = err
}

// begun reads the head of the answer. Indexes of another cluster, as one that
// was set up anew at the same address, mean nothing to this watch.
func (p *poll) begun(c *Client, resp *http.Response) error {
	m := meta(resp)
	if m.EtcdIndex == nil {
		return &notAnswer{"its answer to a watch has no X-Etcd-Index"}
	}
	if err := p.sameCluster(c, m); err != nil {
		return err
	}
	p.at, p.since = *m.EtcdIndex, time.Now()
	if p.index == 0 {
		p.index = p.at + 1
	}
	return nil
}

func (p *poll) sameCluster(c *Client, m Meta) error {
	id := cmp.Or(m.ClusterID, &p.cluster)
	p.cluster = cmp.Or(p.cluster, *id)
	if *id != p.cluster {
		return &OtherCluster{Endpoint: c.at(p.request.place).String(), ID: *id, Want: p.cluster, Alone: len(c.endpoints) == 1}
	}
	return nil
}

// foundNothing reports whether the poll has shown that etcd's history held no event
// from its index up to that of its beginning. A connection that breaks right
// after the head may have taken the event with it.
func (p *poll) foundNothing() bool {
	return p.at != 0 && p.event == nil && (p.err == errEnded || p.lasted())
}

// lasted reports whether the answer stayed away for long.
func (p *poll) lasted() bool { return p.until.Sub(p.since) >= noEventAfter }
