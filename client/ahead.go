package client

import (
	"context"
	"net/http"

	"etcd2sh/client/transport"
)

// Ahead is a client for requests that come one after the other, of which some reads are
// known before their turn: they go out right behind the request that comes first, and
// the server answers in their order. Each finds its answer when it is asked for, and is
// then what it would have been: the time for an answer begins then, and whatever goes
// wrong ends the going ahead and has all that follows asked in the usual way. The store
// is read once a request before it was answered, so never from before that.
//
// It has one user at a time.
type Ahead struct {
	*Client
	pipeline *transport.Pipeline
}

// Ahead gives the same client, with at most so many requests unanswered at once. ok is
// false where nothing goes ahead: with a transport of another's, and where someone wants
// to see or to hold each request, as by [Client.Traced], [Client.Gated] and
// [Client.While].
func (c *Client) Ahead(most int) (a *Ahead, ok bool) {
	t, ok := c.transport.(*transport.Transport)
	if !ok || most < 2 || c.trace != nil || c.gate != nil || c.holds != nil {
		return nil, false
	}
	p := t.Pipeline(most)
	return &Ahead{c.Through(func(http.RoundTripper) http.RoundTripper { return p }), p}, true
}

// Follow tells of a Get that comes behind the request that is sent next, and behind
// those that were told before. It reports whether it goes ahead; what does not is asked
// at its turn. Only plain reads do, of a server that is asked as guest, by http and
// without a proxy, while there is room.
func (a *Ahead) Follow(key string, o GetOptions) bool {
	e := a.at(&a.place)
	if e.user != nil || o.Wait || o.Recursive {
		return false
	}
	r, err := getRequest(key, o)
	return err == nil && a.pipeline.Follow(e.httpRequest(context.Background(), r))
}

// Unanswered is how many reads went ahead, or will with the next request, and were not
// asked for yet.
func (a *Ahead) Unanswered() int { return a.pipeline.Unanswered() }

// Drop drops the reads that were told and not asked. Their answers are lost.
func (a *Ahead) Drop() { a.pipeline.Drop() }
