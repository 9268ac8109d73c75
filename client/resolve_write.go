package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// unknownWrite is a write whose outcome is unknown, read back from its request.
type unknownWrite struct {
	request
	client    *Client
	asked     url.Values // the value, the ttl and the conditions
	prevIndex uint64     // 0 is none
	refresh   bool
	swap      bool
}

func newUnknownWrite(c *Client, u *UnknownOutcome) (*unknownWrite, error) {
	w := &unknownWrite{request: u.write, client: c, asked: u.write.query, swap: u.swap}
	if w.method == "" {
		return nil, &Argument{"unknown outcome", "does not hold the write it is about"}
	}
	var err error
	if w.form != "" {
		if w.asked, err = url.ParseQuery(w.form); err != nil {
			return nil, err
		}
	}
	w.refresh = w.asked.Has("refresh")
	if w.asked.Has("prevIndex") {
		w.prevIndex, err = strconv.ParseUint(w.asked.Get("prevIndex"), 10, 64)
	}
	return w, err
}

func (w *unknownWrite) inOrder() bool { return w.method == http.MethodPost }

// search looks through the history up to an index: with a condition on
// modifiedIndex for the first event after that, else for the first event like
// the write since before it was sent. nil is none: etcd says nothing of a
// history without one but waits for the next event, so the search does not last
// longer than one request may.
func (w *unknownWrite) search(ctx context.Context, until uint64) (*Response, error) {
	inTime, cancel := context.WithTimeout(ctx, w.timeout)
	defer cancel()
	o := GetOptions{Options: Options{RootKey: w.root}, Recursive: w.inOrder()}
	for from := max(w.prevIndex, w.since) + 1; from <= until; {
		e, err := w.client.eventFrom(inTime, w.key, o, from)
		switch {
		case inTime.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			return nil, err
		case w.prevIndex > 0 || w.alike(e):
			return e, nil
		}
		from = *e.Node.ModifiedIndex + 1
	}
	return nil, nil
}

// alike reports whether an event is one that the write would make.
func (w *unknownWrite) alike(e *Response) bool {
	return e.Action == w.action() && w.named(*e.Node.Key) && w.follows(e.PrevNode) && w.wrote(e.Node)
}

// action is what etcd calls the write.
func (w *unknownWrite) action() string {
	compares := w.asked.Has("prevIndex") || w.asked.Has("prevValue")
	switch {
	case w.method == http.MethodDelete && compares:
		return "compareAndDelete"
	case w.method == http.MethodDelete:
		return "delete"
	case compares:
		return "compareAndSwap"
	case w.inOrder() || w.asked.Get("prevExist") == "false":
		return "create"
	case w.asked.Has("prevExist"):
		return "update"
	}
	return "set"
}

func (w *unknownWrite) named(key string) bool {
	if !w.inOrder() {
		return key == w.key
	}
	name, ok := strings.CutPrefix(key, strings.TrimSuffix(w.key, "/")+"/")
	_, err := strconv.ParseUint(name, 10, 64)
	return ok && err == nil
}

// follows reports whether the node that an event replaced is the one that the
// write compared with.
func (w *unknownWrite) follows(prev *Node) bool {
	if w.prevIndex > 0 && (prev == nil || prev.ModifiedIndex == nil || *prev.ModifiedIndex != w.prevIndex) {
		return false
	}
	return !w.asked.Has("prevValue") || prev != nil && prev.Value != nil && *prev.Value == w.asked.Get("prevValue")
}

func (w *unknownWrite) wrote(n *Node) bool {
	switch {
	case w.method == http.MethodDelete:
		return true
	case (n.Expiration != nil) != w.asked.Has("ttl"):
		return false
	case w.asked.Has("dir"):
		return n.Dir
	}
	return n.Value != nil && *n.Value == w.asked.Get("value")
}
