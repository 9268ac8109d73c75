package client

import (
	"context"
	"net/http"
	"time"
)

// unknownWrite is a write whose outcome is unknown.
type unknownWrite struct {
	request
	client *Client
	limit  time.Duration // of each request of ours, and of the search
	swap   bool
}

func newUnknownWrite(c *Client, u *UnknownOutcome, limit time.Duration) (*unknownWrite, error) {
	if u.write.method == "" {
		return nil, &Argument{"unknown outcome", "does not hold the write it is about"}
	}
	if !u.AboutKey() {
		return nil, &Argument{"unknown outcome", "is not of a write of a key, of which alone etcd keeps a history"}
	}
	return &unknownWrite{request: u.write, client: c, limit: limit, swap: u.swap}, nil
}

// search looks through the history up to an index: with a condition on
// modifiedIndex for the first event after that, else for the first event like
// the write since before it was sent. nil is none: etcd says nothing of a
// history without one but waits for the next event, so the search does not last
// longer than one request may.
func (w *unknownWrite) search(ctx context.Context, until uint64) (*Response, error) {
	inTime, cancel := context.WithTimeout(ctx, w.limit)
	defer cancel()
	o := GetOptions{Options: Options{RootKey: w.root}, Recursive: w.inOrder()}
	for from := max(w.prevIndex(), w.since) + 1; from <= until; {
		e, err := w.client.eventFrom(inTime, w.key, o, from)
		switch {
		case inTime.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			return nil, err
		case w.prevIndex() > 0 || w.alike(e):
			return e, nil
		}
		from = *e.Node.ModifiedIndex + 1
	}
	return nil, nil
}

// alike reports whether an event is one that the write would make.
func (w *unknownWrite) alike(e *Response) bool {
	return e.Action == w.action() && w.named(*e.Node.Key) && w.follows(e.PrevNode) && w.wrote(e.Node) && w.limited(e.Node)
}

// limited reports whether a node has a ttl if the write gave it one, and only then.
func (w *unknownWrite) limited(n *Node) bool {
	return w.method == http.MethodDelete || (n.Expiration != nil) == w.asked.Has("ttl")
}

// follows reports whether the node that an event replaced is the one that the
// write compared with.
func (w *unknownWrite) follows(prev *Node) bool {
	if w.prevIndex() > 0 && (prev == nil || prev.ModifiedIndex == nil || *prev.ModifiedIndex != w.prevIndex()) {
		return false
	}
	return !w.asked.Has("prevValue") || prev != nil && prev.Value != nil && *prev.Value == w.asked.Get("prevValue")
}
