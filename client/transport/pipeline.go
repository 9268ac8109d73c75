package transport

import (
	"bytes"
	"net/http"
)

// maxUnanswered is how many bytes of requests go out on a connection before their
// answers are read, at most. The kernels at both its ends hold that much, so that
// writing it never waits for a server that waits until its answers are read.
const maxUnanswered = 8 << 10

// maxNext is how many of these bytes are told of before the request is known that they
// are to follow.
const maxNext = 6 << 10

// Pipeline is the way of requests that come one after the other, of which some are
// known before their turn: reads, which go out right behind the request that is sent
// next, on the same connection. A server works on the requests of a connection in
// their order. What is asked of it in turn finds its answer on the way, and is sent at
// its turn where none was; [Transport.RoundTrip] says the rest.
//
// Once an answer that was on the way is lost, or something else is asked than what was
// told, the connection is closed, nothing goes ahead any more, and all requests go the
// usual way. No write is ever sent ahead, so each is sent once.
//
// A Pipeline has one user at a time. All else is the Transport's.
type Pipeline struct {
	*Transport
	most int // requests that are unanswered at once, at most

	next  bytes.Buffer // requests that are to follow the one that is sent next
	told  int          // how many
	route route        // of them

	c    *conn // that of the last request
	idle bool  // the answer to that was read, and others are on the way
	over bool  // nothing goes ahead any more
}

// Pipeline makes a pipeline with at most so many requests unanswered at once. It needs no
// closing once all that was told has been asked: see [Pipeline.Drop].
func (t *Transport) Pipeline(most int) *Pipeline { return &Pipeline{Transport: t, most: most} }

// Follow tells which request comes behind the next one and those that were told before.
// It reports whether this goes ahead, as it does for a GET by plain http and without a
// proxy while there is room. One that does not is sent when it is its turn.
func (p *Pipeline) Follow(req *http.Request) bool {
	route, proxy, err := p.Transport.route(req)
	if err != nil || proxy != nil || route.scheme != "http" || req.Method != http.MethodGet || p.over {
		return false
	}
	if p.told > 0 && route != p.route || p.idle && route != p.c.route {
		return false // they share a connection
	}
	size, before := 0, p.next.Len()
	if p.idle {
		size = p.c.ahead.Len()
	}
	full := max(p.Unanswered(), p.told+1) >= p.most // the next one comes before them
	if full || encode(&p.next, req, route.scheme, nil) != nil || p.next.Len() > maxNext || size+p.next.Len() > maxUnanswered {
		p.next.Truncate(before)
		return false
	}
	p.route = route
	p.told++
	return true
}

// Unanswered is how many requests were told, or sent ahead, and not asked yet.
func (p *Pipeline) Unanswered() int {
	if p.idle {
		return p.told + p.c.unanswered
	}
	return p.told
}

// RoundTrip is as that of the Transport.
func (p *Pipeline) RoundTrip(req *http.Request) (*http.Response, error) {
	m, err := p.Transport.message(req)
	if err != nil {
		p.Drop()
		return nil, err
	}
	defer p.Transport.release(m.text)
	if p.isDue(m) {
		c := p.c
		c.ahead.Next(m.text.Len())
		c.unanswered--
		c.bind(req.Context())
		return p.exchange(c, req, nil, true)
	}
	p.dropAhead()
	c, err := p.Transport.ready(req, m)
	if err != nil {
		p.forget()
		return nil, err
	}
	if m.route != p.route || m.text.Len()+p.next.Len() > maxUnanswered {
		p.forget()
	}
	return p.exchange(c, req, m.text.Bytes(), false)
}

// isDue reports whether a message is the next one whose answer is on the way.
func (p *Pipeline) isDue(m message) bool {
	return p.idle && m.route == p.c.route && bytes.HasPrefix(p.c.ahead.Bytes(), m.text.Bytes())
}

// exchange sends a message, which is empty where it was sent ahead, with what follows
// it, and reads the head of its answer.
func (p *Pipeline) exchange(c *conn, req *http.Request, message []byte, sent bool) (*http.Response, error) {
	p.c, p.idle = c, false
	wire := append(message, p.next.Bytes()...)
	c.ahead.Write(p.next.Bytes())
	c.unanswered += p.told
	p.forget()
	resp, err := p.Transport.exchange(c, req, wire, sent, p)
	if err != nil {
		p.drop(c)
	}
	return resp, err
}

// keep keeps a connection whose answer has been read: for the answers that are on the
// way, or as the Transport does.
func (p *Pipeline) keep(c *conn) {
	switch {
	case c.unanswered == 0:
		p.Transport.keep(c)
	case c == p.c && c.unbind():
		p.idle = true
	default:
		p.drop(c)
	}
}

// drop closes a connection, and with it the way of the answers that were to come.
func (p *Pipeline) drop(c *conn) {
	if c == p.c {
		p.over = p.over || c.unanswered > 0
		p.idle = false
	}
	c.close()
}

// dropAhead drops the answers that are on the way.
func (p *Pipeline) dropAhead() {
	if p.idle {
		p.drop(p.c)
	}
}

// forget forgets what was to follow.
func (p *Pipeline) forget() {
	p.next.Reset()
	p.told = 0
}

// Drop drops what was told and is yet to be asked: nobody is going to.
func (p *Pipeline) Drop() {
	p.dropAhead()
	p.forget()
}
