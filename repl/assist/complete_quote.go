package assist

import (
	"slices"
	"strings"
	"unicode"

	"etcd2sh/repl/lang/scan"
)

// halfKey is the word at the cursor, a key, the element of a vector or the path of
// a file, taken apart for completing: the names before its last slash, and the beginning of a name.
type halfKey struct {
	head     string     // all up to the last slash, or the colon of a keyword, as it was typed
	above    scan.Word  // what head stands for, read as a word
	headOpen scan.Quote // the quote that is open after head
	name     string     // the name after it, as far as it is typed
	open     scan.Quote // the quote that is open at the end
	close    string     // the bracket that ends a vector; "" for a word
}

// splitKey takes a key apart.
func splitKey(raw string) halfKey {
	if strings.HasPrefix(raw, ":") && !strings.Contains(raw, "/") {
		return split(raw, ":")
	}
	return splitPath(raw)
}

// splitPath takes the path of a file apart.
func splitPath(raw string) halfKey { return split(raw, raw[:strings.LastIndexByte(raw, '/')+1]) }

func split(raw, head string) halfKey {
	h := halfKey{head: head}
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
	if h.head == "" && slices.Contains(reserved, name) {
		return `\` + text
	}
	return text
}

// reserved are the words that would not be taken as data without quotes.
var reserved = []string{"nil", "catch"}

// spelled writes a text as a word that is data, in the quote that is open, or else
// without any if it needs none.
func spelled(text string, open scan.Quote) string {
	if open == scan.Bare {
		odd := strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
		if text != "" && !odd && scan.Escape(text, true, false) == text && !slices.Contains(reserved, text) {
			return text
		}
		open = scan.Double
	}
	return open.String() + open.Within(text) + open.String()
}
