package repl

import (
	"slices"
	"sync"
)

// slots lets so many tasks run at once, and of those that wait the one that
// stands first in the script.
type slots struct {
	mu      sync.Mutex
	free    int
	waiting []*task // in the order of the script
}

// ask has a task's turn come when there is a slot for it.
func (s *slots) ask(t *task) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.free > 0 {
		s.free--
		close(t.turn)
		return
	}
	at, _ := slices.BinarySearchFunc(s.waiting, t, func(a, b *task) int { return a.number - b.number })
	s.waiting = slices.Insert(s.waiting, at, t)
}

// release gives a slot to the next task.
func (s *slots) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) == 0 {
		s.free++
		return
	}
	close(s.waiting[0].turn)
	s.waiting = slices.Delete(s.waiting, 0, 1)
}
