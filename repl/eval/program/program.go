// Package program prepares the programs that commands start: what they find in
// their environment, and the group of processes that they are ended with. It
// starts none itself.
package program

import (
	"context"
	"os/exec"
	"strconv"
	"syscall"
)

// LockToken is the fencing token of the innermost lock that is held.
type LockToken struct{}

// Environment is what a program finds in its environment: the process's, and the
// fencing token of the lock that it runs under.
func Environment(ctx context.Context, cmd *exec.Cmd) []string {
	env := cmd.Environ()
	if token, held := ctx.Value(LockToken{}).(uint64); held {
		env = append(env, "ETCD2SH_LOCK_TOKEN="+strconv.FormatUint(token, 10))
	}
	return env
}

// Group lets a program that has nothing to do with the terminal be stopped
// with all that it has started: what it did under a lock must not go on.
func Group(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
