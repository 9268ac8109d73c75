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
	within := t.commandsIn(h.Tokens)
	for i := range h.Tokens {
		c := t.Find(h.Tokens[i].Text)
		run := slices.IndexFunc(within, func(n namedAt) bool { return n.at == i })
		if run >= 0 {
			c = within[run].command
		}
		if c == nil {
			continue
		}
		from, ok := c.userOptionAt(h, h.Tokens[i+1:])
		if !ok && c.Passwords != nil {
			from, ok = c.passwordAt(h, h.Tokens[i+1:], run >= 0)
		}
		if ok {
			return scan.Span{From: from, To: len(strings.TrimRight(h.Text, " \t\r\n"))}, true
		}
	}
	return scan.Span{}, false
}

// passwordAt finds where in the words behind the command a password begins. Where it is
// not certain that the command runs there, the word that says so must stand behind it: a
// key may be called as the command is.
func (c *Command) passwordAt(h scan.Half, words []scan.Token, runs bool) (from int, ok bool) {
	words, _ = before(words, "|")
	words = c.withoutOptions(words)
	certain := len(words) > 0 && slices.Contains(c.Passwords, words[0].Text)
	switch {
	case certain:
		words = words[1:]
	case !runs:
		return 0, false
	}
	words, _ = before(words, "catch")
	for i, w := range words[:min(len(words), 2)] {
		if certain && i == 1 {
			return w.Start, true
		}
		if colon := strings.IndexByte(h.Text[w.Start:w.End], ':'); colon >= 0 {
			return w.Start + colon + 1, true
		}
	}
	return 0, false
}

// userOptionAt finds where in the words behind the command the password of an option
// NAME:PASSWORD begins, also where the option is misspelt; in a map of options, where the
// map does.
func (c *Command) userOptionAt(h scan.Half, words []scan.Token) (from int, ok bool) {
	i := slices.IndexFunc(c.Options, func(o Option) bool { return o.Kind == UserOption })
	if i < 0 {
		return 0, false
	}
	for n, w := range words {
		start := w.Start
		name, _, hangs := strings.Cut(w.Text, "=")
		short := c.Options[i].Short != "" && strings.HasPrefix(w.Text, "-"+c.Options[i].Short)
		switch {
		case w.IsMap() && slices.ContainsFunc(keywordsIn(h.Text[w.Start:w.End]), func(name string) bool { return c.maybeUser("--" + name) }):
			return w.Start, true
		case !short && !c.maybeUser(name):
			continue
		case !hangs && (!short || len(w.Text) == 2) && n+1 < len(words):
			start = words[n+1].Start
		}
		if colon := strings.IndexByte(h.Text[start:], ':'); colon >= 0 {
			return start + colon + 1, true
		}
	}
	return 0, false
}

// maybeUser reports whether a word, --NAME, is the option that gives a user, or may be
// meant for it.
func (c *Command) maybeUser(word string) bool {
	name, long := strings.CutPrefix(word, "--")
	if !long {
		return false
	}
	named := func(name string) int {
		return slices.IndexFunc(c.Options, func(o Option) bool { return o.called(name) })
	}
	i := named(name)
	if i < 0 {
		var all []string
		for _, o := range c.Options {
			all = append(all, append([]string{o.Name}, o.Also...)...)
		}
		i = named(nearest(name, all))
	}
	return i >= 0 && c.Options[i].Kind == UserOption
}

// keywordsIn gives the names of the keywords in a map of options.
func keywordsIn(text string) (names []string) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\n,{}", r) }) {
		if name, ok := strings.CutPrefix(word, ":"); ok {
			names = append(names, optionName(name))
		}
	}
	return names
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
