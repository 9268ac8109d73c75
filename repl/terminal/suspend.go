//go:build unix

package terminal

import (
	"errors"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Suspend heeds the signal of Ctrl-Z where there is no Editor, for as long as the
// process lives. programs is as Config.Suspend. Where nobody could let the process
// go on nothing stops for long.
func Suspend(programs func() (resume func())) {
	(&suspension{programs: programs}).begin()
}

// suspension is what Ctrl-Z does. Between two lines the kernel makes a signal of it
// for the whole process group; while a line is typed the key sends that.
type suspension struct {
	screen   *screen                // nil without an Editor
	modes    *modes                 // nil without an Editor
	programs func() (resume func()) // as Config.Suspend
	reading  atomic.Bool            // keys are waited for: in the background there are none

	mu      sync.Mutex
	signals chan os.Signal // nil when whoever started the program wants no Ctrl-Z
	resumed chan os.Signal // while it is suspended
}

// suspensionTime is how long what belongs to one suspension may go on: the second signal,
// to their whole group, of programs that give the terminal back first, and the
// kernel's stopping, which it does not do where nobody could let a process go on.
const suspensionTime = 100 * time.Millisecond

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
		var last time.Time // when a program had the terminal that sends one more
		for range signals {
			if time.Since(last) < suspensionTime {
				continue
			}
			lent := s.modes != nil && s.modes.isLent()
			_ = s.suspend() // what is wrong with the terminal, the next line tells
			if lent {
				last = time.Now()
			}
		}
	}()
}

// press is the key while a line is typed.
func (s *suspension) press() {
	s.mu.Lock()
	heeded := s.signals != nil
	s.mu.Unlock()
	if heeded {
		_ = syscall.Kill(0, syscall.SIGTSTP) // to this process too
	}
}

// suspend stops this process, with the terminal as it was before the first line,
// and takes that back when it goes on. The line that is typed is drawn anew.
func (s *suspension) suspend() (err error) {
	s.resumed = make(chan os.Signal, 1)
	signal.Notify(s.resumed, syscall.SIGCONT)
	defer signal.Stop(s.resumed)
	if s.modes == nil || s.modes.isLent() {
		s.stop() // the program that it is lent to gives the terminal back, and takes it, by itself
		return nil
	}
	s.screen.away(func() {
		err = s.modes.away(s.stop)
	})
	return err
}

// stop stops this process, which is all that the signal leaves to do, and returns
// when it goes on. Once Go catches SIGTSTP that stops nothing any more; of the other
// signals that the kernel heeds only where somebody can let a process go on, it is
// SIGTTIN. In the background, where bg leads, a line cannot be typed.
func (s *suspension) stop() {
	resume := func() {}
	if s.programs != nil {
		resume = s.programs()
	}
	defer resume()
	ends := make(chan os.Signal, 1)
	signal.Notify(ends, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer signal.Stop(ends)
	for again := false; ; again = true {
		if (again || !s.wentOn()) && !s.stopNow() {
			return
		}
		if !s.reading.Load() || s.modes.foreground() {
			return
		}
		select {
		case <-ends: // with which a shell lets go on what it kills
			signal.Ignore(syscall.SIGTTIN, syscall.SIGTTOU) // or it would stop on its way out
			return
		case <-time.After(suspensionTime):
		}
	}
}

// wentOn reports whether the process has been stopped already, on its way here: who
// is in the background by then, because a shell took the terminal when another of the
// group had stopped, is stopped by the kernel when it gives that back.
func (s *suspension) wentOn() bool {
	select {
	case <-s.resumed:
		return true
	default:
		return false
	}
}

// stopNow stops the process until it goes on; false where nobody could let it do so,
// and the kernel leaves it alone.
func (s *suspension) stopNow() bool {
	if syscall.Kill(syscall.Getpid(), syscall.SIGTTIN) != nil {
		return false
	}
	select {
	case <-s.resumed:
		return true
	case <-time.After(suspensionTime):
		return false
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

// isLent reports whether a program has the terminal for a while.
func (m *modes) isLent() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.lent
}

// foreground reports whether the terminal is this process group's.
func (m *modes) foreground() bool {
	group, err := unix.IoctlGetInt(m.fd, unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}

// away gives the terminal back while the program is stopped. In the background it
// is not taken again: the next line does that.
func (m *modes) away(stop func()) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.user == nil {
		stop()
		return nil
	}
	now := m.now
	var err error
	if m.foreground() {
		begun := time.Now()
		err = m.set(*m.user)
		if time.Since(begun) > suspensionTime/10 {
			time.Sleep(suspensionTime / 10) // the process stood still, and Go may not have told yet
		}
	}
	stop()
	if !m.foreground() {
		return err
	}
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
