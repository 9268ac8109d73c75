package lesson

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	patience   patience
	hints      int // how many were given
	done       bool
	transcript *transcript // or nil
}

// patience is how long checks may take where members do not answer.
type patience struct {
	request time.Duration // for each request
	step    time.Duration // for all checks of a step
}

var (
	// atPrompt does not keep a student waiting: what was not seen in time is looked at
	// again after the next command.
	atPrompt = patience{300 * time.Millisecond, time.Second}
	// inProof does not take a busy machine for a fault of the lesson.
	inProof = patience{5 * time.Second, time.Minute}
)

// gap is what is missing; its zero is nothing.
type gap struct {
	reason string
	cause  error // of the commands of the check; nil where they gave false or nil
}

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

// missing is the first check that does not hold.
func (a *attempt) missing(ctx context.Context) (gap, error) {
	if at := a.session.Endpoint(); !slices.Contains(a.cluster.Endpoints(), at) {
		return gap{reason: "the shell is connected to " + at + ", which is not the lesson's; lesson reset leads back"}, nil
	}
	limit, cancel := context.WithTimeout(ctx, a.patience.step)
	defer cancel()
	for _, check := range a.now().Checks {
		if ok, err := holds(limit, a.checker, check.Commands); !ok {
			return gap{check.Reason, err}, ctx.Err()
		}
	}
	return gap{}, nil
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
