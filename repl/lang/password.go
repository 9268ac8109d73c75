package lang

import (
	"slices"
	"strings"

	"etcd2sh/repl/lang/scan"
)

// HasPassword reports whether a text, a command or what was meant as one, is one in
// which a user's password is typed, or changed.
func (t *Table) HasPassword(text string) bool {
	h := scan.ScanHalf(text)
	_, typed := t.password(h)
	return typed
}

// password gives what may be a password behind the name of a user: all that follows the
// colon, or, where a blank stands in its place, what follows that. A password with
// blanks or quotes in it is not one word.
func (t *Table) password(h scan.Half) (scan.Span, bool) {
	for i := range h.Tokens {
		c := t.Find(h.Tokens[i].Text)
		if c == nil && i == 0 {
			c = t.Find(nearest(h.Tokens[i].Text, t.Names()))
		}
		if c == nil {
			continue
		}
		if from, ok := c.userOptionAt(h, h.Tokens[i+1:]); ok {
			return scan.Span{From: from, To: len(strings.TrimRight(h.Text, " \t\r\n"))}, true
		}
		if c.Passwords == nil {
			continue
		}
		if from, ok := c.passwordAt(h, h.Tokens[i+1:], i == 0); ok {
			return scan.Span{From: from, To: len(strings.TrimRight(h.Text, " \t\r\n"))}, true
		}
	}
	return scan.Span{}, false
}

// passwordAt finds where in the words behind the command a password begins. Where the
// line does not begin with it, the word that says so must stand behind it: a key may be
// called as the command is.
func (c *Command) passwordAt(h scan.Half, words []scan.Token, first bool) (from int, ok bool) {
	words, _ = before(words, "|")
	words = c.withoutOptions(words)
	certain := len(words) > 0 && slices.Contains(c.Passwords, words[0].Text)
	switch {
	case certain:
		words = words[1:]
	case !first:
		return 0, false
	}
	for i, w := range words[:min(len(words), 2)] {
		if certain && i == 1 && !w.Is("catch") {
			return w.Start, true
		}
		if colon := strings.IndexByte(h.Text[w.Start:w.End], ':'); colon >= 0 {
			return w.Start + colon + 1, true
		}
	}
	return 0, false
}

// userOptionAt finds where in the words behind the command the password of an option
// NAME:PASSWORD begins; in a map of options, where the map does.
func (c *Command) userOptionAt(h scan.Half, words []scan.Token) (from int, ok bool) {
	i := slices.IndexFunc(c.Options, func(o Option) bool { return o.Kind == UserOption })
	if i < 0 {
		return 0, false
	}
	name := "--" + c.Options[i].Name
	for n, w := range words {
		start := w.Start
		switch {
		case w.IsMap() && strings.Contains(h.Text[w.Start:w.End], ":"+c.Options[i].Name):
			return w.Start, true
		case strings.HasPrefix(w.Text, name+"="):
		case w.Text == name && n+1 < len(words):
			start = words[n+1].Start
		default:
			continue
		}
		if colon := strings.IndexByte(h.Text[start:], ':'); colon >= 0 {
			return start + colon + 1, true
		}
	}
	return 0, false
}

// withoutOptions gives the words that are neither options nor their values.
func (c *Command) withoutOptions(words []scan.Token) (others []scan.Token) {
	value := false
	for _, w := range words {
		if !value && !strings.HasPrefix(w.Text, "-") && !w.IsMap() {
			others = append(others, w)
		}
		value = slices.ContainsFunc(c.Options, func(o Option) bool { return o.Kind.TakesValue() && w.Text == "--"+o.Name })
	}
	return others
}
