package eval

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"

	"etcd2sh/render"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
)

// Results are a result of several parts, which are printed one by one as they
// come. Each is data, or an error; after an error others may follow. They are
// made while they are asked for, and only once.
type Results iter.Seq2[any, error]

// results gives the parts of a result, which may be one, or its error.
func Parts(v any, err error) Results {
	if r, ok := v.(Results); ok && err == nil {
		return r
	}
	return func(yield func(any, error) bool) { yield(v, err) }
}

// through makes something else of a result, part by part.
func through(v any, each func(any) (any, error)) (any, error) {
	r, ok := v.(Results)
	if !ok {
		return each(PlainResult(v))
	}
	return Results(func(yield func(any, error) bool) {
		for v, err := range r {
			if err == nil {
				v, err = each(PlainResult(v))
			}
			if !YieldAll(yield, v, err) {
				return
			}
		}
	}), nil
}

// YieldAll passes a result on, all its parts or its error, and reports whether
// more is wanted.
func YieldAll(yield func(any, error) bool, v any, err error) bool {
	for v, err := range Parts(v, err) {
		if !yield(v, err) {
			return false
		}
	}
	return true
}

// Single makes one value of a result: none is nil, several are a list, and
// what a program printed is a string, without the newline at its end. The first
// error ends it.
func Single(v any, err error) (any, error) {
	r, ok := v.(Results)
	if err != nil || !ok {
		return value(v), err
	}
	var all render.List
	var printed strings.Builder
	for v, err := range r {
		if err != nil {
			return nil, err
		}
		if text, ok := v.(render.Output); ok {
			printed.Write(text)
			if printed.Len() > function.MaxOutput {
				return nil, fmt.Errorf("the program printed more than %d bytes", function.MaxOutput)
			}
			continue
		}
		all = append(all, value(v))
	}
	switch {
	case !utf8.ValidString(printed.String()):
		return nil, fmt.Errorf("the program printed what is not UTF-8")
	case printed.Len() > 0:
		return strings.TrimSuffix(printed.String(), "\n"), nil
	case len(all) == 0:
		return nil, nil
	case len(all) == 1:
		return all[0], nil
	}
	return all, nil
}

// value is a result as a value: what prints nothing is nil, prose is a string.
func value(v any) any {
	switch v := PlainResult(v).(type) {
	case render.Nothing, render.Clear:
		return nil
	case render.Text:
		return strings.TrimSuffix(string(v), "\n")
	default:
		return v
	}
}

// captured marks that results are kept and not printed, so that a program must
// not write to the terminal itself.
type captured struct{}

func Capturing(ctx context.Context) context.Context {
	return context.WithValue(ctx, captured{}, true)
}

// Made makes all parts of a result, so that nothing is left to be done, up to
// the first error after which nothing is wanted; that comes beside them.
func Made(v any, err error, goesOn func(error) bool) (any, error) {
	r, later := v.(Results)
	if err != nil || !later {
		return v, err
	}
	type part struct {
		v   any
		err error
	}
	var parts []part
	for v, failed := range r {
		if failed != nil && !goesOn(failed) {
			err = failed
			break
		}
		parts = append(parts, part{v, failed})
	}
	return Results(func(yield func(any, error) bool) {
		for _, p := range parts {
			if !yield(p.v, p.err) {
				return
			}
		}
	}), err
}

// ahead makes all parts of a result up to the first error, before any of them is
// asked for.
func ahead(r Results) Results {
	parts, failed := Made(r, nil, func(error) bool { return false })
	return func(yield func(any, error) bool) {
		if YieldAll(yield, parts, nil) && failed != nil {
			yield(nil, failed)
		}
	}
}

// SetArgs sets the arguments of a script: $1 and so on.
func (s *Session) SetArgs(args []string) { s.Scope.Args = args }

// Remembered keeps a result for $_, of several parts the last one.
func (s *Session) Remembered(v any) any {
	if r, ok := v.(Results); ok {
		return Results(func(yield func(any, error) bool) {
			for v, err := range r {
				if err == nil {
					v = keep(&s.Scope, v)
				}
				if !yield(v, err) {
					return
				}
			}
		})
	}
	return keep(&s.Scope, v)
}

// keep keeps data for $_. What is printed for people is no result.
func keep(c *lang.Scope, v any) any {
	v = PlainResult(v)
	switch v.(type) {
	case render.Nothing, render.Clear, render.Output, render.Text:
	default:
		c.Last, c.Ran = v, true
	}
	return v
}
