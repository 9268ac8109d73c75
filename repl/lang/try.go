package lang

import (
	"errors"

	"etcd2sh/render"
	"etcd2sh/repl/lang/scan"
)

// Attempt is a try: a statement, and what to do about its errors.
type Attempt struct {
	Tried   Statement
	Clauses []CatchClause // in the order in which they are tried
}

// CatchClause handles the errors it selects.
type CatchClause struct {
	Key     render.Keyword // "" selects every error
	Value   any            // what the error has under Key, as data
	Handler Statement
	Word    any  // the result, where the handler is one word
	IsWord  bool // it is: there is no Handler
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

// readAttempt reads COMMAND… catch SELECTOR HANDLER [catch …].
func readAttempt(c *callReader) any {
	tried, rest := before(c.takeAll(), "catch")
	if len(rest) == 0 {
		c.fail(&MissingError{Name: "catch SELECTOR HANDLER"})
	}
	if c.outline != nil {
		c.outline.InTry = true
	}
	a := Attempt{Tried: c.statement(tried)}
	for len(rest) > 0 {
		c.expect(ExpectsSelector)
		c.note(rest[0], RoleOperator)
		var part []scan.Token
		part, rest = before(rest[1:], "catch")
		a.Clauses = append(a.Clauses, c.clause(part))
	}
	return a
}

// clause reads SELECTOR HANDLER.
func (c *callReader) clause(ts []scan.Token) (clause CatchClause) {
	if len(ts) < 2 {
		c.fail(errors.New("after catch come a selector, [:status 404] or _, and a handler, a word or a command"))
	}
	if len(ts) == 0 {
		return clause
	}
	c.expect(ExpectsHandler)
	c.note(ts[0], RoleSelector)
	var err error
	if !ts[0].Is("_") {
		clause.Key, clause.Value, err = parseSelector(ts[0])
		c.fail(err)
	}
	switch len(ts) {
	case 1:
	case 2:
		clause.IsWord = true
		clause.Word, err = c.datum(ts[1])
		c.fail(err)
		c.noteHandler(ts[1])
	default:
		clause.Handler = c.handler(ts[1:])
	}
	return clause
}

// handler reads a command that handles an error. A first word that names none is
// noted as a handler of one word: what follows may become another catch.
func (c *callReader) handler(ts []scan.Token) Statement {
	if c.outline == nil {
		return c.statement(ts)
	}
	n := len(c.outline.Parts)
	st := c.statement(ts)
	if p := &c.outline.Parts[n]; p.Role == RoleCommand && !p.Known {
		p.Role, p.Known = RoleHandler, true
	}
	return st
}

// noteHandler notes a handler that is one word: when it names a command, its
// arguments may yet come.
func (c *callReader) noteHandler(t scan.Token) {
	if command := c.Commands.Find(t.Text); command != nil && t.Form == nil {
		c.line.draft(command)
		c.note(t, RoleCommand)
		return
	}
	c.expect(ExpectsWord)
	c.note(t, RoleHandler)
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
