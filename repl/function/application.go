package function

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"etcd2sh/render"
)

// Application is a function together with its arguments, or a chain of them:
// what swap! applies to a value. The zero value changes nothing. It is safe for
// concurrent use.
type Application struct {
	steps []step
	env   []string
}

// step is one function whose arguments are bound; its errors are reasons, which
// read on from the value that is refused.
type step struct {
	function Function
	apply    applyFunc
}

type applyFunc func(ctx context.Context, env []string, old string) (string, error)

// Error says that a function refused the value it was applied to. It is
// always a pointer.
type Error struct {
	Function string // its name
	Reason   string // reads on from the value: "is no number"
	Value    string // the whole value refused, however long
}

// Error is one line, in which a long value is shortened: `inc: "meow" is no number`.
func (e *Error) Error() string {
	return fmt.Sprintf("%s: %s %s", e.Function, quoteShort(e.Value), e.Reason)
}

// Chain applies each application to the result of the one before it.
func Chain(apps ...Application) Application {
	var all Application
	for _, a := range apps {
		all.steps = append(all.steps, a.steps...)
	}
	return all
}

// WithEnv is the application with NAME=VALUE for the programs that it runs,
// beside what this process has.
func (a Application) WithEnv(env []string) Application {
	a.env = env
	return a
}

// Apply gives the new value. Its error is a *Error, unless ctx was
// cancelled: then it is the error of ctx.
func (a Application) Apply(ctx context.Context, old string) (string, error) {
	value := old
	for _, s := range a.steps {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		result, err := s.apply(ctx, a.env, value)
		if err != nil && ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err != nil {
			return "", &Error{s.function.Name, err.Error(), value}
		}
		value = result
	}
	return value, nil
}

// Number tells whether the result is a number. Its text is then also a JSON
// number, without an exponent.
func (a Application) Number() bool {
	return len(a.steps) > 0 && a.steps[len(a.steps)-1].function.Number
}

// Program tells whether applying runs a program.
func (a Application) Program() bool {
	return slices.ContainsFunc(a.steps, func(s step) bool { return s.function.Group == GroupPrograms })
}

// applying is the application of f alone.
func (f Function) applying(apply applyFunc) Application {
	return Application{steps: []step{{f, apply}}}
}

// total binds a function that refuses nothing.
func total(apply func(old string, args []string) string) func(Function, []string) (Application, error) {
	return func(f Function, args []string) (Application, error) {
		args = slices.Clone(args)
		return f.applying(func(_ context.Context, _ []string, old string) (string, error) {
			return apply(old, args), nil
		}), nil
	}
}

func bindComp(f Function, names []string) (Application, error) {
	apps := make([]Application, len(names))
	for i, name := range names {
		g, ok := Find(name)
		if !ok {
			return Application{}, fmt.Errorf("%s knows no function %q", f.Name, name)
		}
		if g.Min > 0 {
			return Application{}, fmt.Errorf("%s wants functions that need no arguments, not %q (%s)", f.Name, name, g.Args)
		}
		app, err := g.With(nil)
		if err != nil {
			return Application{}, err
		}
		apps[len(names)-1-i] = app
	}
	return Chain(apps...), nil
}

// quoteShort quotes s for a message of one line; an ellipsis after the quotes
// stands for the rest of a long one.
func quoteShort(s string) string {
	head := Beginning(s)
	if head == s {
		return strconv.Quote(s)
	}
	return strconv.Quote(head) + "…"
}

// Beginning is as much of s as a message of one line can carry, in whole runes.
func Beginning(s string) string {
	const most = 80 // bytes
	if len(s) <= most {
		return s
	}
	end := most
	for end > most-utf8.UTFMax && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// Data is the error as data.
func (e *Error) Data() render.Map {
	return render.Map{{Key: render.Keyword("type"), Value: render.Keyword("function")}, {Key: render.Keyword("message"), Value: e.Error()}}
}
