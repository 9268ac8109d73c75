package doctor

import (
	"errors"
	"fmt"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/admin"
	"etcd2sh/client/gateway"
	"etcd2sh/repl/lang"
)

// judgeMembers looks at how each member is and whether they agree.
func judgeMembers(f *Facts) Finding {
	if ill := f.perMember(Member.ails); ill != "" {
		return Finding{Bad, ill, []string{"member list and health tell more; member remove takes out one that will not come back"}}
	}
	if f.Listed != nil {
		return Finding{Unseen, "the members cannot be listed: " + f.Listed.Error(), []string{"health: asks each by itself"}}
	}
	if untold := f.perMember(func(m Member) string {
		if m.Unled != nil {
			return "does not tell its leader: " + m.Unled.Error()
		}
		return ""
	}); untold != "" {
		return Finding{Unseen, untold, []string{"health: asks each by itself"}}
	}
	leaders := map[uint64]bool{}
	for _, m := range f.Members {
		leaders[m.Leader] = true
	}
	versions := f.versions()
	seen := fmt.Sprintf("%s with etcd %s, all answer", lang.Plural(len(f.Members), "member"), strings.Join(versions, " and "))
	switch {
	case len(leaders) > 1:
		return Finding{Bad, "the members name different leaders", []string{"health: tells which; ask again when an election is over"}}
	case f.v2On() && f.anyMember(Member.left):
		return Finding{Bad, seen + ": an entry of v2 ends those with 3.6, and they cannot come back", []string{"leave no /health to be asked of a member that has v2 on, and finish the upgrade"}}
	case len(versions) > 1:
		return Finding{Note, seen, []string{"finish the upgrade"}}
	case len(f.Members)%2 == 0:
		return Finding{Note, seen + "; an even number bears no more losses than one less", []string{"member add, or member remove"}}
	}
	return Finding{Verdict: Well, Seen: fmt.Sprintf("%s; %d must run", seen, admin.Quorum(len(f.Members)))}
}

// ails says what is wrong with a member; "" if nothing is.
func (m Member) ails() string {
	if missing := m.unanswered(); missing != "" {
		return missing
	}
	switch missing := (*gateway.NoGateway)(nil); {
	case m.Leader == 0 && m.Unled == nil:
		return "knows of no leader"
	case m.Live != nil && !errors.As(m.Live, &missing) && !gateway.WantsUser(m.Live) && !client.Refused(m.Live, client.RPCPermissionDenied):
		return "cannot read in agreement with the others: " + m.Live.Error()
	}
	return ""
}
