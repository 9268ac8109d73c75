package render

import (
	"fmt"
	"io"
	"strconv"

	"etcd2sh/client"

	"github.com/rivo/uniseg"
)

// Event is what a watch saw. It prints as its data; on a terminal as one line for
// the eye, unless the style wants the data there too, and in simple as lines of
// four fields with tabs between them.
type Event struct {
	Data     any                 // the event as data
	Key      string              // of a gap the keys that are watched, behind it the key
	Response *client.Response    // a change, or the present state after a gap; nil for a missing key
	Gap      *client.HistoryLost // where events were lost: the event is the gap, or the state after it
	State    bool                // the present state, after a gap
}

// Events print as a list of their data; where an event is a line, as their lines.
type Events []Event

// Data is the events as data.
func (e Events) Data() []any {
	all := make([]any, len(e))
	for i := range e {
		all[i] = e[i].Data
	}
	return all
}

// action is what happened, in etcd's word where it has one.
func (e Event) action() string {
	switch {
	case e.Gap != nil && !e.State:
		return "history-lost"
	case e.Response == nil:
		return "missing"
	}
	return e.Response.Action
}

// shortActions are the actions that would put a line out of its columns, as they
// stand there.
var shortActions = map[string]string{
	"compareAndSwap": "cas", "compareAndDelete": "cad", "history-lost": "lost", "missing": "none",
}

// shortAction is the action in six cells or fewer.
func (e Event) shortAction() string {
	if short, ok := shortActions[e.action()]; ok {
		return short
	}
	return e.action()
}

// index is that of the change, or of the state that stands for what was lost.
func (e Event) index() string {
	switch {
	case e.Gap != nil:
		return strconv.FormatUint(e.Gap.Index, 10)
	case e.Response == nil || e.Response.Node == nil || e.Response.Node.ModifiedIndex == nil:
		return "-"
	}
	return strconv.FormatUint(*e.Response.Node.ModifiedIndex, 10)
}

// node is what the event is about; a made-up one that has only a key where the
// answer has none.
func (e Event) node() *client.Node {
	if e.Response == nil || e.Response.Node == nil {
		return &client.Node{Key: &e.Key}
	}
	n := *e.Response.Node
	if n.Key == nil {
		n.Key = &e.Key
	}
	return &n
}

// keyOf is a node's key, with a / behind that of a directory.
func keyOf(n *client.Node) string {
	if n.Dir && *n.Key != "/" {
		return *n.Key + "/"
	}
	return *n.Key
}

// events prints what a watch saw, or a log.
func (s Style) events(w io.Writer, all Events, data any) error {
	lines := s.Format == EDN && s.Terminal && !s.EventMaps
	if len(all) == 0 || s.Format != Simple && !lines {
		return s.Result(w, data)
	}
	p := s.printer(w)
	widest := 0 // of the indexes, which end in one column
	for _, e := range all {
		widest = max(widest, len(e.index()))
	}
	for _, e := range all {
		if lines {
			p.eventLine(e, widest, s.Width)
		} else {
			p.eventFields(e, e.node())
		}
		if p.flush(); p.stopped() {
			break
		}
	}
	return p.done()
}

// eventFields prints an event as INDEX, ACTION, KEY and VALUE with tabs between
// them, which are escaped within. The present state of a directory is a line for
// it, and one for each node below.
func (p *printer) eventFields(e Event, n *client.Node) {
	if n.Key == nil || p.stopped() {
		return
	}
	p.mark(e.index() + "\t" + e.action() + "\t")
	p.buf = appendEscaped(p.buf, keyOf(n), exceptQuotes)
	p.mark("\t")
	if n.Value != nil {
		p.buf = appendEscaped(p.buf, *n.Value, exceptQuotes)
	}
	p.newline(0)
	p.flush()
	for _, below := range n.Nodes {
		p.eventFields(e, below)
	}
}

// piece is a part of a line, and its colour.
type piece struct {
	colour
	text string
}

