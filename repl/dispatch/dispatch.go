// Package dispatch hands tasks about keys to workers: tasks whose keys are the
// same, or one above the other, keep their order; all others run side by side.
// Start with [New]. It starts no goroutine and sends nothing itself.
package dispatch

import (
	"slices"
	"sync"

	"etcd2sh/client/tree"
)

// Dispatcher hands tasks to workers, of those that are ready the one that came
// first. A task is ready once all have ended that came before it and are about
// the same key, or one above or below it. It is safe for concurrent use; make it
// with [New].
type Dispatcher[T any] struct {
	mu         sync.Mutex
	wake       sync.Cond // a task is ready, or none will be
	count      int       // of the tasks that were added
	unfinished []*entry[T]
	ready      []*entry[T] // of those, what waits for a worker alone, in their order
	closed     bool        // no more are added
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
	e := &entry[T]{task: task, key: key, number: d.count}
	for _, before := range d.unfinished {
		if tree.Related(key, before.key) {
			before.followers = append(before.followers, e)
			e.blockers++
		}
	}
	d.unfinished = append(d.unfinished, e)
	if e.blockers == 0 {
		d.makeReady(e)
	}
}

// makeReady makes a task ready. The caller holds mu.
func (d *Dispatcher[T]) makeReady(e *entry[T]) {
	at, _ := slices.BinarySearchFunc(d.ready, e, func(a, b *entry[T]) int { return a.number - b.number })
	d.ready = slices.Insert(d.ready, at, e)
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
	e := d.ready[0]
	d.ready = slices.Delete(d.ready, 0, 1)
	return e
}

// finish says that a task has ended.
func (d *Dispatcher[T]) finish(e *entry[T]) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.unfinished = slices.DeleteFunc(d.unfinished, func(other *entry[T]) bool { return other == e })
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
func (d *Dispatcher[T]) done() bool { return d.closed && len(d.unfinished) == 0 }

// wakeIfDone lets the workers end when there is nothing left for them. The
// caller holds mu.
func (d *Dispatcher[T]) wakeIfDone() {
	if d.done() {
		d.wake.Broadcast()
	}
}
