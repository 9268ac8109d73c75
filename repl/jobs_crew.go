package repl

import "slices"

// admit has a task run once those under way that it conflicts with have ended.
func (c *crew) admit(t *task) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.live = slices.DeleteFunc(c.live, func(u *task) bool { return u.ended })
	for _, u := range c.live {
		if related(t.key, u.key) {
			u.holds = append(u.holds, t)
			t.awaits++
		}
	}
	c.live = append(c.live, t)
	if t.awaits == 0 {
		c.offer(t)
	}
}

// free offers the tasks that waited for one that has ended. The caller holds mu,
// as that of offer does.
func (c *crew) free(t *task) {
	t.ended = true
	for _, u := range t.holds {
		if u.awaits--; u.awaits == 0 {
			c.offer(u)
		}
	}
}

// offer gives a task to the workers, of whom there are no more than are needed.
func (c *crew) offer(t *task) {
	at, _ := slices.BinarySearchFunc(c.ready, t, func(a, b *task) int { return a.number - b.number })
	c.ready = slices.Insert(c.ready, at, t)
	switch {
	case c.idle >= len(c.ready):
		c.wake.Signal()
	case c.workers < c.sh.Jobs:
		c.workers++
		go c.work()
	}
}

// work runs tasks until there are none: each worker is a command in flight.
func (c *crew) work() {
	for t := c.take(); t != nil; t = c.take() {
		c.run(t)
	}
}

// take gives the first task of the script that may be sent; nil when there will
// be none.
func (c *crew) take() *task {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.ready) == 0 && !c.closed {
		c.idle++
		c.wake.Wait()
		c.idle--
	}
	if len(c.ready) == 0 {
		return nil
	}
	t := c.ready[0]
	c.ready = slices.Delete(c.ready, 0, 1)
	return t
}

// dismiss ends the workers.
func (c *crew) dismiss() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.wake.Broadcast()
}
