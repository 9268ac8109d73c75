package repl

import (
	"context"
	"time"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// run evaluates a command and prints its results, its errors, and the remarks
// on it. It gives the first error; an *OutputError and ErrExit are not printed.
func (sh *Shell) run(ctx context.Context, at script.Place) error {
	sh.keepTyped(at.Lines)
	st, err := sh.Session.Parse(at.Scanner)
	return sh.carryOut(ctx, sh.Session.Frame(), at, st, err)
}

// carryOut is run for a command that was parsed, or could not be.
func (sh *Shell) carryOut(ctx context.Context, f *eval.Frame, at script.Place, st lang.Statement, err error) error {
	begin := time.Now()
	if err == nil {
		var v any
		stoppable, stop := sh.waits.statement(ctx)
		v, err = f.EvalParsed(stoppable, st)
		sh.took = time.Since(begin)
		if err = sh.print(stoppable, at, v, err); endedByKey(stoppable, err) {
			err = nil
		}
		stop()
	} else {
		sh.report(at, err)
	}
	sh.remark()
	sh.checkLesson(ctx)
	return err
}

// checkLesson tells a student that a step is done.
func (sh *Shell) checkLesson(ctx context.Context) {
	course := sh.Session.Host().Course
	if course == nil || !sh.interactive {
		return
	}
	if text := course.Check(ctx); text != "" {
		sh.aside(text)
	}
}
