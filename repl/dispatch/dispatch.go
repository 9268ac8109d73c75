// Package dispatch hands tasks about keys to workers: tasks whose keys are the
// same, or one above the other, keep their order; all others run side by side.
// Start with [New]. It sends nothing itself.
package dispatch

import (
	"slices"
	"sync"

	"etcd2sh/client/tree"
)

// Dispatcher hands tasks to workers, of those that are ready the one that came
// first. A task is ready once all have ended that came before it and are about
// the same key, or one above or below it.
type Dispatcher[T any] struct {
	mu    sync.Mutex
	wake  sync.Cond // a task is ready, or none will be
	count int       // of the tasks that came
	live  []*dispatched[T]
	ready []*dispatched[T] // of those, what waits for a worker alone, in their order
	ended bool             // no more are added
}

// dispatched is a task under way. Its fields are the dispatcher's.
type dispatched[T any] struct {
	task   T
	key    string
	number int
	awaits int              // how many others must end first
	holds  []*dispatched[T] // those that wait for this one
}

// New makes a dispatcher without tasks.
func New[T any]() *Dispatcher[T] {
	d := &Dispatcher[T]{}
	d.wake.L = &d.mu
	return d
}

// Add adds a task about a key.
func (d *Dispatcher[T]) Add(key string, task T) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.count++
	t := &dispatched[T]{task: task, key: key, number: d.count}
	for _, u := range d.live {
		if tree.Related(key, u.key) {
			u.holds = append(u.holds, t)
			t.awaits++
		}
	}
	d.live = append(d.live, t)
	if t.awaits == 0 {
		d.offer(t)
	}
}

// offer makes a task ready. The caller holds mu.
func (d *Dispatcher[T]) offer(t *dispatched[T]) {
	at, _ := slices.BinarySearchFunc(d.ready, t, func(a, b *dispatched[T]) int { return a.number - b.number })
	d.ready = slices.Insert(d.ready, at, t)
	d.wake.Signal()
}

// Work runs the tasks that it is given until there are none. Each call is a
// worker; they may be as many as tasks are to run at once.
func (d *Dispatcher[T]) Work(run func(T)) {
	for t := d.take(); t != nil; t = d.take() {
		run(t.task)
		d.end(t)
	}
}

// take gives a task that may run, once there is one; nil when all have ended and
// no more are added.
func (d *Dispatcher[T]) take() *dispatched[T] {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.ready) == 0 && !(d.ended && len(d.live) == 0) {
		d.wake.Wait()
	}
	if len(d.ready) == 0 {
		return nil
	}
	t := d.ready[0]
	d.ready = slices.Delete(d.ready, 0, 1)
	return t
}

// end says that a task has ended.
func (d *Dispatcher[T]) end(t *dispatched[T]) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.live = slices.DeleteFunc(d.live, func(u *dispatched[T]) bool { return u == t })
	for _, u := range t.holds {
		if u.awaits--; u.awaits == 0 {
			d.offer(u)
		}
	}
	d.over()
}

// Close says that no more tasks are added.
func (d *Dispatcher[T]) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended = true
	d.over()
}

// over wakes the workers when there is nothing left for them.
func (d *Dispatcher[T]) over() {
	if d.ended && len(d.live) == 0 {
		d.wake.Broadcast()
	}
}
