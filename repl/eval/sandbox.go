package eval

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// Sandbox is a cluster that the program started in its own process, and may break.
// Its members are counted from 0; their names are m0, m1 and so on. It is safe for
// concurrent use.
type Sandbox interface {
	// Endpoints gives the client URL of each member.
	Endpoints() []string
	Running(member int) bool
	// CutOff reports whether a member does not reach most of the members.
	CutOff(member int) bool
	// Raft gives the member that one takes for the leader, itself perhaps, or -1; and
	// the term that it is in. Of one that is stopped they are -1 and 0.
	Raft(member int) (leader int, term uint64)
	Stop(members ...int) error
	// Restart returns when the members serve; its error is at once where they cannot.
	Restart(ctx context.Context, members ...int) error
	// Cut cuts some members off from all the others.
	Cut(members ...int) error
	// CutAll cuts each member off from each other one.
	CutAll() error
	// Heal joins some members with each other again, or all where none is given.
	Heal(members ...int) error
}

// ErrNoSandbox says that the cluster is none of the program's own.
var ErrNoSandbox = errors.New("only a cluster of the shell's own can be changed: start etcd2sh-sandbox --members 3")

// ErrAlone says that the program's own cluster has no member beside the one.
var ErrAlone = errors.New("the cluster has one member, and no other to follow it or to be cut off from: start etcd2sh-sandbox --members 3")

// SandboxState is what a member of a sandbox is, as one sees it from outside.
type SandboxState string

// The states of a member.
const (
	SandboxRunning SandboxState = "running"
	SandboxStopped SandboxState = "stopped"
	SandboxCutOff  SandboxState = "cut-off"
)

// StateIn is the state of a member of a sandbox.
func StateIn(s Sandbox, member int) SandboxState {
	switch {
	case !s.Running(member):
		return SandboxStopped
	case s.CutOff(member):
		return SandboxCutOff
	}
	return SandboxRunning
}

// InSandbox reports whether the cluster in use is the program's own.
func (s *Session) InSandbox() bool {
	if s.host.Sandbox == nil {
		return false
	}
	own := s.host.Sandbox.Endpoints()
	return !slices.ContainsFunc(s.Client().Endpoints(), func(e string) bool { return !slices.Contains(own, e) })
}

// Broken tells in a few words which members of the program's own cluster are stopped
// or cut off; "" where none is, or where another cluster is used.
func (s *Session) Broken() string {
	if !s.InSandbox() {
		return ""
	}
	var all []string
	for i := range s.host.Sandbox.Endpoints() {
		switch StateIn(s.host.Sandbox, i) {
		case SandboxStopped:
			all = append(all, "m"+strconv.Itoa(i)+" stopped")
		case SandboxCutOff:
			all = append(all, "m"+strconv.Itoa(i)+" cut")
		}
	}
	return strings.Join(all, ", ")
}
