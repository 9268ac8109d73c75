package lang

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"etcd2sh/client"
	"etcd2sh/repl/lang/scan"
)

// Shown gives text[from:to] with … in the place of what is hidden of the text.
func Shown(text string, hidden []scan.Span, from, to int) string {
	var b strings.Builder
	for _, h := range hidden {
		if h.To <= from || h.From >= to {
			continue
		}
		b.WriteString(text[from:max(from, h.From)] + "…")
		from = min(h.To, to)
	}
	return b.String() + text[from:to]
}

// password gives where a password may stand in a text of which nothing is known:
// between the first colon and the last @.
func password(text string) scan.Span {
	colon, at := strings.IndexByte(text, ':'), strings.LastIndexByte(text, '@')
	if colon < 0 {
		colon = at
	}
	return scan.Span{From: colon + 1, To: max(colon+1, at)}
}

// HidePassword gives a text of which nothing is known, such as a message that
// quotes what was typed, without what may be a password in it.
func HidePassword(text string) string { return Shown(text, spanIfAny(password(text)), 0, len(text)) }

// Discreet takes the message out of a usage error if it may quote what is hidden
// of the command. One that says how to write a password quotes none.
func Discreet(err error, text string, hidden []scan.Span) {
	var u *UsageError
	if len(hidden) == 0 || !errors.As(err, &u) || strings.HasSuffix(u.Message, client.PercentEncoding) {
		return
	}
	for _, h := range hidden {
		if !mayQuote(u.Message, text[h.From:h.To]) {
			continue
		}
		u.Message, u.Hint = "something is wrong, which is not shown because it may be a password", ""
		if strings.HasPrefix(text[h.To:], "@") {
			u.Message += client.PercentEncoding
		}
		return
	}
}

// mayQuote reports whether a message holds a part of a text: letters and digits
// that stand together, or the beginning of them.
func mayQuote(message, text string) bool {
	between := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	parts := strings.FieldsFunc(text, between)
	return slices.ContainsFunc(strings.FieldsFunc(message, between), func(word string) bool {
		return slices.ContainsFunc(parts, func(p string) bool { return p == word || len(word) > 2 && strings.HasPrefix(p, word) })
	})
}
