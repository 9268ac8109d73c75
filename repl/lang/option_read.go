package lang

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"etcd2sh/repl/lang/scan"
)

// option reads the next token if it is an option, the end of the options, or
// an option map.
func (c *callReader) option() (taken bool) {
	t := c.rest[0]
	switch {
	case c.optionsOver:
		return false
	case t.Form != nil:
		if !t.IsMap() || len(c.rest) > 1 && !c.rest[1].Is("|") {
			return false
		}
		c.rest = c.rest[1:]
		c.note(t, RoleOptionMap)
		c.optionMap(t.Form)
		return true
	case t.Is("--"):
		c.fail(c.missingBeforeProgram())
		c.optionsOver = true
		if c.draft != nil {
			c.draft.OptionsOver = true
		}
		c.rest = c.rest[1:]
		c.note(t, RoleOperator)
		return true
	}
	if !looksLikeOption(t.Word) || t.Is("->") && c.call.Command.chains() {
		return false
	}
	c.rest = c.rest[1:]
	if asksForHelp(t.Word) && c.help(t) {
		return true
	}
	options, err := c.call.optionsAt(t.Word)
	p := Part{Token: t, Role: RoleOption, Known: err == nil}
	if n := len(options); n > 0 && options[n-1].hangs {
		p.Option = &options[n-1].Option
	}
	c.notePart(p)
	c.fail(err)
	for _, o := range options {
		c.given(o, t.Word)
	}
	return true
}

// given reads an option that a word names.
func (c *callReader) given(o optionWord, w scan.Word) {
	switch {
	case o.hangs:
		c.draft.option(o.Option, o.value)
		c.setOption(o.Option, quotedToken(o.value), w)
	case o.Kind.TakesValue():
		c.optionValue(o.Option)
	default:
		c.flag = true
		c.draft.option(o.Option, "")
		c.keepOption(o.Option, true, nil)
	}
}

// optionValue reads the value that follows an option.
func (c *callReader) optionValue(o Option) {
	c.draft.option(o, "")
	if c.over() {
		c.fail(fmt.Errorf("--%s wants a value: --%s %s", o.Name, o.Name, o.Value))
		c.draft.pending(o)
		return
	}
	t := c.rest[0]
	c.at = t.Start
	if _, err := o.read(t); err == nil && t.Form == nil && looksLikeOption(t.Word) {
		c.fail(fmt.Errorf("--%s wants a value: --%s %s; quote '%s' to mean the text", o.Name, o.Name, o.Value, t.Text))
		return
	}
	c.rest = c.rest[1:]
	c.notePart(Part{Token: t, Role: RoleOptionValue, Known: true, Option: &o})
	c.draft.option(o, t.Text)
	c.setOption(o, t, t.Word)
}

// optionMap reads {:recursive? true, :ttl 10}.
func (c *callReader) optionMap(f *scan.Form) {
	switch {
	case f.Nested:
		c.fail(scan.ErrNested)
	case len(f.Elems)%2 != 0:
		c.fail(errors.New("an option map has pairs of a keyword and a value, as in {:recursive? true}; quote '{…}' to mean the text"))
	}
	for i := 0; i < len(f.Elems); i += 2 {
		var value *scan.Word
		if i+1 < len(f.Elems) {
			value = &f.Elems[i+1]
		}
		c.optionPair(f.Elems[i], value)
	}
}

// optionPair reads one option of a map; value nil is not typed yet.
func (c *callReader) optionPair(keyword scan.Word, value *scan.Word) {
	o, ok := c.call.Command.FindOption(keyword)
	switch name, isKeyword := strings.CutPrefix(keyword.Text, ":"); {
	case !isKeyword || !keyword.Plain():
		c.fail(fmt.Errorf("%s is no keyword, which an option map wants, as in {:recursive? true}; quote '{…}' to mean the text", Shorten(keyword.Text)))
		return
	case !ok:
		c.fail(c.call.unknownOption("--" + optionName(name)))
		return
	case value == nil:
		c.draft.option(o, "")
		return
	}
	c.draft.option(o, value.Text)
	if value.Plain() && value.Text == "nil" {
		return
	}
	_, err := literal(*value)
	c.fail(err)
	c.setOption(o, quotedToken(value.Text), *value)
}

// quotedToken is a value from within another word: its quotes are not known.
func quotedToken(text string) scan.Token { return scan.Token{Word: scan.Word{}.WithText(text)} }

// optionName is the name that a keyword means: prev-index of prevIndex, and
// recursive of recursive?.
func optionName(keyword string) string {
	var b strings.Builder
	for _, r := range strings.TrimSuffix(keyword, "?") {
		if unicode.IsUpper(r) && b.Len() > 0 {
			b.WriteByte('-')
		}
		r = unicode.ToLower(r)
		b.WriteRune(r)
	}
	return b.String()
}

// setOption reads a value, which stands at the end of a word.
func (c *callReader) setOption(o Option, t scan.Token, w scan.Word) {
	if o.Kind.Offers().Sort() == SortFile {
		t = c.atHome(t, w)
	}
	v, err := o.read(t)
	c.keepOption(o, v, err)
}

// keepOption keeps an option's value, which most options can be given once.
func (c *callReader) keepOption(o Option, v any, err error) {
	if _, twice := c.call.option(o.Name); twice && !o.Several {
		err = fmt.Errorf("--%s is given twice", o.Name)
	}
	if err != nil {
		c.fail(err)
		return
	}
	c.call.options = append(c.call.options, optionValue{o.Name, v})
}
