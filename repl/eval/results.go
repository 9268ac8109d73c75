package eval

import (
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/function"
)

// Results are a result of several parts, which are printed one by one as they
// come. Each is data, or an error; after an error others may follow. They are
// made while they are asked for, and only once.
type Results iter.Seq2[any, error]

// Parts gives the parts of a result, which may be one, or its error.
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

// Reduced is a result that is less than the answer it was made of. `meta`
// wants the answer, everything else the value.
type Reduced struct {
	Value   any
	Answer  *client.Response // the answer; nil where it is one of the next two
	Refusal *client.Error    // a refusal
	Listing *client.Listing  // one that may be large
	As      any              // how it is printed; nil: as Value
}

// Meta is the metadata of the answer.
func (r Reduced) Meta() client.Meta {
	switch {
	case r.Refusal != nil:
		return r.Refusal.Meta
	case r.Listing != nil:
		return r.Listing.Meta
	}
	return r.Answer.Meta
}

// Printed is a result that is printed as other data than it is.
type Printed struct{ Value, As any }

// PlainResult is a result as everything but `meta` and the printing wants it.
func PlainResult(v any) any {
	switch v := v.(type) {
	case Reduced:
		return v.Value
	case Printed:
		return v.Value
	}
	return v
}

// Shown is a result as it is printed.
func Shown(v any) any {
	switch v := v.(type) {
	case Printed:
		return v.As
	case Reduced:
		if v.As != nil {
			return v.As
		}
	}
	return PlainResult(v)
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
