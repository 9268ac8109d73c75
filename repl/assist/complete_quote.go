package assist

import (
	"slices"
	"strings"

	"etcd2sh/repl/lang/scan"
)

// halfKey is the word at the cursor, or the element of a vector, taken apart
// for completing: the names before its last slash, and the beginning of a name.
type halfKey struct {
	head      string         // all up to the last slash, or the colon of a keyword, as it was typed
	above     scan.Word      // what head stands for, read as a word
	headState scan.ScanState // where the scanner stands after head
	name      string         // the name after it, as far as it is typed
	state     scan.ScanState // where the scanner stands at the end
	close     string         // the bracket that ends a vector; "" for a word
}

func splitKey(raw string) halfKey {
	s := scan.Scanner{State: scan.InWord}
	h := halfKey{headState: scan.InWord}
	if strings.HasPrefix(raw, ":") {
		h.head = ":"
	}
	cut := len(h.head)
	for i := range len(raw) {
		n := len(s.Buf)
		s.Step(raw[i], i)
		if raw[i] == '/' && len(s.Buf) > n {
			h.head, h.headState, cut = raw[:i+1], s.State, len(s.Buf)
		}
	}
	h.above = scan.Word{Text: string(s.Buf[:cut])}
	for _, q := range s.Word.Quoted {
		if q.From < cut {
			h.above.Quoted = append(h.above.Quoted, scan.Span{From: q.From, To: min(q.To, cut)})
		}
	}
	h.name, h.state = string(s.Buf[cut:]), s.State
	return h
}

// text gives the word completed with a whole name.
func (h halfKey) text(name string, dir bool) string {
	quote := h.quote(name)
	text := h.begin(name, quote)
	switch {
	case !dir:
		return text + quote + h.close
	case h.close != "":
		return text + quote + " "
	case quote != quoteOf(h.state):
		return text + quote + "/"
	}
	return text + "/"
}

// common gives the word with the beginning of a name, which goes on.
func (h halfKey) common(name string) string { return h.begin(name, h.quote(name)) }

// begin writes the word with a name in quotes that stay open; quote "" writes
// it without.
func (h halfKey) begin(name, quote string) string {
	text := h.head
	if open := quoteOf(h.headState); open != quote {
		text += open + quote
	}
	switch quote {
	case `"`:
		return text + scan.DoubleQuoter.Replace(name)
	case `'`:
		return text + strings.ReplaceAll(name, `'`, `'\''`)
	}
	return text + h.escape(name)
}

// quote gives the quote that the name stands in: the one that is open, or the
// one that a control character needs, because a backslash before the end of a
// line joins the lines.
func (h halfKey) quote(name string) string {
	if open := quoteOf(h.state); open != "" {
		return open
	}
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return `"`
	}
	return ""
}

func quoteOf(s scan.ScanState) string {
	switch s {
	case scan.InSingle:
		return `'`
	case scan.InDouble, scan.InDoubleEscape:
		return `"`
	}
	return ""
}

// escape writes a name without quotes: a backslash stands before whatever
// would not be taken as it is.
func (h halfKey) escape(name string) string {
	special := ` "'\`
	if h.close != "" {
		special += "[](){},"
	}
	first := "$"
	if h.head == "" {
		first = "#[({:-$|"
	}
	var b strings.Builder
	for i := range len(name) {
		word := i == 0 && h.head == "" && slices.Contains([]string{"nil", "catch"}, name)
		if word || strings.IndexByte(special, name[i]) >= 0 || i == 0 && strings.IndexByte(first, name[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(name[i])
	}
	return b.String()
}
