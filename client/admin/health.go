package admin

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"etcd2sh/client"
)

// State is how a member is.
type State string

// The states.
const (
	Well        State = "well"
	Unreachable State = "unreachable" // it did not answer
	Leaderless  State = "leaderless"  // it knows of no leader: it is cut off, or they elect one
	Astray      State = "astray"      // it takes another one for the leader than most do
	NotStarted  State = "not-started" // it has no client URL yet
)

// MemberHealth is how a member is, as far as it tells.
type MemberHealth struct {
	client.Member
	State   State
	Version string
	Leader  string // the ID of the member that it takes for the leader; or ""
	User    string // as whom it was asked; empty for guest, as it is where its URLs are no endpoints of the client
	// Term and Index are those of raft; 0 where it does not tell. Behind is how far
	// Index is behind that of the leader.
	Term, Index, Behind uint64
	Err                 error // why it did not answer, or not to all; nil if it did
}

// Reachable reports whether the member answered.
func (m MemberHealth) Reachable() bool { return m.State != Unreachable && m.State != NotStarted }

// Health asks each member by itself how it is, and leaves no trace in the raft log:
// it reads what a member has, and never /health, for which etcd writes an entry. The
// error says that no member could be listed.
func Health(ctx context.Context, c *client.Client) ([]MemberHealth, error) {
	members, _, err := Members(ctx, c)
	if err != nil {
		return nil, err
	}
	all := make([]MemberHealth, len(members))
	var asked sync.WaitGroup
	for i, m := range members {
		all[i].Member = m
		asked.Go(func() { all[i].ask(ctx, c) })
	}
	asked.Wait()
	compare(all)
	return all, ctx.Err()
}

// ask has the member say how it is.
func (m *MemberHealth) ask(ctx context.Context, c *client.Client) {
	if len(m.ClientURLs) == 0 {
		m.State = NotStarted
		return
	}
	alone, err := c.Only(m.ClientURLs...)
	if err != nil {
		m.State, m.Err = Unreachable, err
		return
	}
	m.User = alone.User()
	version, err := alone.Version(ctx)
	if err != nil {
		m.State, m.Err = Unreachable, err
		return
	}
	m.State, m.Version = Well, version.Server
	leader, err := alone.Leader(ctx)
	if m.Leader = leader.ID; err != nil {
		m.State, m.Err = Leaderless, err
	}
	m.raft(ctx, alone)
}

// raft asks for the headers of any answer about keys; whoever may not read the root gets
// none.
func (m *MemberHealth) raft(ctx context.Context, alone *client.Client) {
	r, err := alone.Get(ctx, "/", client.GetOptions{})
	switch {
	case err == nil:
		m.Term, m.Index = value(r.Meta.RaftTerm), value(r.Meta.RaftIndex)
	case !isStatus(err, http.StatusUnauthorized):
		m.Err = errors.Join(m.Err, err)
	}
}

func value(n *uint64) uint64 {
	if n == nil {
		return 0
	}
	return *n
}

// compare finds who strays from the leader that most name, and how far each is behind.
func compare(all []MemberHealth) {
	votes := map[string]int{}
	for _, m := range all {
		votes[m.Leader]++
	}
	for _, leader := range all {
		if votes[leader.ID] <= len(all)/2 {
			continue
		}
		for i := range all {
			m := &all[i]
			if m.State == Well && m.Leader != leader.ID {
				m.State = Astray
			}
			if m.Index > 0 && m.Index < leader.Index {
				m.Behind = leader.Index - m.Index
			}
		}
	}
}
