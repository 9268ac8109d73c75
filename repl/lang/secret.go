package lang

import (
	"slices"
	"strings"

	"etcd2sh/client"
	"etcd2sh/repl/lang/scan"
)

// First gives the command that a text begins with; nil when it is none of the
// table's.
func (t *Table) First(text string) *Command {
	words := scan.Scan(text).Words
	if len(words) == 0 {
		return nil
	}
	return t.Find(words[0].Text)
}

// HasSecret reports whether a text, a command or what was meant as one, holds what
// must not reach a disk: what must not be shown, or what may be a password, wherever
// it stands.
func (t *Table) HasSecret(text string) bool {
	if len(t.secretsOf(text)) > 0 {
		return true
	}
	words := strings.Fields(text)
	for _, w := range scan.Scan(text).Words {
		words = append(words, w.Text)
	}
	return slices.ContainsFunc(words, func(w string) bool { return client.Redact(w, client.AnyText) != w })
}

// Redact finds what must not be shown of a command's text, whether it can be parsed
// or not: all but the key under a secret option; what may be a user and a password in
// what is meant for an endpoint, as far as it may reach; and in every word and
// comment what stands before the last @ of a URL.
func (t *Table) Redact(text string) Redacted { return Redacted{text, t.secretsOf(text), t.secrets} }

func (t *Table) secretsOf(text string) []scan.Span {
	h := scan.ScanHalf(text)
	if part, ok := t.underSecret(h); ok {
		return append(urlUsers(h, part.From), part)
	}
	if part, ok := t.password(h); ok {
		return append(urlUsers(h, part.From), part)
	}
	if !strings.Contains(text, "@") || len(h.Tokens)+len(h.Comments) == 0 {
		return nil
	}
	if part, kind, ok := t.meantForEndpoints(h); ok {
		return credentials(text, part, kind)
	}
	return urlUsers(h, len(text))
}

// credentials gives where a user and a password stand in a part of a text; nil for
// nowhere.
func credentials(text string, part scan.Span, kind client.TextKind) []scan.Span {
	from, to := client.Credentials(text[part.From:part.To], kind)
	if from == to {
		return nil
	}
	return []scan.Span{{From: part.From + from, To: part.From + to}}
}

// underSecret gives what a secret option hides: all that follows the key.
func (t *Table) underSecret(h scan.Half) (scan.Span, bool) {
	if !slices.ContainsFunc(h.Tokens, func(w scan.Token) bool { return t.isSecret(h.Text[w.Start:w.End]) }) {
		return scan.Span{}, false
	}
	from := h.Tokens[0].Start
	if c := t.Find(h.Tokens[0].Text); c != nil && len(h.Tokens) > 1 {
		from = h.Tokens[1].Start
		if len(c.Args) > 0 && c.Args[0].Kind == KeyArg && len(h.Tokens) > 2 && !strings.ContainsRune("-{", rune(h.Text[from])) {
			from = h.Tokens[2].Start
		}
	}
	return scan.Span{From: from, To: len(strings.TrimRight(h.Text, " \t\r\n"))}, true
}

// isSecret reports whether a word names a secret option, as it is or in a map.
func (t *Table) isSecret(word string) bool {
	word = strings.ToLower(word)
	return slices.ContainsFunc(t.secrets, func(name string) bool {
		return strings.Contains(word, "--"+name) || strings.HasPrefix(word, "{") && strings.Contains(word, ":"+name)
	})
}

// meantForEndpoints gives what follows a command that takes endpoints: a password
// with blanks or quotes in it is not one word. A command that there is not may be
// that one misspelt.
func (t *Table) meantForEndpoints(h scan.Half) (part scan.Span, kind client.TextKind, ok bool) {
	i := slices.IndexFunc(h.Tokens, func(w scan.Token) bool { return t.Find(w.Text).takesEndpoints() })
	if i < 0 && len(h.Tokens) > 0 && t.Find(h.Tokens[0].Text) != nil { // behind a prefix such as time
		i = slices.IndexFunc(h.Tokens, func(w scan.Token) bool {
			return t.Find(w.Text) == nil && t.Find(nearest(w.Text, t.Names())).takesEndpoints()
		})
	}
	switch {
	case i >= 0:
		rest := strings.TrimLeft(h.Text[h.Tokens[i].End:], " \t\r\n'\"")
		return scan.Span{From: len(h.Text) - len(rest), To: len(h.Text)}, client.EndpointText, true
	case len(h.Tokens) > 0 && t.Find(h.Tokens[0].Text) == nil:
		return scan.Span{To: len(h.Text)}, client.AnyText, true
	}
	return scan.Span{}, 0, false
}

func (c *Command) takesEndpoints() bool {
	return c != nil && slices.ContainsFunc(c.Args, func(a Arg) bool { return a.Kind == EndpointArg })
}

// urlUsers gives the users and passwords of the URLs in the words and comments before
// end, in order.
func urlUsers(h scan.Half, end int) (parts []scan.Span) {
	words := slices.Clone(h.Comments)
	for _, w := range h.Tokens {
		words = append(words, scan.Span{From: w.Start, To: w.End})
	}
	slices.SortFunc(words, func(a, b scan.Span) int { return a.From - b.From })
	for _, w := range words {
		if w.To <= end {
			parts = append(parts, credentials(h.Text, w, client.WordText)...)
		}
	}
	return parts
}
