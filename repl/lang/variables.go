package lang

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"etcd2sh/render"
	"etcd2sh/repl/lang/scan"
)

// Scope is what the variables of a session stand for. Its zero value is empty
// and ready.
type Scope struct {
	Names map[string]any
	Last  any      // $_, once there was a result
	Ran   bool     // there was one
	Args  []string // $1 and so on; all of them are $@

	// checking: commands are read and not run, so that no value is known.
	Checking bool
	Unseen   bool // some that would define names could not be read
}

// UnknownYet stands for a value while commands are only checked: it passes for
// a key, a value and a number.
const UnknownYet = render.Number("1")

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

// arguments are the script's, a word each. How many there will be is not known
// while commands are only checked: one passes for all.
func (c *Scope) arguments(t scan.Token) []scan.Token {
	var all []scan.Token
	args := c.Args
	if c.Checking {
		args = []string{string(UnknownYet)}
	}
	for _, arg := range args {
		all = append(all, scan.Token{Word: t.Word.WithText(arg), Variable: true, Value: arg})
	}
	return all
}

// expandForm replaces the elements of a vector or of an option map.
func (c *Scope) expandForm(t scan.Token) (scan.Token, error) {
	f := *t.Form
	f.Elems = slices.Clone(f.Elems)
	for i, w := range f.Elems {
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

// lookup gives what a name stands for.
func (c *Scope) lookup(name string) (any, error) {
	if name == "_" {
		if !c.Ran && !c.Checking {
			return nil, fmt.Errorf("$_ is the last result, and there is none yet; quote '$_' to mean the text")
		}
		return c.value(c.Last), nil
	}
	if n, err := strconv.Atoi(name); err == nil {
		if c.Checking {
			return UnknownYet, nil
		}
		if n < 1 || n > len(c.Args) {
			return nil, fmt.Errorf("there is no $%s: the script was given %s; quote '$%s' to mean the text", name, Plural(len(c.Args), "argument"), name)
		}
		return c.Args[n-1], nil
	}
	v, ok := c.Names[name]
	if !ok && !c.Unseen {
		var names []string
		for known := range c.Names {
			names = append(names, "$"+known)
		}
		slices.Sort(names)
		otherwise := fmt.Sprintf("def %s COMMAND makes one; quote '$%s' to mean the text", name, name)
		return nil, Unknown("variable", "$"+name, names, otherwise)
	}
	return c.value(v), nil
}

func (c *Scope) value(v any) any {
	if c.Checking {
		return UnknownYet
	}
	return v
}

// Set gives a name its value.
func (c *Scope) Set(name string, v any) {
	if c.Names == nil {
		c.Names = map[string]any{}
	}
	c.Names[name] = v
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
