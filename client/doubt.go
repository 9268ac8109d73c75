package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// doubt is a write whose outcome is unknown, read back from its request.
type doubt struct {
	request
	client    *Client
	asked     url.Values // the value, the ttl and the conditions
	prevIndex uint64     // 0 is none
	refresh   bool
	swap      bool
}

func newDoubt(c *Client, u *UnknownOutcome) (*doubt, error) {
	d := &doubt{request: u.write, client: c, asked: u.write.query, swap: u.swap}
	if d.method == "" {
		return nil, &Argument{"unknown outcome", "does not hold the write it is about"}
	}
	var err error
	if d.form != "" {
		if d.asked, err = url.ParseQuery(d.form); err != nil {
			return nil, err
		}
	}
	d.refresh = d.asked.Has("refresh")
	if d.asked.Has("prevIndex") {
		d.prevIndex, err = strconv.ParseUint(d.asked.Get("prevIndex"), 10, 64)
	}
	return d, err
}

func (d *doubt) inOrder() bool { return d.method == http.MethodPost }

// search looks through the history up to an index: with a condition on
// modifiedIndex for the first event after that, else for the first event like
// the write since before it was sent. nil is none: etcd says nothing of a
// history without one but waits for the next event, so the search does not last
// longer than one request may.
func (d *doubt) search(ctx context.Context, until uint64) (*Response, error) {
	inTime, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	o := GetOptions{Options: Options{RootKey: d.root}, Recursive: d.inOrder()}
	for from := max(d.prevIndex, d.since) + 1; from <= until; {
		e, err := d.client.pastEvent(inTime, d.key, o, from)
		switch {
		case inTime.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			return nil, err
		case d.prevIndex > 0 || d.alike(e):
			return e, nil
		}
		from = *e.Node.ModifiedIndex + 1
	}
	return nil, nil
}

// alike reports whether an event is one that the write would make.
func (d *doubt) alike(e *Response) bool {
	return e.Action == d.action() && d.named(*e.Node.Key) && d.follows(e.PrevNode) && d.wrote(e.Node)
}

// action is what etcd calls the write.
func (d *doubt) action() string {
	compares := d.asked.Has("prevIndex") || d.asked.Has("prevValue")
	switch {
	case d.method == http.MethodDelete && compares:
		return "compareAndDelete"
	case d.method == http.MethodDelete:
		return "delete"
	case compares:
		return "compareAndSwap"
	case d.inOrder() || d.asked.Get("prevExist") == "false":
		return "create"
	case d.asked.Has("prevExist"):
		return "update"
	}
	return "set"
}

func (d *doubt) named(key string) bool {
	if !d.inOrder() {
		return key == d.key
	}
	name, ok := strings.CutPrefix(key, strings.TrimSuffix(d.key, "/")+"/")
	_, err := strconv.ParseUint(name, 10, 64)
	return ok && err == nil
}

// follows reports whether the node that an event replaced is the one that the
// write compared with.
func (d *doubt) follows(prev *Node) bool {
	if d.prevIndex > 0 && (prev == nil || prev.ModifiedIndex == nil || *prev.ModifiedIndex != d.prevIndex) {
		return false
	}
	return !d.asked.Has("prevValue") || prev != nil && prev.Value != nil && *prev.Value == d.asked.Get("prevValue")
}

func (d *doubt) wrote(n *Node) bool {
	switch {
	case d.method == http.MethodDelete:
		return true
	case (n.Expiration != nil) != d.asked.Has("ttl"):
		return false
	case d.asked.Has("dir"):
		return n.Dir
	}
	return n.Value != nil && *n.Value == d.asked.Get("value")
}
