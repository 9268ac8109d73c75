package scan

import "strings"

// Quote is what a text stands in: one of the two quotes, or none.
type Quote byte

// The quotes.
const (
	Bare   Quote = 0
	Single Quote = '\''
	Double Quote = '"'
)

// String is the quote as it is typed, "" for none.
func (q Quote) String() string {
	if q == Bare {
		return ""
	}
	return string(rune(q))
}

var doubleQuoted = strings.NewReplacer(`"`, `\"`, `\`, `\\`)

// Within writes a text so that it can stand between these quotes, which it does
// not write. Bare leaves the text alone: see [Escape].
func (q Quote) Within(text string) string {
	switch q {
	case Double:
		return doubleQuoted.Replace(text)
	case Single:
		return strings.ReplaceAll(text, `'`, `'\''`)
	}
	return text
}

// Quoted writes a text as one word that is data.
func Quoted(text string) string { return `"` + Double.Within(text) + `"` }

// QuotedIfNeeded writes a text as one word, in quotes if it would not be that
// word without, or may be taken for more.
func QuotedIfNeeded(text string) string {
	if words := Scan(text).Words; len(words) == 1 && words[0].Text == text && words[0].Plain() && !IsOpen(text[0]) && !strings.ContainsAny(text, "|;&<>") {
		return text
	}
	return "'" + Single.Within(text) + "'"
}

// Escape writes a text without quotes: a backslash stands before each byte that
// would not be taken as it is. begins says that the text begins a word, inForm
// that the word is an element of a form.
func Escape(text string, begins, inForm bool) string {
	special, first := ` "'\|;&<>`, "$"
	if inForm {
		special += "[](){},"
	}
	if begins {
		first = "#[({:-$"
	}
	var b strings.Builder
	for i := range len(text) {
		if strings.IndexByte(special, text[i]) >= 0 || i == 0 && strings.IndexByte(first, text[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// HalfWord reads a text that is one word, or an element of a form, as far as it
// is typed, and tells which quote is open at its end.
func HalfWord(text string) (Word, Quote) {
	s := Scanner{state: inWord}
	s.Feed(text)
	open := Bare
	switch s.state {
	case inSingle:
		open = Single
	case inDouble, inDoubleEscape:
		open = Double
	}
	s.endWord(len(text))
	return s.Words[0], open
}
