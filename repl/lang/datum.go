package lang

import (
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang/scan"
)

// datum reads a word or a form as edn would: a keyword, a number, a map. Any
// other word, and whatever is quoted, is a string.
func (l *line) datum(t scan.Token) (any, error) {
	switch {
	case t.Variable:
		return t.Value, nil
	case t.Form != nil && t.Form.HasValues() && !t.Form.Nested && !t.IsMap():
		return vectorData(t.Form), nil
	case t.Form != nil:
		return readEDN(l.text[t.Start:t.End])
	}
	if _, err := literal(t.Word); err != nil {
		return nil, err
	}
	return wordData(t.Word), nil
}

// vectorData is a vector in which variables stand for their values.
func vectorData(f *scan.Form) []any {
	list := make([]any, len(f.Elems))
	for i := range f.Elems {
		list[i] = elementData(f, i)
	}
	return list
}

// elementData is an element as data, a variable as what it stands for.
func elementData(f *scan.Form, i int) any {
	if v, ok := f.Value(i); ok {
		return v
	}
	return wordData(f.Elems[i])
}

// wordData reads one word: a keyword, a number, nil, true, false; anything
// else, and whatever is quoted, is a string.
func wordData(w scan.Word) any {
	if !w.Plain() {
		return w.Text
	}
	switch w.Text {
	case "nil":
		return nil
	case "true":
		return true
	case "false":
		return false
	}
	if name, ok := strings.CutPrefix(w.Text, ":"); ok && name != "" {
		return render.Keyword(name)
	}
	if _, err := function.ParseNumber(w.Text); err == nil {
		return render.Number(w.Text)
	}
	return w.Text
}
