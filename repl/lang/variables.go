package lang

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"etcd2sh/render"
	"etcd2sh/repl/lang/scan"
)

// expand puts values in the place of variables.
func (c *Scope) expand(ts []scan.Token) ([]scan.Token, error) {
	if !slices.ContainsFunc(ts, scan.Token.HasDollar) {
		return ts, nil
	}
	var out []scan.Token
	for _, t := range ts {
		var err error
		switch {
		case t.Form != nil:
			t, err = c.expandForm(t)
		case t.Is("$@"):
			out = append(out, c.arguments(t)...)
			continue
		default:
			t, err = c.expandWord(t.Word)
		}
		if err != nil {
			return nil, Locate(&UsageError{Message: err.Error()}, t.Start)
		}
		out = append(out, t)
	}
	return out, nil
}

// expandForm replaces the elements of a vector or of an option map.
func (c *Scope) expandForm(t scan.Token) (scan.Token, error) {
	f := *t.Form
	f.Elems = slices.Clone(f.Elems)
	for i, w := range f.Elems {
		if f.Nested && w.Plain() { // inner brackets are no part of a name
			w.Text = strings.Trim(w.Text, "[](){}")
		}
		e, err := c.expandWord(w)
		if err == nil {
			err = e.CheckOne()
		}
		if err == nil && e.Variable && !t.IsMap() && strings.Trim(e.Text, "/") == "" {
			err = fmt.Errorf("%s is empty, and an element of a key is needed", w.Text)
		}
		if err != nil {
			return t, err
		}
		f.Elems[i] = e.Word
		if e.Variable {
			f.SetValue(i, e.Value)
		}
	}
	t.Form = &f
	return t, nil
}

// isVariableName reports whether a text may follow the $ of a variable: a name,
// or the number of an argument.
func isVariableName(s string) bool {
	letters := strings.Trim(s, "-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	digits := strings.Trim(s, "0123456789") == ""
	return s != "" && (digits && s[0] != '0' || letters && scan.IsName(s))
}

// meansVariable reports whether a text after a $ looks as if a variable was
// meant.
func meansVariable(s string) bool {
	return scan.IsName(s) || s != "" && (s[0] >= '0' && s[0] <= '9' || s[0] == '{' || s[0] == '@' || s[0] >= utf8.RuneSelf)
}

// expandWord replaces a word that is a variable.
func (c *Scope) expandWord(w scan.Word) (scan.Token, error) {
	name, ok := strings.CutPrefix(w.Text, "$")
	switch {
	case !ok || !w.Plain():
		return scan.Token{Word: w}, nil
	case !isVariableName(name) && meansVariable(name):
		return scan.Token{Word: w}, fmt.Errorf("%s is no variable: $NAME is a word of its own, or an element of a vector as in [jobs $host]; quote '%s' to mean the text", Shorten(w.Text), Shorten(w.Text))
	case !isVariableName(name):
		return scan.Token{Word: w}, nil
	}
	v, err := c.lookup(name)
	if err != nil {
		return scan.Token{Word: w}, err
	}
	t := scan.Token{Word: w.WithText(""), Variable: true, Value: v}
	switch v := v.(type) {
	case string:
		t.Text = v
	case render.Keyword: // as if typed: the colon is part of a value, not of a key
		t.Text = ":" + string(v)
		t.Quoted = []scan.Span{{From: 1, To: len(t.Text)}}
		return t, nil
	case render.Number:
		t.Text = string(v)
	case bool, int, int64, uint64:
		t.Text = fmt.Sprint(v)
	}
	t.Quoted = []scan.Span{{From: 0, To: len(t.Text)}}
	return t, nil
}

// checkVariable refuses what cannot be the name of a variable.
func checkVariable(name string) error {
	if !isVariableName(name) || !scan.IsName(name) || name == "_" {
		return fmt.Errorf("%s is no name for a variable: type a letter, then letters, digits, - and _, without a $", Shorten(name))
	}
	return nil
}

// isVariable reports whether a token is a $NAME for which nothing stands yet.
func isVariable(t scan.Token) bool {
	name, ok := strings.CutPrefix(t.Text, "$")
	return ok && t.Form == nil && !t.QuotedWithin(0, 1) && scan.IsName(name)
}

// joined joins words with blanks: variables as they are printed, forms as they
// were typed.
func (l *line) joined(ts []scan.Token) (string, error) {
	var words []string
	for _, t := range ts {
		word := t.Text
		var err error
		switch {
		case t.Form != nil:
			word = l.text[t.Start:t.End]
		case t.Variable && t.CheckOne() != nil:
			word, err = EDNText(t.Value)
		default:
			_, err = literal(t.Word)
		}
		if err != nil {
			return "", err
		}
		words = append(words, word)
	}
	return strings.Join(words, " "), nil
}
