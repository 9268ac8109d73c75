package program

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// signals are those of the process: SIGTERM, SIGQUIT and SIGHUP end the program, Ctrl-C
// what it does; a SIGHUP or Ctrl-C that was ignored when it started stays so. To heed
// them takes longer than many a get, as Go changes threads for each, so nobody does before there is
// something to be broken off.
type signals struct {
	end  context.CancelFunc // of the program
	once sync.Once

	mu      sync.Mutex
	started int                        // how many contexts there were
	running map[int]context.CancelFunc // those that Ctrl-C ends
}

// heed heeds the signals from now on; before, each ends the process. They stay
// caught: Ctrl-C does nothing while there is nothing to interrupt.
func (s *signals) heed() {
	s.once.Do(func() {
		all := []os.Signal{syscall.SIGTERM, syscall.SIGQUIT}
		for _, s := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
			if !signal.Ignored(s) { // as they are behind a script, and after nohup
				all = append(all, s)
			}
		}
		caught := make(chan os.Signal, 16) // more than are sent at a time
		signal.Notify(caught, all...)
		go func() {
			for sig := range caught {
				if sig == os.Interrupt {
					s.interrupt()
				} else {
					s.end()
				}
			}
		}()
	})
}

// interruptible gives a context that Ctrl-C ends, once that is heeded.
func (s *signals) interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.started++
	number := s.started
	if s.running == nil {
		s.running = map[int]context.CancelFunc{}
	}
	s.running[number] = cancel
	return ctx, func() {
		s.mu.Lock()
		delete(s.running, number)
		s.mu.Unlock()
		cancel()
	}
}

// interrupt ends all that Ctrl-C ends.
func (s *signals) interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, cancel := range s.running {
		cancel()
	}
}
