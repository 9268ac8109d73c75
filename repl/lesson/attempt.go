package lesson

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"etcd2sh/repl/eval"
)

// attempt is a step that is under way.
type attempt struct {
	lesson     *Lesson
	name       any // its number, or the name of its file
	step       int // counted from 0
	cluster    Cluster
	session    *eval.Session // the student's
	before     eval.Whereabouts
	checker    *eval.Session
	hints      int // how many were given
	done       bool
	transcript *transcript // or nil
}

// A check must not keep a student waiting where members do not answer.
const (
	checkTimeout = 300 * time.Millisecond // of each of its requests
	checkLimit   = time.Second            // of all checks of a step
)

func (a *attempt) now() Step { return a.lesson.Steps[a.step] }

// prepare brings the cluster to where the step begins.
func (a *attempt) prepare(ctx context.Context) error {
	for _, setup := range []string{a.lesson.Setup, a.now().Setup} {
		if err := run(ctx, a.checker, setup); err != nil {
			return fmt.Errorf("the setup of the lesson failed: %w", err)
		}
	}
	return nil
}

// missing is the reason of the first check that does not hold; "" where all do.
func (a *attempt) missing(ctx context.Context) (string, error) {
	limit, cancel := context.WithTimeout(ctx, checkLimit)
	defer cancel()
	for _, check := range a.now().Checks {
		if !holds(limit, a.checker, check.Commands) {
			return check.Reason, ctx.Err()
		}
	}
	return "", nil
}

// doneText is what is said when the step is done.
func (a *attempt) doneText() string {
	text := fmt.Sprintf("step %d of %d done: ", a.step+1, len(a.lesson.Steps))
	if done := a.now().Done; done != "" {
		text += strings.Join(strings.Fields(done), " ")
	} else {
		text += a.now().Title + "."
	}
	return text + " lesson next goes on."
}

// close ends what the attempt holds.
func (a *attempt) close() error {
	return errors.Join(a.closeCluster(), a.transcript.Close())
}

func (a *attempt) closeCluster() error {
	if a.checker != nil {
		a.checker.Close()
	}
	return a.cluster.Close()
}
