//go:build unix

package main

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// process makes a command in a process group of its own. When the context ends,
// all of the group is told to.
func process(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGTERM) }
	c.WaitDelay = 5 * time.Second
	c.Stderr = os.Stderr
	return c
}

// program is one that the system may have.
type program struct {
	name    string
	debian  string // the package that has it
	version string // what stands before its minor version; "" if any version will do
}

var (
	curl    = program{name: "curl", debian: "curl"}
	jq      = program{name: "jq", debian: "jq"}
	strace  = program{name: "strace", debian: "strace"}
	etcd    = program{"etcd", "etcd-server", "etcd Version: 3."}
	etcdctl = program{"etcdctl", "etcd-client", "etcdctl version: 3."}
)

// has says whether a program is there that can be used; if not, what is not
// measured for want of it is told.
func (b *bench) has(ctx context.Context, p program, what string) bool {
	why := p.lacking(ctx)
	if why != "" {
		b.miss(what + ": " + why)
	}
	return why == ""
}

// lacking says why the program cannot be used; "" if it can.
func (p program) lacking(ctx context.Context) string {
	if _, err := exec.LookPath(p.name); err != nil {
		return p.name + " is not installed (Debian: " + p.debian + ")"
	}
	if p.version == "" {
		return ""
	}
	if out, err := process(ctx, p.name, "--version").Output(); err != nil || !p.hasV2(string(out)) {
		return "the " + p.name + " that is installed has no v2 API, as those before 3.6 have"
	}
	return ""
}

// hasV2 says whether what it prints about its version is that of a program with
// etcd's v2 API: of 3.5 or older.
func (p program) hasV2(version string) bool {
	_, minor, found := strings.Cut(version, p.version)
	return found && len(minor) > 1 && minor[0] >= '0' && minor[0] <= '5' && minor[1] == '.'
}
