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

// crew runs the commands of a source, several at once, and prints their
// results in the order of the script.
type crew struct {
	sh     *Shell
	ctx    context.Context // of the commands
	read   context.Context // of the reading; over when no more commands are wanted
	enough context.CancelFunc

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
	c := &crew{sh: sh, ctx: ctx, limit: math.MaxInt, tasks: dispatch.New[*task](), queue: make(chan *task, 4*sh.Jobs)}
	c.read, c.enough = context.WithCancel(ctx)
	defer c.enough()
	var running sync.WaitGroup
	for range sh.Jobs {
		running.Go(func() { c.tasks.Work(c.run) })
	}
	running.Go(c.print)
	for c.next(src) {
	}
	c.tasks.Close()
	close(c.queue)
	running.Wait()
	return c.over, c.first
}

// next reads a command and starts it; false when no other is to follow.
func (c *crew) next(src *script.Reader) bool {
	cmd, err := src.Next(c.read)
	switch {
	case err == io.EOF, err != nil && c.read.Err() != nil && c.ctx.Err() == nil:
		return false
	case err == nil && len(cmd.Words) == 0:
		return true
	}
	c.count++
	t := &task{Place: script.Place{Name: src.Name, Command: cmd}, number: c.count, done: make(chan struct{}), err: err}
	if err == nil {
		if bytes.Contains(cmd.Text, []byte("$_")) {
			return c.alone(t) // what it stands for is known when all before it is printed
		}
		t.whole = true
		t.st, t.err = c.sh.Session.Parse(cmd.Scanner)
	}
	if t.err != nil {
		c.enqueue(t)
		c.end(t)
		return c.sh.goesOn(c.ctx, t.err)
	}
	key, beside := about(c.sh.Session, t.st)
	if !beside {
		return c.alone(t)
	}
	c.enqueue(t)
	c.tasks.Add(key, t)
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
		one = one && !c.Command.Session && !c.Command.Alone && c.File == "" && !c.RunsProgram() && c.OptionString("root-key") == nil
		for _, k := range s.KeysOf(c) {
			one = one && (key == "" || key == k)
			key = k
		}
		return one
	})
	return key, one && key != ""
}

func (c *crew) enqueue(t *task) {
	c.pending.Add(1)
	c.queue <- t
}

// run runs a task beside others, unless it follows an error.
func (c *crew) run(t *task) {
	if t.skipped = c.tooLate(t); !t.skipped {
		v, err := c.sh.Session.Frame().Capturing().Follow(c.ctx, t.st)
		t.v, t.err = eval.Made(v, err, func(err error) bool { return c.sh.goesOn(c.ctx, err) })
	}
	c.end(t)
}

// tooLate reports whether a task follows an error.
func (c *crew) tooLate(t *task) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return t.number > c.limit
}

// end says that a task has its result. After an error that ends the script no
// later task is sent.
func (c *crew) end(t *task) {
	if t.err != nil && !c.sh.goesOn(c.ctx, t.err) {
		c.mu.Lock()
		c.limit = min(c.limit, t.number)
		c.mu.Unlock()
		c.enough()
	}
	close(t.done)
}

// alone runs a task after all before it, and before all after it.
func (c *crew) alone(t *task) (more bool) {
	c.pending.Wait()
	if c.over {
		return false
	}
	err := c.sh.out.failed()
	if err == nil {
		c.sh.echo(t.Command)
		err = c.sh.one(c.ctx, t.Place)
	}
	c.note(err)
	return !c.over
}

// note notes how a command ended.
func (c *crew) note(err error) {
	switch {
	case err == nil:
		return
	case isOutput(err):
		c.first = err
	case c.first == nil && !errors.Is(err, eval.ErrExit):
		c.first = err
	}
	c.over = isOutput(err) || errors.Is(err, eval.ErrExit) || !c.sh.goesOn(c.ctx, err)
}

// print prints the results of the tasks in their order. The error that ends the
// script comes last, with what had been sent after it.
func (c *crew) print() {
	for t := range c.queue {
		<-t.done
		switch {
		case c.failed != nil:
			c.later.add(t)
		case !c.over:
			c.printTask(t)
		}
		c.pending.Done()
	}
	if c.failed != nil {
		err := c.later.with(c.failed.err)
		c.sh.report(c.failed.Place, err)
		c.note(err)
	}
}

func (c *crew) printTask(t *task) {
	err := c.sh.out.failed()
	if err == nil && t.whole {
		c.sh.echo(t.Command)
	}
	if err == nil && (t.err == nil || t.v != nil) {
		err = c.sh.print(c.ctx, t.Place, c.sh.Session.Remembered(t.v), nil)
	}
	switch {
	case err != nil:
	case t.err != nil && !c.sh.goesOn(c.ctx, t.err):
		c.failed, c.over = t, true
	case t.err != nil:
		c.sh.report(t.Place, t.err)
		err = t.err
	}
	c.sh.remark()
	c.note(err)
	if c.over {
		c.enough()
	}
}
