package eval

import (
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// Define lets a name stand for data, as $NAME.
func (s *Session) Define(name string, v any) { s.scope.Set(name, v) }

// Undefine lets a name stand for nothing.
func (s *Session) Undefine(name string) { s.scope.Unset(name) }

// Variables gives what each name stands for. It is the session's own: it must
// not be changed, and not be read while a command runs.
func (s *Session) Variables() map[string]any { return s.scope.Names() }

// WithArgs runs do with $1 and so on being args.
func (s *Session) WithArgs(args []string, do func()) {
	defer s.scope.SetArgs(s.scope.SetArgs(args))
	do()
}

// SetArgs sets the arguments of a script: $1 and so on.
func (s *Session) SetArgs(args []string) { s.scope.SetArgs(args) }

// Remembered keeps a result for $_, of several parts the last one.
func (s *Session) Remembered(v any) any {
	if r, ok := v.(Results); ok {
		return Results(func(yield func(any, error) bool) {
			for v, err := range r {
				if err == nil {
					keep(&s.scope, v)
				}
				if !yield(v, err) {
					return
				}
			}
		})
	}
	keep(&s.scope, v)
	return v
}

// keep keeps data for $_. What is printed for people is no result.
func keep(c *lang.Scope, v any) {
	switch value := PlainResult(v).(type) {
	case render.Nothing, render.Clear, render.Output, render.Text:
	default:
		c.SetLast(value)
	}
}
