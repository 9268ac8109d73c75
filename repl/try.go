package repl

import (
	"context"
	"errors"
	"fmt"

	"etcd2sh/render"
	"etcd2sh/repl/lang/scan"
)

func init() {
	register(tryCatch, &Command{
		Name: "try", Group: GroupCombining, Args: []Arg{{Name: "COMMAND… catch SELECTOR HANDLER", Kind: TryArg}},
		Doc: "run a command, and another or a word where it fails", Returns: "the command's result, or the handler's",
		More: "SELECTOR is a key of the error and its value, [:status 404], [:errorCode 100], [:type :timeout], or _ for any error. " +
			"Several catch are tried in order. HANDLER is one word, which is the result, or a command.",
		Example: []Example{
			{Line: `try swap! :nonexistent identity catch [:status 404] :not-found`, Result: `:not-found`},
			{Before: []string{`reset! :spare 1`}, Line: `try get* :nonexistent catch [:errorCode 100] get :spare`, Result: `"1"`},
		},
	})
}

// attempt is a try: a statement, and what to do about its errors.
type attempt struct {
	tried   statement
	clauses []catchClause
}

// catchClause handles the errors it selects.
type catchClause struct {
	key     render.Keyword // "" selects every error
	value   any
	handler statement
	word    any // the result, where the handler is one word
	isWord  bool
}

// statements gives what may run.
func (a attempt) statements() []statement {
	all := []statement{a.tried}
	for _, c := range a.clauses {
		if !c.isWord {
			all = append(all, c.handler)
		}
	}
	return all
}

func tryCatch(ctx context.Context, s *Session, c Call) (any, error) {
	a := c.args[0].(attempt)
	v, err := s.follow(ctx, a.tried)
	r, later := v.(Results)
	if err != nil || !later {
		return a.caught(ctx, s, v, err)
	}
	return Results(func(yield func(any, error) bool) {
		for v, err := range r {
			failed := err != nil
			v, err = a.caught(ctx, s, v, err)
			if !yieldAll(yield, v, err) || failed {
				return
			}
		}
	}), nil
}

// caught gives a result, or what the clauses make of an error.
func (a attempt) caught(ctx context.Context, s *Session, v any, err error) (any, error) {
	if err == nil || ctx.Err() != nil || errors.Is(err, ErrExit) {
		return v, err
	}
	data := ErrorData(err)
	for _, clause := range a.clauses {
		if !clause.selects(data) {
			continue
		}
		if clause.isWord {
			return clause.word, nil
		}
		return s.follow(ctx, clause.handler)
	}
	return nil, err
}

func (c catchClause) selects(data render.Map) bool {
	if c.key == "" {
		return true
	}
	v, ok := render.Lookup(data, c.key)
	return ok && sameData(v, c.value)
}

// sameData compares what an error holds with a word, or with what a variable
// stands for: numbers of any type by their text.
func sameData(v, word any) bool {
	return plainData(v) == plainData(word)
}

// plainData is a number as its text, and any other value as it is; what has
// parts equals nothing.
func plainData(v any) any {
	switch v := v.(type) {
	case int, int64, uint64:
		return render.Number(fmt.Sprint(v))
	case nil, bool, string, render.Keyword, render.Number:
		return v
	}
	return new(int)
}

// try reads COMMAND… catch SELECTOR HANDLER [catch …].
func (l *line) try(ts []scan.Token) (attempt, error) {
	parts := splitAt(ts, "catch")
	if len(parts) == 1 {
		return attempt{}, errors.New("catch SELECTOR HANDLER is missing")
	}
	var a attempt
	var err error
	if a.tried, err = l.statement(parts[0]); err != nil {
		return a, err
	}
	for _, part := range parts[1:] {
		clause, err := l.clause(part)
		if err != nil {
			return a, err
		}
		a.clauses = append(a.clauses, clause)
	}
	return a, nil
}

func (l *line) clause(ts []scan.Token) (catchClause, error) {
	if len(ts) < 2 {
		return catchClause{}, errors.New("after catch come a selector, [:status 404] or _, and a handler, a word or a command")
	}
	var c catchClause
	var err error
	if !ts[0].Is("_") {
		if c.key, c.value, err = parseSelector(ts[0]); err != nil {
			return c, err
		}
	}
	if len(ts) == 2 {
		c.isWord = true
		c.word, err = l.datum(ts[1])
		return c, err
	}
	c.handler, err = l.statement(ts[1:])
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
