package terminal

import (
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// suspension is what Ctrl-Z does: a key while a line is typed, and a signal
// between two lines.
type suspension struct {
	screen *screen
	modes  *modes
	others func() (resume func()) // stops what is in no group of this process; or nil

	mu      sync.Mutex
	signals chan os.Signal // nil when whoever started the program wants no Ctrl-Z
}

// begin heeds the signal from now on.
func (s *suspension) begin() {
	if signal.Ignored(syscall.SIGTSTP) {
		return
	}
	signals := make(chan os.Signal, 1)
	s.mu.Lock()
	s.signals = signals
	s.mu.Unlock()
	signal.Notify(signals, syscall.SIGTSTP)
	go func() {
		for range signals {
			s.suspend() // what is wrong with the terminal, the next line tells
		}
	}()
}

// suspend stops the program, with the terminal as it was before the first line,
// and takes it back when the program goes on. The line that is typed is drawn anew.
func (s *suspension) suspend() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.signals == nil {
		return nil
	}
	var err error
	s.screen.away(func() {
		err = s.modes.away(s.stop)
	})
	return err
}

// resumeWait is how long the kernel may take to stop a group. In one that nobody
// could let go on again it does nothing.
const resumeWait = 100 * time.Millisecond

// stop stops this process and its group, and returns when it goes on. Once Go
// catches SIGTSTP that stops nothing any more; of the other signals that the kernel
// heeds only in a group which somebody can let go on, it is SIGTTIN.
func (s *suspension) stop() {
	resume := func() {}
	if s.others != nil {
		resume = s.others()
	}
	defer resume()
	resumed := make(chan os.Signal, 1)
	signal.Notify(resumed, syscall.SIGCONT)
	defer signal.Stop(resumed)
	if err := syscall.Kill(0, syscall.SIGTTIN); err != nil {
		return
	}
	select {
	case <-resumed:
	case <-time.After(resumeWait):
	}
	select {
	case <-s.signals: // pressed twice
	default:
	}
}

// end heeds no signal any more.
func (s *suspension) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.signals != nil {
		signal.Stop(s.signals)
		close(s.signals)
		s.signals = nil
	}
}

// away gives the terminal back while the program is stopped.
func (m *modes) away(stop func()) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.user == nil {
		stop()
		return nil
	}
	now := m.now
	err := m.set(*m.user)
	stop()
	return errors.Join(err, m.set(now))
}

// away takes the line off the screen while the program is stopped.
func (s *screen) away(stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.active {
		stop()
		return
	}
	s.send(s.erasure() + s.pasteMarks(false))
	stop()
	s.row, s.drawn = 0, 0
	s.send(s.freshRow() + s.pasteMarks(true))
	s.draw()
}
