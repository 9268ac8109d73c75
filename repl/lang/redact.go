package lang

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"etcd2sh/client"
	"etcd2sh/repl/lang/scan"
)

// Redacted is a command's text of which some parts must not be shown; see
// [Table.Redact]. The zero Redacted is an empty text.
type Redacted struct {
	text    string
	secrets []scan.Span // in order
	options []string    // the names of secret options, which are no secrets
}

// String is the text with … in the place of what must not be shown.
func (r Redacted) String() string { return r.Part(0, len(r.text)) }

// Part is what String gives of text[from:to].
func (r Redacted) Part(from, to int) string {
	var b strings.Builder
	for _, s := range r.secrets {
		if s.To <= from || s.From >= to {
			continue
		}
		b.WriteString(r.text[from:max(from, s.From)] + "…")
		from = min(s.To, to)
	}
	return b.String() + r.text[from:to]
}

// Err gives an error about the command, without the message if it is a usage error
// that may quote what must not be shown. One that says how to write a password
// quotes none.
func (r Redacted) Err(err error) error {
	var u *UsageError
	if !errors.As(err, &u) || strings.HasSuffix(u.Message, client.PercentEncoding) {
		return err
	}
	for _, s := range r.secrets {
		secret := r.text[s.From:s.To]
		for _, name := range r.options {
			secret = strings.ReplaceAll(secret, "--"+name, " ")
		}
		if !mayQuote(u.Message, secret) && !mayQuote(u.Message, withoutQuotes.Replace(secret)) {
			continue
		}
		told := *u
		told.Message = "something is wrong, which is not shown because it may be a password"
		if strings.HasPrefix(r.text[s.To:], "@") {
			told.Message += client.PercentEncoding
		}
		return &redactedError{&told, err}
	}
	return err
}

// withoutQuotes takes out what quotes in a command's text, and is not in its words.
var withoutQuotes = strings.NewReplacer(`\`, "", "'", "", `"`, "")

// redactedError is an error, of which another usage error is told.
type redactedError struct {
	told *UsageError
	err  error
}

func (e *redactedError) Error() string   { return e.told.Error() }
func (e *redactedError) Unwrap() []error { return []error{e.told, e.err} }

// mayQuote reports whether a message holds a part of a text: letters and digits
// that stand together, or the beginning of them.
func mayQuote(message, text string) bool {
	between := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	parts := strings.FieldsFunc(text, between)
	return slices.ContainsFunc(strings.FieldsFunc(message, between), func(word string) bool {
		return slices.ContainsFunc(parts, func(p string) bool { return p == word || len(word) > 2 && strings.HasPrefix(p, word) })
	})
}
