package repl

import (
	"context"
	"time"

	"etcd2sh/repl/lang/script"
)

// run evaluates a command and prints its results, its errors, and the remarks
// on it. It gives the first error; an *OutputError and ErrExit are not printed.
func (sh *Shell) run(ctx context.Context, at script.Place) error {
	begin := time.Now()
	st, err := sh.Session.Parse(at.Scanner)
	if err == nil {
		var v any
		stoppable, stop := sh.waits.statement(ctx)
		v, err = sh.Session.Frame().EvalParsed(stoppable, st)
		sh.took = time.Since(begin)
		if err = sh.print(stoppable, at, v, err); endedByKey(stoppable, err) {
			err = nil
		}
		stop()
	} else {
		sh.report(at, err)
	}
	sh.remark()
	return err
}
