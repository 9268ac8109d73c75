package repl

import (
	"context"
	"errors"
	"time"

	"etcd2sh/client"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// run evaluates a command and prints its results, its errors, and the remarks
// on it. It gives the first error; an *OutputError and ErrExit are not printed.
func (sh *Shell) run(ctx context.Context, at script.Place) error {
	begin := time.Now()
	st, err := sh.Session.Parse(at.Scanner)
	if err == nil {
		var v any
		stoppable, stop := sh.stoppable(ctx, st)
		v, err = sh.Session.Frame().EvalParsed(stoppable, st)
		sh.took = time.Since(begin)
		if err = sh.print(stoppable, at, v, err); sh.ended(stoppable, err) && ctx.Err() == nil {
			err = nil // a key did it
		}
		stop()
	} else {
		sh.report(at, err)
	}
	sh.remark()
	return err
}

// stoppable is a context for a statement, which any key ends if it waits at the
// prompt.
func (sh *Shell) stoppable(ctx context.Context, st lang.Statement) (context.Context, context.CancelFunc) {
	if sh.interactive && sh.AnyKey != nil && st.Call.Command.Background && !st.Background && !st.RunsProgram() {
		return sh.AnyKey(ctx)
	}
	return ctx, func() {}
}

// ended reports whether a person ended what runs on until that.
func (sh *Shell) ended(ctx context.Context, err error) bool {
	return sh.interactive && ctx.Err() != nil && errors.Is(err, context.Canceled) && !errors.As(err, new(*client.UnknownOutcome))
}
