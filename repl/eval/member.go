package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// On is the frame of commands whose requests go to the servers of a client, and to
// no other.
func (f *Frame) On(c *client.Client) *Frame {
	inner := *f
	inner.only = c
	return &inner
}

// Member is a member of the cluster, with a client for [Frame.On] that asks it alone;
// that is nil for one without client URLs, which has not started yet.
type Member struct {
	client.Member
	Client *client.Client
}

// ErrNotStarted says of a member that it cannot be asked.
var ErrNotStarted = errors.New("has no client URL: it has not started yet")

// has reports whether the member is meant by a word: its name, its id, or a client
// URL with the scheme or without.
func (m Member) has(word string) bool {
	return word == m.Name || word == m.ID || slices.ContainsFunc(m.ClientURLs, func(u string) bool {
		return word == u || word == hostOf(u)
	})
}

// Members gives the members as the cluster lists them, by their names.
func (f *Frame) Members(ctx context.Context) ([]Member, error) {
	listed, err := f.Client().Members(ctx)
	if err != nil {
		return nil, err
	}
	f.connection.names.Store(namesOf(listed))
	slices.SortFunc(listed, func(a, b client.Member) int { return strings.Compare(a.Name+" "+a.ID, b.Name+" "+b.ID) })
	members := make([]Member, len(listed))
	for i, m := range listed {
		members[i].Member = m
		if len(m.ClientURLs) == 0 {
			continue
		}
		if members[i].Client, err = f.unwatched().Only(m.ClientURLs...); err != nil {
			return nil, err
		}
	}
	return members, nil
}

// NameMembers asks for the names of the members, unless they are known. Where it gets
// none, members are called by their hosts.
func (f *Frame) NameMembers(ctx context.Context) {
	if f.connection.names.Load() != nil {
		return
	}
	if members, err := f.unwatched().Members(ctx); err == nil {
		f.connection.names.Store(namesOf(members))
	}
}

// hostOf is a URL without its scheme.
func hostOf(url string) string {
	_, host, _ := strings.Cut(url, "://")
	return host
}

// memberNames are the names of members by the hosts of their client URLs.
type memberNames map[string]string

func namesOf(members []client.Member) *memberNames {
	names := memberNames{}
	for _, m := range members {
		for _, u := range m.ClientURLs {
			names[hostOf(u)] = m.Name
		}
	}
	return &names
}

// of is the name of the member at an endpoint; its host where none is known.
func (m *memberNames) of(endpoint string) string {
	host := hostOf(endpoint)
	if m == nil {
		return host
	}
	return cmp.Or((*m)[host], host)
}

// Member gives the member that a word of a call means: its name, id or client URL,
// leader or follower. The usage error for a word that means none names those that
// there are.
func (f *Frame) Member(ctx context.Context, c lang.Call, word string) (Member, error) {
	members, err := f.Members(ctx)
	if err != nil {
		return Member{}, err
	}
	var found Member
	switch i := slices.IndexFunc(members, func(m Member) bool { return m.has(word) }); {
	case i >= 0:
		found = members[i]
	case word == "leader", word == "follower":
		return f.byRole(ctx, members, word)
	default:
		return Member{}, c.Usage(lang.Unknown("member", word, labels(members), "the members are "+strings.Join(labels(members), ", ")+"; leader and follower mean one of them"))
	}
	if found.Client == nil {
		return Member{}, c.Usage(fmt.Errorf("the member %s %w", found.Label(), ErrNotStarted))
	}
	return found, nil
}

func labels(members []Member) []string {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.Label()
	}
	return names
}

// byRole asks each member who leads. The leader is the one that most of all members
// name: one that was cut off from the others may think for a moment that it leads.
func (f *Frame) byRole(ctx context.Context, members []Member, role string) (Member, error) {
	named := make([]string, len(members))
	var all sync.WaitGroup
	for i, m := range members {
		all.Go(func() { named[i] = f.namedBy(ctx, m) })
	}
	all.Wait()
	for _, leader := range members {
		votes := 0
		for _, id := range named {
			if id == leader.ID {
				votes++
			}
		}
		if votes <= len(members)/2 || leader.Client == nil {
			continue
		}
		if role == "leader" {
			return leader, nil
		}
		for i, m := range members {
			if named[i] == leader.ID && m.ID != leader.ID {
				return m, nil
			}
		}
		return Member{}, &NoMember{Role: role, Alone: len(members) == 1, Sandbox: f.InSandbox()}
	}
	return Member{}, &NoMember{Role: "leader"}
}

// namedBy gives the id of the member that m takes for the leader; "" where it knows
// none or does not answer.
func (f *Frame) namedBy(ctx context.Context, m Member) string {
	if m.Client == nil {
		return ""
	}
	leader, err := f.On(m.Client).Client().Leader(ctx)
	if err != nil {
		return ""
	}
	return leader.ID
}

// Role is what a member takes itself for; "" where it knows of no leader or
// does not answer.
func (f *Frame) Role(ctx context.Context, m Member) string {
	switch f.namedBy(ctx, m) {
	case "":
		return ""
	case m.ID:
		return "leader"
	}
	return "follower"
}

// SilentMember says that the one member that was asked does not answer.
type SilentMember struct {
	Member string // its name, or its host where none is known
	Reason error  // what was met at its endpoint
	Err    error  // the error of the call
}

func (m *SilentMember) Error() string {
	return fmt.Sprintf("the member %s does not answer: %v", m.Member, m.Reason)
}

// Unwrap gives the error of the call.
func (m *SilentMember) Unwrap() error { return m.Err }

// ofMember is an error of a call, which is about the member where one alone is asked.
func (f *Frame) ofMember(err error) error {
	var gone *client.Unreachable
	if f.only == nil || !errors.As(err, &gone) || errors.As(err, new(*ConnectError)) || errors.As(err, new(*SilentMember)) {
		return err
	}
	at := gone.Endpoints[0]
	return &SilentMember{f.connection.names.Load().of(at.Endpoint), at.Err, err}
}

// NoMember says that no member has a role now, as far as the members tell.
type NoMember struct {
	Role    string
	Alone   bool // the cluster has one member
	Sandbox bool // the cluster is the program's own
}

func (n *NoMember) Error() string {
	switch {
	case n.Role == "leader":
		return "most of the members name no leader now: they do not reach each other, or elect one"
	case n.Alone && n.Sandbox:
		return ErrAlone.Error()
	case n.Alone:
		return "the cluster has one member, which leads: none follows it"
	}
	return "no member follows the leader now"
}

// Data is the error as data.
func (n *NoMember) Data() render.Map { return lang.ErrorMap("no-"+n.Role, n.Error()) }

// ExitStatus is that of a server that cannot be reached.
func (n *NoMember) ExitStatus() int { return lang.StatusUnreachable }