// leastValue and leastKey are how many cells a value and a key have at least, as long
// as the line has any.
const leastValue, leastKey = 8, 12

// eventLine prints an event on one line of so many cells, 0: of any number, its index
// in a column that is so wide.
func (p *printer) eventLine(e Event, column, cells int) {
	n := e.node()
	index, action, key := fmt.Sprintf("%*s", column, e.index()), fmt.Sprintf("  %-6s", e.shortAction()), Escape(keyOf(n))
	look := p.colours.key
	if a := e.action(); a == "delete" || a == "expire" || a == "compareAndDelete" || a == "history-lost" || a == "missing" {
		look = p.colours.refusal
	}
	before, after, ttl := p.values(e, n)
	if before != "" && after != "" {
		before, after = "  "+before, " → "+after
	} else if before != "" {
		before = "  was " + before
	} else if after != "" {
		after = "  " + after
	}
	if cells > 0 {
		key, before, after = fitEvent(cells-uniseg.StringWidth(index+action+"  "+ttl), key, before, after)
	}
	p.pieces(cells, piece{p.colours.number, index}, piece{look, action}, piece{colour{}, "  " + key},
		piece{p.colours.hint, before}, piece{p.colours.text, after}, piece{p.colours.hint, ttl})
	p.newline(0)
}

// fitEvent cuts a key and values so that they have so many cells together. What is
// new is seen before what was there, and of keys the ends, at which they differ.
func fitEvent(room int, key, before, after string) (k, b, a string) {
	was, is := uniseg.StringWidth(before), uniseg.StringWidth(after)
	key = cutStart(key, max(leastKey, room-min(was+is, 2*leastValue)))
	room -= uniseg.StringWidth(key)
	switch {
	case was == 0 || was+is <= room:
	case is == 0:
		before = Cut(before, max(leastValue, room))
	case room < 2*leastValue:
		before = Cut(before, max(3, room-is)) // two blanks and … at least
	default:
		before = Cut(before, max(room-is, room/2))
	}
	if left := room - uniseg.StringWidth(before); is > left {
		after = Cut(after, max(leastValue, left))
	}
	return key, before, after
}

// values are what was there and what is now, between quotes, and what else there
// is to say; each may be empty.
func (p *printer) values(e Event, n *client.Node) (before, after, more string) {
	quote := func(text *string) string {
		if text == nil {
			return ""
		}
		begun, end := beginning(*text, max(p.width, 80)), `"`
		if len(begun) < len(*text) {
			end = "…"
		}
		return `"` + string(appendEscaped(nil, begun, quoting)) + end
	}
	switch {
	case e.Gap != nil && !e.State && e.Gap.Seen != 0:
		return "", "", fmt.Sprintf("  the store went back from %d", e.Gap.Seen)
	case e.Gap != nil && !e.State:
		return "", "", fmt.Sprintf("  from %d on", e.Gap.Asked)
	}
	if e.Response != nil && e.Response.PrevNode != nil {
		before = quote(e.Response.PrevNode.Value)
	}
	if n.TTL != nil {
		more = fmt.Sprintf("  ttl %d", *n.TTL)
	}
	if e.State && n.Dir {
		more += fmt.Sprintf("  with %d", len(n.Nodes))
	}
	return before, quote(n.Value), more
}

// pieces prints parts of a line, up to so many cells; 0: all.
func (p *printer) pieces(cells int, all ...piece) {
	left := cells
	for i, part := range all {
		text := part.text
		if text == "" {
			continue
		}
		width := uniseg.StringWidth(text)
		following := 0
		for _, next := range all[i+1:] {
			following += uniseg.StringWidth(next.text)
		}
		full := cells > 0 && width+min(following, 1) > left
		if full {
			text = Cut(text+"……", left) // the line goes on, whether here or in the next part
		}
		p.token(part.colour, text)
		if left -= width; full {
			return
		}
	}
}
