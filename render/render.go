// Package render makes text of data: edn, json or simple text, laid out to the
// width of a terminal and coloured when asked. Start with [Style]. It decides
// nothing about streams: whether there is a terminal, how wide it is and
// whether it shows colours are facts that the caller gives.
package render

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"etcd2sh/client"
)

// Format is a form of output. The zero value is EDN.
type Format int

// The three formats.
const (
	EDN    Format = iota // as Clojure prints data
	JSON                 // the same data as JSON, its keywords in camel case
	Simple               // a value alone, for shell scripts
)

// String is the name that [ParseFormat] reads.
func (f Format) String() string {
	switch f {
	case EDN:
		return "edn"
	case JSON:
		return "json"
	case Simple:
		return "simple"
	}
	return fmt.Sprintf("format %d", int(f))
}

// ParseFormat gives the format of that name. Its error reads on from what was
// being set, and names all three.
func ParseFormat(name string) (Format, error) {
	for _, f := range []Format{EDN, JSON, Simple} {
		if f.String() == name {
			return f, nil
		}
	}
	return 0, fmt.Errorf("wants edn, json or simple, not %q", name)
}

// Style says how results look. The zero value is for a pipe: edn, one line for
// each result, no colours. It may be used concurrently.
type Style struct {
	Format   Format
	Width    int  // cells to lay edn and json out to; 0: one line for each result
	Height   int  // rows of the terminal; 0: not known
	Color    bool // colours, by SGR escape codes
	Terminal bool // the output is a terminal: simple text is escaped, too
	Dumb     bool // a terminal that knows no escape codes
	Meta     bool // answers are preceded by their metadata
	// EventMaps says that events are data on a terminal, too.
	EventMaps bool
}

// Result writes one result and its newline, in as few writes as its size
// allows. [Nothing] prints nothing, and so does nil in the simple format. Its
// error is the writer's, or names a type that is no part of the data model.
func (s Style) Result(w io.Writer, v any) error {
	switch v := v.(type) {
	case Nothing:
		return nil
	case Clear:
		return s.clear(w)
	case FreshRow:
		return s.freshRow(w)
	case Output:
		_, err := w.Write(v)
		return err
	case Event:
		return s.events(w, Events{v}, v.Data)
	case Events:
		return s.events(w, v, v.Data())
	case Pictured:
		return s.pictured(w, v)
	case Tree:
		return s.Result(w, v.text(s))
	case Document:
		if parts, ok := v.laidOut(); ok && s.Format == EDN && s.Terminal && s.Width > 0 {
			p := s.printer(w)
			p.document(parts)
			return p.done()
		}
	}
	p := s.printer(w)
	p.result(v, s)
	return p.done()
}

// result prints data in a style, and its newline.
func (p *printer) result(v any, s Style) {
	text, isText := v.(Text)
	line, isLine := v.(Line)
	raw, isRaw := v.(Raw)
	page, isPage := v.(Page)
	table, isTable := v.(Table)
	lanes, isLanes := v.(Lanes)
	switch {
	case isLine && s.Format != JSON:
		p.escapes = s.Terminal
		p.prose(string(line))
	case isRaw:
		p.raw(string(raw), s.Terminal)
	case isText && s.Format != JSON:
		p.prose(string(text))
	case isPage && s.Format != JSON:
		p.page(page, s.Width)
	case isPage:
		p.value(Text(page.String()), 0)
		p.newline(0)
	case isLanes && s.Format != JSON:
		p.raw(strings.Join(lanes.lines(s), "\n"), false)
	case isLanes:
		p.value(Text(lanes.String()), 0)
		p.newline(0)
	case isTable && s.tabular():
		p.table(table, s)
	case s.Format == Simple:
		p.simple(v)
	default:
		p.value(s.withMeta(p, v), 0)
		p.newline(0)
	}
}

func (s Style) clear(w io.Writer) error {
	if !s.Terminal || s.Dumb {
		return nil
	}
	_, err := io.WriteString(w, "\x1b[H\x1b[2J\x1b[3J")
	return err
}

// freshRow writes as many blanks as a row has: they take the cursor to the next one,
// unless it was at the beginning.
func (s Style) freshRow(w io.Writer) error {
	if !s.Terminal || s.Dumb || s.Width <= 0 {
		return nil
	}
	_, err := io.WriteString(w, strings.Repeat(" ", s.Width)+"\r\x1b[J")
	return err
}

// Error writes an error and its newline: a *client.Error as [Refusal] gives
// it, also when it is wrapped, a Map, which has a :message, as it is, and any
// other error as a map with its message. In the simple format it is one line, whatever it contains.
// On a terminal the text of either is broken at blanks to the width.
func (s Style) Error(w io.Writer, err any) error {
	p := s.printer(w)
	data, line := described(err)
	if data == nil {
		return fmt.Errorf("a %T is no error", err)
	}
	if p.wraps = s.Terminal && s.Format != JSON && s.Width > 0; p.wraps {
		p.width = 0
	}
	if s.Format == Simple {
		p.token(p.colours.refusal, "Error:")
		p.buf = appendEscaped(append(p.buf, ' '), line, controlsOnly)
	} else {
		p.colours.key = p.colours.refusal
		p.value(data, 0)
	}
	p.newline(0)
	if p.wraps {
		p.buf = []byte(WrapIndented(string(p.buf), s.Width, " "))
	}
	return p.done()
}

// described is an error as data and in words. The data is nil when err is
// neither a Map nor an error.
func described(err any) (data Map, line string) {
	switch e := err.(type) {
	case Map:
		message, _ := Lookup(e, Keyword("message"))
		return e, fmt.Sprint(message)
	case error:
		if refusal, ok := errors.AsType[*client.Error](e); ok {
			return Refusal(refusal), refusal.Error()
		}
		return Map{{Keyword("message"), e.Error()}}, e.Error()
	}
	return nil, ""
}

// Dim is text for hints and the like: faint where colours are shown. Its
// control characters are escaped, newlines apart, because a hint may quote
// what a server sent.
func (s Style) Dim(text string) string {
	text = string(appendEscaped(nil, text, controlsExceptNewline))
	if !s.Color {
		return text
	}
	hint := colours().hint
	return hint.before + text + hint.after
}

// Remark is text as [Style.Dim] gives it, broken at blanks to the width.
func (s Style) Remark(text string) string { return s.Dim(WrapIndented(text, s.Width, "  ")) }

// Escape is text with its control characters and its invisible direction marks
// written as edn writes them, "\n" and "\u001b", so that it stands on one line
// and cannot drive a terminal. Quotes and backslashes stay as they are.
func Escape(text string) string {
	return string(appendEscaped(nil, text, controlsOnly))
}
