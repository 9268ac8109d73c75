// Package dispatch hands tasks about keys to workers: tasks whose keys are the
// same, or one above the other, keep their order; all others run side by side.
// Start with [New]. It starts no goroutine and sends nothing itself.
package dispatch

import (
	"container/heap"
	"sync"
)

// Dispatcher hands tasks to workers, of those that are ready the one that came
// first. A task is ready once all have ended that came before it and are about
// the same key, or one above or below it. It is safe for concurrent use; make it
// with [New].
type Dispatcher[T any] struct {
	mu         sync.Mutex
	wake       sync.Cond // a task is ready, or none will be
	count      int       // of the tasks that were added
	unfinished int       // of those
	underWay   index[T]
	ready      queue[T] // what waits for a worker alone
	closed     bool     // no more are added
}

// entry is a task under way. Its fields are the dispatcher's.
type entry[T any] struct {
	task      T
	key       string
	number    int
	blockers  int         // how many others must end first
	followers []*entry[T] // those that wait for this one
}

// New makes a dispatcher without tasks.
func New[T any]() *Dispatcher[T] {
	d := &Dispatcher[T]{}
	d.wake.L = &d.mu
	return d
}

// Add adds a task about a key, in canonical form. It never waits. It must not be
// called after Close.
func (d *Dispatcher[T]) Add(key string, task T) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.count++
	d.unfinished++
	e := &entry[T]{task: task, key: key, number: d.count}
	d.underWay.add(e, func(before *entry[T]) {
		before.followers = append(before.followers, e)
		e.blockers++
	})
	if e.blockers == 0 {
		d.makeReady(e)
	}
}

// makeReady makes a task ready. The caller holds mu.
func (d *Dispatcher[T]) makeReady(e *entry[T]) {
	heap.Push(&d.ready, e)
	d.wake.Signal()
}

// Work runs the tasks that it is given until Close was called and all have
// ended. Each call is a worker; as many tasks run at once as there are.
func (d *Dispatcher[T]) Work(run func(T)) {
	for e := d.take(); e != nil; e = d.take() {
		run(e.task)
		d.finish(e)
	}
}

// take gives a task that may run, once there is one; nil when all have ended and
// no more are added.
func (d *Dispatcher[T]) take() *entry[T] {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.ready) == 0 && !d.done() {
		d.wake.Wait()
	}
	if len(d.ready) == 0 {
		return nil
	}
	return heap.Pop(&d.ready).(*entry[T])
}

// finish says that a task has ended.
func (d *Dispatcher[T]) finish(e *entry[T]) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.unfinished--
	d.underWay.remove(e)
	for _, follower := range e.followers {
		if follower.blockers--; follower.blockers == 0 {
			d.makeReady(follower)
		}
	}
	d.wakeIfDone()
}

// Close says that no more tasks are added. It does not wait for those that were.
func (d *Dispatcher[T]) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	d.wakeIfDone()
}

// done reports whether there is nothing left for the workers. The caller holds
// mu.
func (d *Dispatcher[T]) done() bool { return d.closed && d.unfinished == 0 }

// wakeIfDone lets the workers end when there is nothing left for them. The
// caller holds mu.
func (d *Dispatcher[T]) wakeIfDone() {
	if d.done() {
		d.wake.Broadcast()
	}
}
