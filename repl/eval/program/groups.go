package program

import (
	"os/exec"
	"sync"
)

// Groups are the process groups of the programs that run. The zero value has
// none; it is safe for concurrent use. What the system has of them is in
// groups_unix.go and groups_windows.go.
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
	cmd.SysProcAttr = apart
	// Whoever ends it ends all that it has started: what it did under a lock must not go on.
	cmd.Cancel = func() error { return killGroup(cmd) }
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
