package repl

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"sync"

	"etcd2sh/repl/dispatch"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// task is a command that may run beside others.
type task struct {
	script.Place
	number  int  // its place in the script
	whole   bool // it was read to its end
	st      lang.Statement
	v       any // with an err, what came before it, or nil
	err     error
	skipped bool          // it was not sent
	done    chan struct{} // closed when v and err are there
}

// jobs runs the commands of a source, several at once, and prints their
// results in the order of the script.
type jobs struct {
	sh     *Shell
	enough context.CancelFunc // ends the reading: no more commands are wanted

	tasks *dispatch.Dispatcher[*task]
	queue chan *task // the commands in their order, to be printed
	count int        // the commands so far

	mu    sync.Mutex
	limit int // commands with a higher number are not sent

	pending sync.WaitGroup // over when all in the queue is printed; then known are:
	over    bool           // nothing follows
	first   error          // the first error
	failed  *task          // whose error ended the script, and is yet to be printed
	later   JobsError      // what was sent after it
}

// scriptJobs is script with several commands in flight.
func (sh *Shell) scriptJobs(ctx context.Context, src *script.Reader) (over bool, first error) {
	read, enough := context.WithCancel(ctx)
	defer enough()
	j := &jobs{sh: sh, enough: enough, limit: math.MaxInt, tasks: dispatch.New[*task](), queue: make(chan *task, 4*sh.Jobs)}
	var running sync.WaitGroup
	for range sh.Jobs {
		running.Go(func() { j.tasks.Work(func(t *task) { j.run(ctx, t) }) })
	}
	running.Go(func() { j.print(ctx) })
	for j.next(ctx, read, src) {
	}
	j.tasks.Close()
	close(j.queue)
	running.Wait()
	return j.over, j.first
}

// next reads a command, as long as read lasts, and starts it; false when no other
// is to follow.
func (j *jobs) next(ctx, read context.Context, src *script.Reader) bool {
	cmd, err := src.Next(read)
	switch {
	case err == io.EOF, err != nil && read.Err() != nil && ctx.Err() == nil:
		return false
	case err == nil && len(cmd.Words) == 0:
		return true
	}
	j.count++
	t := &task{Place: script.Place{Name: src.Name, Lines: cmd}, number: j.count, done: make(chan struct{}), err: err}
	if err == nil {
		if bytes.Contains(cmd.Text, []byte("$_")) {
			return j.alone(ctx, t) // what it stands for is known when all before it is printed
		}
		t.whole = true
		t.st, t.err = j.sh.Session.Parse(cmd.Scanner)
	}
	if t.err != nil {
		j.enqueue(t)
		j.end(ctx, t)
		return j.sh.goesOn(ctx, t.err)
	}
	key, beside := about(j.sh.Session, t.st)
	if !beside {
		return j.alone(ctx, t)
	}
	j.enqueue(t)
	j.tasks.Add(key, t)
	return true
}

// about gives the one key that a statement is about; false when there is
// another number of them, or when it must run alone, as in another namespace:
// keys/a is one, and the tree at /a.
func about(s *eval.Session, st lang.Statement) (key string, beside bool) {
	if st.RunsProgram() {
		return "", false
	}
	one := true
	st.Call.Within(func(c lang.Call) bool {
		one = one && !c.Command.Session && !c.Command.Alone && c.File() == "" && !c.RunsProgram() && c.OptionString("root-key") == nil
		for _, k := range c.Keys(s.Dir()) {
			one = one && (key == "" || key == k)
			key = k
		}
		return one
	})
	return key, one && key != ""
}

func (j *jobs) enqueue(t *task) {
	j.pending.Add(1)
	j.queue <- t
}

// run runs a task beside others, unless it follows an error.
func (j *jobs) run(ctx context.Context, t *task) {
	if t.skipped = j.tooLate(t); !t.skipped {
		v, err := j.sh.Session.Frame().Capturing().Follow(ctx, t.st)
		t.v, t.err = eval.Made(v, err, func(err error) bool { return j.sh.goesOn(ctx, err) })
	}
	j.end(ctx, t)
}

// tooLate reports whether a task follows an error.
func (j *jobs) tooLate(t *task) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return t.number > j.limit
}

// end says that a task has its result. After an error that ends the script no
// later task is sent.
func (j *jobs) end(ctx context.Context, t *task) {
	if t.err != nil && !j.sh.goesOn(ctx, t.err) {
		j.mu.Lock()
		j.limit = min(j.limit, t.number)
		j.mu.Unlock()
		j.enough()
	}
	close(t.done)
}

// alone runs a task after all before it, and before all after it.
func (j *jobs) alone(ctx context.Context, t *task) (more bool) {
	j.pending.Wait()
	if j.over {
		return false
	}
	err := j.sh.out.failed()
	if err == nil {
		j.sh.echo(t.Lines)
		err = j.sh.run(ctx, t.Place)
	}
	j.note(ctx, err)
	return !j.over
}

// note notes how a command ended.
func (j *jobs) note(ctx context.Context, err error) {
	switch {
	case err == nil:
		return
	case isOutput(err), errors.As(err, new(*eval.ExitError)):
		j.first = err
	case j.first == nil && !errors.Is(err, eval.ErrExit):
		j.first = err
	}
	j.over = isOutput(err) || errors.Is(err, eval.ErrExit) || !j.sh.goesOn(ctx, err)
}

// print prints the results of the tasks in their order. The error that ends the
// script comes last, with what had been sent after it.
func (j *jobs) print(ctx context.Context) {
	for t := range j.queue {
		<-t.done
		switch {
		case j.failed != nil:
			j.later.add(t)
		case !j.over:
			j.printTask(ctx, t)
		}
		j.pending.Done()
	}
	if j.failed != nil {
		err := j.later.with(j.sh.redacted(j.failed.Place).Err(j.failed.err))
		j.sh.report(j.failed.Place, err)
		j.note(ctx, err)
	}
}

func (j *jobs) printTask(ctx context.Context, t *task) {
	err := j.sh.out.failed()
	if err == nil && t.whole {
		j.sh.echo(t.Lines)
	}
	if err == nil && (t.err == nil || t.v != nil) {
		err = j.sh.print(ctx, t.Place, j.sh.Session.Remembered(t.v), nil)
	}
	switch {
	case err != nil:
	case t.err != nil && !j.sh.goesOn(ctx, t.err):
		j.failed, j.over = t, true
	case t.err != nil:
		j.sh.report(t.Place, t.err)
		err = t.err
	}
	j.sh.remark()
	j.note(ctx, err)
	if j.over {
		j.enough()
	}
}
