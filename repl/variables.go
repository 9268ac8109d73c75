package repl

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"etcd2sh/render"
	"etcd2sh/repl/lang/scan"
)

// scope is what the variables of a session stand for. Its zero value is empty
// and ready.
type scope struct {
	names map[string]any
	last  any      // $_, once there was a result
	ran   bool     // there was one
	args  []string // $1 and so on; all of them are $@

	// checking: commands are read and not run, so that no value is known.
	checking bool
	unseen   bool // some that would define names could not be read
}

// unknownYet stands for a value while commands are only checked: it passes for
// a key, a value and a number.
const unknownYet = render.Number("1")

// parse makes a statement of a command whose words are known.
func (c *scope) parse(sc *scan.Scanner, noExec bool) (statement, error) {
	l := &line{text: string(sc.Text), noExec: noExec}
	if err := checkText(l.text); err != nil {
		return statement{}, err
	}
	words, err := sc.Split()
	if err != nil {
		return statement{}, &UsageError{Message: err.Error()}
	}
	ts, at, err := scan.Tokens(words)
	if err != nil {
		return statement{}, metAt(&UsageError{Message: err.Error()}, at)
	}
	if ts, err = c.expand(ts); err != nil {
		return statement{}, err
	}
	st, err := l.whole(ts)
	if err != nil {
		return statement{}, withComment(err, sc)
	}
	return st, nil
}

// expand puts values in the place of variables.
func (c *scope) expand(ts []scan.Token) ([]scan.Token, error) {
	if !slices.ContainsFunc(ts, scan.Token.MayVary) {
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
			return nil, metAt(&UsageError{Message: err.Error()}, t.Start)
		}
		out = append(out, t)
	}
	return out, nil
}

// arguments are the script's, a word each. How many there will be is not known
// while commands are only checked: one passes for all.
func (c *scope) arguments(t scan.Token) []scan.Token {
	var all []scan.Token
	args := c.args
	if c.checking {
		args = []string{string(unknownYet)}
	}
	for _, arg := range args {
		all = append(all, scan.Token{Word: t.Word.As(arg), Variable: true, Value: arg})
	}
	return all
}

// expandForm replaces the elements of a vector or of an option map.
func (c *scope) expandForm(t scan.Token) (scan.Token, error) {
	f := *t.Form
	f.Elems = slices.Clone(f.Elems)
	for i, w := range f.Elems {
		e, err := c.expandWord(w)
		if err == nil {
			err = e.Known()
		}
		if err == nil && e.Variable && t.Form.Open != '{' && strings.Trim(e.Text, "/") == "" {
			err = fmt.Errorf("%s is empty, and an element of a key is needed", w.Text)
		}
		if err != nil {
			return t, err
		}
		f.Elems[i] = e.Word
		if e.Variable {
			f.Vary(i, e.Value)
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
func (c *scope) expandWord(w scan.Word) (scan.Token, error) {
	name, ok := strings.CutPrefix(w.Text, "$")
	switch {
	case !ok || !w.Plain():
		return scan.Token{Word: w}, nil
	case !isVariableName(name) && meansVariable(name):
		return scan.Token{Word: w}, fmt.Errorf("%s is no variable: $NAME is a word of its own, or an element of a vector as in [jobs $host]; quote '%s' to mean the text", shorten(w.Text), shorten(w.Text))
	case !isVariableName(name):
		return scan.Token{Word: w}, nil
	}
	v, err := c.lookup(name)
	if err != nil {
		return scan.Token{Word: w}, err
	}
	t := scan.Token{Word: w.As(""), Variable: true, Value: v}
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
func (c *scope) lookup(name string) (any, error) {
	if name == "_" {
		if !c.ran && !c.checking {
			return nil, fmt.Errorf("$_ is the last result, and there is none yet; quote '$_' to mean the text")
		}
		return c.value(c.last), nil
	}
	if n, err := strconv.Atoi(name); err == nil {
		if c.checking {
			return unknownYet, nil
		}
		if n < 1 || n > len(c.args) {
			return nil, fmt.Errorf("there is no $%s: the script was given %s; quote '$%s' to mean the text", name, plural(len(c.args), "argument"), name)
		}
		return c.args[n-1], nil
	}
	v, ok := c.names[name]
	if !ok && !c.unseen {
		var names []string
		for known := range c.names {
			names = append(names, "$"+known)
		}
		slices.Sort(names)
		otherwise := fmt.Sprintf("def %s COMMAND makes one; quote '$%s' to mean the text", name, name)
		return nil, unknown("variable", "$"+name, names, otherwise)
	}
	return c.value(v), nil
}

func (c *scope) value(v any) any {
	if c.checking {
		return unknownYet
	}
	return v
}

// SetArgs sets the arguments of a script: $1 and so on.
func (s *Session) SetArgs(args []string) { s.scope.args = args }

// set gives a name its value.
func (c *scope) set(name string, v any) {
	if c.names == nil {
		c.names = map[string]any{}
	}
	c.names[name] = v
}

// remembered keeps a result for $_, of several parts the last one.
func (s *Session) remembered(v any) any {
	if r, ok := v.(Results); ok {
		return Results(func(yield func(any, error) bool) {
			for v, err := range r {
				if err == nil {
					v = s.scope.keep(v)
				}
				if !yield(v, err) {
					return
				}
			}
		})
	}
	return s.scope.keep(v)
}

// keep keeps data for $_. What is printed for people is no result.
func (c *scope) keep(v any) any {
	v = plainResult(v)
	switch v.(type) {
	case render.Nothing, render.Clear, render.Output, render.Text:
	default:
		c.last, c.ran = v, true
	}
	return v
}

// candidates are the variables that there are, for completion.
func (c *scope) candidates() []Candidate {
	list := []Candidate{word("$_", "the last result")}
	for name, v := range c.names {
		text, err := ednText(v)
		if err != nil {
			continue
		}
		list = append(list, word("$"+name, cutCells(text, 40)))
	}
	return list
}
