//go:build unix

package program

import (
	"errors"
	"os/exec"
	"syscall"
)

// apart has a program lead a process group of its own.
var apart = &syscall.SysProcAttr{Setpgid: true}

// killGroup ends a program with all that is in its group.
func killGroup(cmd *exec.Cmd) error { return signal(cmd, syscall.SIGKILL) }

// Suspend stops the programs and gives what lets them go on, or ends those that
// may not: see [Program.Sure]. Until resume is called, which it must be, no program
// begins, and no Run returns.
func (g *Groups) Suspend() (resume func()) {
	g.mu.Lock()
	for cmd := range g.run {
		_ = signal(cmd, syscall.SIGSTOP) // one that has just ended gets none
	}
	return func() {
		for cmd, m := range g.run {
			_ = signal(cmd, m.resumption())
		}
		g.mu.Unlock()
	}
}

// resumption is the signal for a program that was suspended: one may not do
// anything more under what was lost meanwhile.
func (m *member) resumption() syscall.Signal {
	if m.sure != nil {
		m.lost = m.sure()
	}
	if m.lost != nil {
		return syscall.SIGKILL
	}
	return syscall.SIGCONT
}

// signal sends a signal to the group that a program leads.
func signal(cmd *exec.Cmd, s syscall.Signal) error { return syscall.Kill(-cmd.Process.Pid, s) }

// IsClosedPipe reports whether the reader of a pipe has gone, by the error of a write.
func IsClosedPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
