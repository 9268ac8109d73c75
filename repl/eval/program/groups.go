package program

import (
	"sync"
	"syscall"
)

// Groups are the process groups of the programs that run. The zero value has
// none; it is safe for concurrent use.
type Groups struct {
	mu    sync.Mutex
	leads map[int]bool // by the process that leads each
}

// add notes a group; what it gives forgets it.
func (g *Groups) add(lead int) (forget func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.leads == nil {
		g.leads = map[int]bool{}
	}
	g.leads[lead] = true
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.leads, lead)
	}
}

// Suspend stops the programs and gives what lets them go on. A program cannot
// begin or end meanwhile, so that resume must be called.
func (g *Groups) Suspend() (resume func()) {
	g.mu.Lock()
	g.signal(syscall.SIGSTOP)
	return func() {
		g.signal(syscall.SIGCONT)
		g.mu.Unlock()
	}
}

// signal sends a signal to every program; one that has just ended gets none.
func (g *Groups) signal(s syscall.Signal) {
	for lead := range g.leads {
		_ = syscall.Kill(-lead, s)
	}
}
