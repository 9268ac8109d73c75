package repl

import (
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// SetArgs sets the arguments of a script: $1 and so on.
func (s *Session) SetArgs(args []string) { s.scope.Args = args }

// remembered keeps a result for $_, of several parts the last one.
func (s *Session) remembered(v any) any {
	if r, ok := v.(Results); ok {
		return Results(func(yield func(any, error) bool) {
			for v, err := range r {
				if err == nil {
					v = keep(&s.scope, v)
				}
				if !yield(v, err) {
					return
				}
			}
		})
	}
	return keep(&s.scope, v)
}

// keep keeps data for $_. What is printed for people is no result.
func keep(c *lang.Scope, v any) any {
	v = plainResult(v)
	switch v.(type) {
	case render.Nothing, render.Clear, render.Output, render.Text:
	default:
		c.Last, c.Ran = v, true
	}
	return v
}

// candidates are the variables that there are, for completion.
func candidates(c *lang.Scope) []Candidate {
	list := []Candidate{word("$_", "the last result")}
	for name, v := range c.Names {
		text, err := lang.EdnText(v)
		if err != nil {
			continue
		}
		list = append(list, word("$"+name, cutCells(text, 40)))
	}
	return list
}
