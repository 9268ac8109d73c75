package program

import (
	"os/exec"
	"sync"
	"syscall"
)

// Groups are the process groups of the programs that run. The zero value has
// none; it is safe for concurrent use.
type Groups struct {
	mu  sync.Mutex
	run map[*exec.Cmd]*member // each leads one
}

// member is what is known of a program in a group of its own.
type member struct {
	sure func() error // as Program.Sure
	lost error        // what that said when the program was ended for it
}

// start starts a program in a group of its own; nil Groups leave it in this
// process's. No Suspend comes between the start and the note of it.
func (g *Groups) start(cmd *exec.Cmd, sure func() error) error {
	if g == nil {
		return cmd.Start()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// Whoever ends it ends all that it has started: what it did under a lock must not go on.
	cmd.Cancel = func() error { return signal(cmd, syscall.SIGKILL) }
	if err := cmd.Start(); err != nil {
		return err
	}
	if g.run == nil {
		g.run = map[*exec.Cmd]*member{}
	}
	g.run[cmd] = &member{sure: sure}
	return nil
}

// forget ends the note of a program that has ended, and gives the error of its
// Sure where it was ended for that.
func (g *Groups) forget(cmd *exec.Cmd) error {
	if g == nil {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	lost := g.run[cmd].lost
	delete(g.run, cmd)
	return lost
}

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
