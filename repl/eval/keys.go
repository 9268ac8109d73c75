package eval

import (
	"context"

	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// OnEachKey makes a Run of what is done for one key, or for none: with several keys
// it is done for each of them, one after the other up to the first error, and the
// result of each is a result.
func OnEachKey(run Run) Run {
	return func(ctx context.Context, f *Frame, c lang.Call) (any, error) {
		if !c.Has(1) {
			return run(ctx, f, c)
		}
		keys, err := c.AllKeys(f.Dir())
		if err != nil {
			return nil, err
		}
		return Results(func(yield func(any, error) bool) {
			for i, key := range keys {
				one := c.ForKey(i)
				v, err := run(ctx, f, one)
				f.called(one, v, err)
				if err != nil {
					err = &KeyError{key, err}
				}
				if !yield(v, err) || err != nil {
					return
				}
			}
		}), nil
	}
}

// KeyError is the error of one of several keys: those before it on the line are done,
// and nothing was done for those after it.
type KeyError struct {
	Key string
	Err error
}

func (e *KeyError) Error() string { return e.Key + ": " + e.Err.Error() }

// Unwrap gives the error.
func (e *KeyError) Unwrap() error { return e.Err }

// entry names the key in data.
func (e *KeyError) entry() render.Entry {
	return render.Entry{Key: render.Keyword("key"), Value: e.Key}
}
