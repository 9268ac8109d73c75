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
	run map[*exec.Cmd]bool // each leads one
}

// start starts a program in a group of its own; nil Groups leave it in this
// process's. No Suspend comes between the start and the note of it.
func (g *Groups) start(cmd *exec.Cmd) error {
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
		g.run = map[*exec.Cmd]bool{}
	}
	g.run[cmd] = true
	return nil
}

// forget ends the note of a program that has ended.
func (g *Groups) forget(cmd *exec.Cmd) {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.run, cmd)
}

// Suspend stops the programs and gives what lets them go on. Until resume is
// called, which it must be, no program begins, and no Run returns.
func (g *Groups) Suspend() (resume func()) {
	g.mu.Lock()
	g.signal(syscall.SIGSTOP)
	return func() {
		g.signal(syscall.SIGCONT)
		g.mu.Unlock()
	}
}

// signal sends a signal to every program.
func (g *Groups) signal(s syscall.Signal) {
	for cmd := range g.run {
		_ = signal(cmd, s) // one that has just ended gets none
	}
}

// signal sends a signal to the group that a program leads.
func signal(cmd *exec.Cmd, s syscall.Signal) error { return syscall.Kill(-cmd.Process.Pid, s) }
