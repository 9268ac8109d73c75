package assist

import (
	"slices"
	"strings"

	"etcd2sh/repl/lang/scan"
)

// halfKey is the word at the cursor, or the element of a vector, taken apart
// for completing: the names before its last slash, and the beginning of a name.
type halfKey struct {
	head     string     // all up to the last slash, or the colon of a keyword, as it was typed
	above    scan.Word  // what head stands for, read as a word
	headOpen scan.Quote // the quote that is open after head
	name     string     // the name after it, as far as it is typed
	open     scan.Quote // the quote that is open at the end
	close    string     // the bracket that ends a vector; "" for a word
}

func splitKey(raw string) halfKey {
	h := halfKey{head: raw[:strings.LastIndexByte(raw, '/')+1]}
	if h.head == "" && strings.HasPrefix(raw, ":") {
		h.head = ":"
	}
	h.above, h.headOpen = scan.HalfWord(h.head)
	whole, open := scan.HalfWord(raw)
	h.name, h.open = whole.Text[len(h.above.Text):], open
	return h
}

// text gives the word completed with a whole name.
func (h halfKey) text(name string, dir bool) string {
	quote := h.quote(name)
	text := h.begin(name, quote)
	switch {
	case !dir:
		return text + quote.String() + h.close
	case h.close != "":
		return text + quote.String() + " "
	case quote != h.open:
		return text + quote.String() + "/"
	}
	return text + "/"
}

// common gives the word with the beginning of a name, which goes on.
func (h halfKey) common(name string) string { return h.begin(name, h.quote(name)) }

// begin writes the word with a name in quotes that stay open, or without any.
func (h halfKey) begin(name string, quote scan.Quote) string {
	text := h.head
	if h.headOpen != quote {
		text += h.headOpen.String() + quote.String()
	}
	if quote != scan.Bare {
		return text + quote.Within(name)
	}
	return text + h.escape(name)
}

// quote gives the quote that the name stands in: the one that is open, or the
// one that a control character needs, because a backslash before the end of a
// line joins the lines.
func (h halfKey) quote(name string) scan.Quote {
	if h.open == scan.Bare && strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return scan.Double
	}
	return h.open
}

// escape writes a name without quotes; a word that would mean something else
// than its text begins with a backslash.
func (h halfKey) escape(name string) string {
	text := scan.Escape(name, h.head == "", h.close != "")
	if h.head == "" && slices.Contains([]string{"nil", "catch"}, name) {
		return `\` + text
	}
	return text
}
