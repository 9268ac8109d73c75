package repltest

import (
	"context"
	"strings"
	"testing"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
)

// Part is a part of a result, or an error.
type Part struct {
	Value any
	Err   error
}

// Evaluate evaluates a line in a goroutine and gives the parts of its result as
// they come. The channel is closed at the end.
func Evaluate(ctx context.Context, s *eval.Session, line string) <-chan Part {
	parts := make(chan Part, 1000)
	go func() {
		defer close(parts)
		v, err := s.Eval(ctx, line)
		r, later := v.(eval.Results)
		if err != nil || !later {
			parts <- Part{eval.Shown(v), err}
			return
		}
		for v, err := range r {
			parts <- Part{eval.Shown(v), err}
		}
	}()
	return parts
}

// Text is the part in edn, or "error" and its error's type.
func (p Part) Text(t testing.TB) string {
	t.Helper()
	if p.Err != nil {
		data := eval.ErrorData(p.Err)
		KeysOnce(t, data)
		v, _ := render.Lookup(data, render.Keyword("type"))
		kind, _ := v.(render.Keyword)
		return "error " + string(kind)
	}
	KeysOnce(t, p.Value)
	var b strings.Builder
	if err := (render.Style{}).Result(&b, p.Value); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
