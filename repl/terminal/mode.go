//go:build unix

package terminal

import (
	"fmt"
	"sync"

	"golang.org/x/sys/unix"
)

// modes switches a terminal between three ways to take keys: as it was before
// the first line, with every key for the editor, and ahead, between two lines.
type modes struct {
	fd int

	mu   sync.Mutex
	user *unix.Termios // how the terminal was; nil: it is so now
	now  unix.Termios  // how it is, once it was changed
	lent bool          // another program has it
}

// raw gives every key to the editor.
func (m *modes) raw() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lent = false
	if m.user == nil {
		user, err := unix.IoctlGetTermios(m.fd, getModes)
		if err != nil {
			return fmt.Errorf("terminal: %w", err)
		}
		m.user = user
	}
	return m.set(m.bare())
}

// ahead is for the time between two lines: what is typed then waits for the
// next line as it is, neither edited nor shown by the terminal. Only the keys
// that act on a running command do so: Ctrl-C, and Ctrl-S where it stops the
// output.
func (m *modes) ahead() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lent = false
	if m.user == nil {
		return nil
	}
	t := m.bare()
	t.Lflag |= m.user.Lflag & unix.ISIG
	t.Iflag |= m.user.Iflag & unix.IXON
	return m.set(t)
}

// lend gives the terminal back for a while, until ahead or raw.
func (m *modes) lend() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lent = true
	return m.back()
}

// restore gives the terminal back for good.
func (m *modes) restore() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var err error
	if m.foreground() { // else it is somebody else's
		err = m.back()
	}
	m.user = nil
	return err
}

func (m *modes) back() error {
	if m.user == nil {
		return nil
	}
	return m.set(*m.user)
}

// bare is how the terminal takes keys without doing anything about them. What
// is written is treated as before.
func (m *modes) bare() unix.Termios {
	t := *m.user
	t.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
	t.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	t.Cflag &^= unix.CSIZE | unix.PARENB
	t.Cflag |= unix.CS8
	t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
	return t
}

// set switches at once, and drops nothing that was typed.
func (m *modes) set(t unix.Termios) error {
	if err := unix.IoctlSetTermios(m.fd, setModes, &t); err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	m.now = t
	return nil
}
