package lang

import (
	"errors"

	"etcd2sh/render"
	"etcd2sh/repl/lang/scan"
)

// Attempt is a try: a statement, and what to do about its errors.
type Attempt struct {
	Tried   Statement
	Clauses []CatchClause
}

// CatchClause handles the errors it selects.
type CatchClause struct {
	Key     render.Keyword // "" selects every error
	Value   any
	Handler Statement
	Word    any // the result, where the handler is one word
	IsWord  bool
}

// statements gives what may run.
func (a Attempt) statements() []Statement {
	all := []Statement{a.Tried}
	for _, c := range a.Clauses {
		if !c.IsWord {
			all = append(all, c.Handler)
		}
	}
	return all
}

// try reads COMMAND… catch SELECTOR HANDLER [catch …].
func (l *line) try(ts []scan.Token) (Attempt, error) {
	parts := splitAt(ts, "catch")
	if len(parts) == 1 {
		return Attempt{}, errors.New("catch SELECTOR HANDLER is missing")
	}
	var a Attempt
	var err error
	if a.Tried, err = l.statement(parts[0]); err != nil {
		return a, err
	}
	for _, part := range parts[1:] {
		clause, err := l.clause(part)
		if err != nil {
			return a, err
		}
		a.Clauses = append(a.Clauses, clause)
	}
	return a, nil
}

func (l *line) clause(ts []scan.Token) (CatchClause, error) {
	if len(ts) < 2 {
		return CatchClause{}, errors.New("after catch come a selector, [:status 404] or _, and a handler, a word or a command")
	}
	var c CatchClause
	var err error
	if !ts[0].Is("_") {
		if c.Key, c.Value, err = parseSelector(ts[0]); err != nil {
			return c, err
		}
	}
	if len(ts) == 2 {
		c.IsWord = true
		c.Word, err = l.datum(ts[1])
		return c, err
	}
	c.Handler, err = l.statement(ts[1:])
	return c, err
}

func parseSelector(t scan.Token) (render.Keyword, any, error) {
	if t.Form == nil || t.Form.Open != '[' || t.Form.Nested || len(t.Form.Elems) != 2 {
		return "", nil, errors.New("a selector is a pair such as [:status 404] or [:type :timeout], or _ for any error")
	}
	key, ok := elementData(t.Form, 0).(render.Keyword)
	if !ok {
		return "", nil, errors.New("a selector begins with a keyword, as in [:status 404]")
	}
	return key, elementData(t.Form, 1), nil
}
