package lesson

import (
	"context"
	"errors"
	"fmt"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// ProofError says that a lesson does not do what it should.
type ProofError struct {
	Step    int // from 1
	Message string
}

func (e *ProofError) Error() string { return fmt.Sprintf("step %d: %s", e.Step, e.Message) }

// Data is the error as data.
func (e *ProofError) Data() render.Map {
	return lang.ErrorMap("lesson", e.Error(), render.Entry{Key: render.Keyword("step"), Value: e.Step})
}

// prove runs all steps of a lesson on clusters of their own: see [Course.Prove].
func (c *Course) prove(ctx context.Context, l *Lesson) (any, error) {
	if err := c.Prove(ctx, l); err != nil {
		return nil, err
	}
	traps := 0
	for _, s := range l.Steps {
		traps += len(s.Traps)
	}
	return render.Map{
		{Key: render.Keyword("title"), Value: l.Title},
		{Key: render.Keyword("steps"), Value: len(l.Steps)},
		{Key: render.Keyword("traps"), Value: traps},
	}, nil
}

// Prove shows that a step of a lesson which nobody touched is not done, that its
// solution does it, that each trap does not, for its reason, and that the solution
// does it behind each trap as well. The error is a [*ProofError], or one of a cluster.
func (c *Course) Prove(ctx context.Context, l *Lesson) error {
	for i := range l.Steps {
		if err := c.ProveStep(ctx, l, i); err != nil {
			return err
		}
	}
	return nil
}

// ProveStep is [Course.Prove] for one step, counted from 0.
func (c *Course) ProveStep(ctx context.Context, l *Lesson, step int) error {
	if err := c.try(ctx, l, step, nil); err != nil {
		return err
	}
	for _, t := range l.Steps[step].Traps {
		if err := c.try(ctx, l, step, &t); err != nil {
			return err
		}
	}
	return nil
}

// try has a student of its own fall into a trap, if there is one, and then find the
// solution.
func (c *Course) try(ctx context.Context, l *Lesson, step int, trap *Trap) error {
	own := NewCourse(c.start, c.commands, "")
	own.patience = inProof
	s, err := eval.NewSession(c.commands, client.Config{}, eval.Settings{})
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetHost(eval.Host{Course: own})
	if err := own.begin(ctx, s, l, l.Title, step); err != nil {
		return &ProofError{step + 1, err.Error()}
	}
	failed := own.walk(ctx, trap)
	if err := own.end(); err != nil && failed == nil {
		return err
	}
	if failed != nil && !errors.Is(failed, context.Canceled) {
		return &ProofError{step + 1, failed.Error()}
	}
	return failed
}

// Error tells the author of a lesson what is missing, and what failed.
func (g gap) Error() string {
	if g.cause == nil {
		return fmt.Sprintf("%q, whose last command gives false or nil", g.reason)
	}
	return fmt.Sprintf("%q, which fails: %v", g.reason, g.cause)
}

// walk types what a student types.
func (c *Course) walk(ctx context.Context, trap *Trap) error {
	a := c.attempt
	missing, err := a.missing(ctx)
	switch {
	case err != nil:
		return err
	case missing.reason == "":
		return errors.New("it is done before anything was typed")
	}
	after := "after the solution"
	if trap != nil {
		after = fmt.Sprintf("after the trap %q and then the solution", trap.Reason)
		if _, err := tryAll(ctx, a.session, trap.Commands); err != nil {
			return err
		}
		if missing, err = a.missing(ctx); err != nil {
			return err
		}
		switch missing.reason {
		case trap.Reason:
		case "":
			return fmt.Errorf("the trap %q does the step", trap.Reason)
		default:
			return fmt.Errorf("after the trap %q the first check that does not hold is %v", trap.Reason, missing)
		}
	}
	failed, err := tryAll(ctx, a.session, a.now().Solution)
	if err != nil {
		return err
	}
	switch missing, err = a.missing(ctx); {
	case err != nil || missing.reason == "":
		return err
	case failed != nil:
		return fmt.Errorf("%s the check does not hold: %v; the last command that failed was %w", after, missing, failed)
	}
	return fmt.Errorf("%s the check does not hold: %v", after, missing)
}
