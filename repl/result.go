package repl

import (
	"context"
	"errors"
	"fmt"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
)

// print prints a result, its parts as they come, and gives the first error.
func (sh *Shell) print(ctx context.Context, at script.Place, v any, err error) (first error) {
	sh.ownLine()
	r, later := v.(eval.Results)
	if endedByKey(ctx, err) {
		return err
	}
	if err != nil || !later {
		return sh.part(at, v, err)
	}
	for v, err := range r {
		if sh.ended(ctx, err) {
			return err
		}
		if err = sh.part(at, v, err); err == nil {
			continue
		}
		if first == nil {
			first = err
		}
		if !sh.goesOn(ctx, err) || isOutput(err) || errors.Is(err, eval.ErrExit) {
			return first
		}
	}
	return first
}

// part prints one part of a result, or an error.
func (sh *Shell) part(at script.Place, v any, err error) error {
	if err == nil {
		err = sh.result(v)
	}
	if sh.Out.Terminal {
		sh.flush() // a program may write there itself
	}
	if err != nil && !isOutput(err) && !errors.Is(err, eval.ErrExit) {
		sh.report(at, err)
	}
	return err
}

// result prints data.
func (sh *Shell) result(v any) error {
	v = eval.Shown(v)
	// What cannot be kept is told when the transcript ends.
	sh.keep(func(t Stream) { t.style(sh.Session.Settings()).Result(t.Writer, v) })
	if sh.paging() {
		return sh.page(v)
	}
	if _, printed := v.(render.Output); !printed {
		sh.ownLine()
	}
	if err := sh.Out.style(sh.Session.Settings()).Result(sh.out, v); err != nil {
		return &OutputError{err}
	}
	return nil
}

// ownLine has what a script prints next begin on a line of its own.
func (sh *Shell) ownLine() {
	if !sh.interactive {
		sh.out.ownLine()
	}
}

// flush writes the results so far. An error is met again, and reported, when
// the script ends or the next result is written.
func (sh *Shell) flush() { sh.out.Flush() }

// printf writes to standard error, after the results so far.
func (sh *Shell) printf(format string, args ...any) {
	sh.flush()
	fmt.Fprintf(sh.Err.Writer, format, args...)
}
