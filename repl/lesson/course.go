// Package lesson leads a student through lessons at a shell: each step is done on a
// cluster of its own, and checked by what the store and the answers show. Begin with
// [Course]; a lesson is a text that [Parse] reads. The package prints nothing.
package lesson

import (
	"context"
	"errors"
	"fmt"
	"io"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// Members is how many members the cluster of a step has.
const Members = 3

// Cluster is a cluster that a step takes place on.
type Cluster interface {
	eval.Sandbox
	Close() error
}

// Course is the lessons of a shell, which go on from one command to the next. It is
// the [eval.Course] of one session.
type Course struct {
	start    func(context.Context) (Cluster, error)
	commands *eval.Table
	patience patience
	progress progress
	attempt  *attempt // the step that is under way; nil for none
	seen     evidence
}

// NewCourse makes a course. start starts the cluster of a step, and commands are what
// checks may use. progressFile is the path of the file that keeps which steps are done;
// "" keeps that for as long as the course lasts.
func NewCourse(start func(context.Context) (Cluster, error), commands *eval.Table, progressFile string) *Course {
	return &Course{start: start, commands: commands, patience: atPrompt, progress: progress{path: progressFile}}
}

// Attends reports whether a lesson is under way.
func (c *Course) Attends() bool { return c.attempt != nil }

// Exchanged keeps a request for the checks.
func (c *Course) Exchanged(x eval.Exchange) { c.seen.exchanged(x) }

// Called keeps what a command gave for the checks, which look at no lesson.
func (c *Course) Called(call lang.Call, v any, err error) {
	if call.Command.Name != "lesson" {
		c.seen.called(call, v, err)
	}
}

// Transcript is where what is typed and printed is kept; nil for nowhere.
func (c *Course) Transcript() io.Writer {
	if c.attempt == nil || c.attempt.transcript == nil {
		return nil
	}
	return c.attempt.transcript
}

// Close ends the lesson that is under way, if there is one.
func (c *Course) Close() error {
	if c.attempt == nil {
		return nil
	}
	a := c.attempt
	c.attempt = nil
	return a.close()
}

// Check tells, once, that the step is done.
func (c *Course) Check(ctx context.Context) string {
	a := c.attempt
	if a == nil || a.done {
		return ""
	}
	switch _, err := c.look(ctx); {
	case errors.Is(err, context.Canceled):
		return "" // Ctrl-C, which the command before it was told of
	case err != nil:
		return err.Error()
	}
	if !a.done {
		return ""
	}
	return a.doneText()
}

// look runs the checks of the step, and gives what is missing; "" for nothing.
func (c *Course) look(ctx context.Context) (missing string, err error) {
	a := c.attempt
	if a.done {
		return "", nil
	}
	g, err := a.missing(ctx)
	if g.reason != "" || err != nil {
		return g.reason, err
	}
	a.done = true
	return "", c.progress.add(a.lesson.Title, a.step+1)
}

// begin begins a step of a lesson, counted from 0, on a cluster of its own.
func (c *Course) begin(ctx context.Context, s *eval.Session, l *Lesson, name any, step int) (err error) {
	fresh := &attempt{lesson: l, name: name, step: step, session: s, patience: c.patience}
	if fresh.cluster, err = c.start(ctx); err != nil {
		return err
	}
	if fresh.checker, err = c.checkerOf(fresh.cluster); err == nil {
		err = fresh.prepare(ctx)
	}
	if err != nil {
		return errors.Join(err, fresh.close())
	}
	return c.replace(ctx, fresh)
}

// replace puts an attempt in the place of the one that is under way.
func (c *Course) replace(ctx context.Context, fresh *attempt) error {
	before, err := fresh.session.Enter(ctx, fresh.cluster)
	if err != nil {
		return errors.Join(err, fresh.close())
	}
	old := c.attempt
	fresh.before = before
	c.attempt = fresh
	c.seen.clear()
	if old == nil {
		return nil
	}
	fresh.before, fresh.transcript = old.before, old.transcript
	return old.closeCluster()
}

// checkerOf gives a session for checks on a cluster, which nobody at the prompt sees.
func (c *Course) checkerOf(cluster Cluster) (*eval.Session, error) {
	s, err := eval.NewSession(c.commands, client.Config{Endpoints: cluster.Endpoints(), Timeout: c.patience.request}, eval.Settings{})
	if err != nil {
		return nil, err
	}
	s.SetHost(eval.Host{Course: ofChecks{c}, Sandbox: cluster, NoExec: true})
	return s, nil
}

// ofChecks is a course to the session of its checks, which is not looked at itself.
type ofChecks struct{ *Course }

func (ofChecks) Attends() bool { return false }

// end ends the lesson: the session goes back to what it was connected to.
func (c *Course) end() error {
	a := c.attempt
	c.attempt = nil
	a.session.Return(a.before)
	return a.close()
}

// errNone says that no lesson is under way.
var errNone = errors.New("no lesson is under way; lesson lists them, and lesson 1 begins the first")

// numbered gives an embedded lesson by its number, from 1.
func numbered(n int) (*Lesson, error) {
	all, err := Embedded()
	if err != nil {
		return nil, err
	}
	if n < 1 || n > len(all) {
		return nil, fmt.Errorf("there is no lesson %d; there are 1 to %d", n, len(all))
	}
	return all[n-1], nil
}
