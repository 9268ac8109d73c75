package scan

import (
	"fmt"
	"slices"
	"strings"
)

// IsName reports whether a text begins as a name does: with a letter or _.
func IsName(s string) bool {
	return s != "" && (s[0] == '_' || s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z')
}

// HasDollar reports whether a $ stands where a variable begins.
func (t Token) HasDollar() bool {
	if t.Form == nil {
		return strings.HasPrefix(t.Text, "$")
	}
	return slices.ContainsFunc(t.Form.Elems, func(w Word) bool { return strings.HasPrefix(w.Text, "$") })
}

// WithText is a quoted word in the place of this one.
func (w Word) WithText(text string) Word {
	return Word{Text: text, Start: w.Start, End: w.End, Quoted: []Span{{0, len(text)}}}
}

// CheckOne says why a variable is not one value; any other token is.
func (t Token) CheckOne() error {
	if !t.Variable || len(t.Text) > 0 {
		return nil
	}
	switch t.Value.(type) {
	case string:
		return nil
	case nil:
		return fmt.Errorf("the variable is nil, and one value is needed here")
	}
	return fmt.Errorf("the variable is data of several parts, and one value is needed here; a path takes one, as in def NAME COMMAND | :node :value")
}

// IsNumber reports whether the token is a variable that is a number.
func (t Token) IsNumber() bool {
	_, text := t.Value.(string)
	return t.Variable && !text
}
