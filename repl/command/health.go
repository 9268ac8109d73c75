package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/admin"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var healthCommand = eval.Entry{Run: health, Command: &lang.Command{
	Name: "health", Aliases: []string{"cluster-health"}, Group: lang.GroupCluster,
	Doc: "ask each member of the cluster how it is", Returns: "the members with their state, version, leader, term and index, and how far that is behind the leader's; then an error where not all are well",
	More: "A member is :well, :unreachable, :leaderless (cut off from the others, or they elect one), :astray (it follows another leader than most do) or :not-started. " +
		"Term and index are those of raft; behind is how far the index is behind the leader's, a few entries while others write. They are nil where the user may not read the root, as guest mostly may not: a member whose URL is no endpoint is asked without a user, since a password goes to endpoints alone. " +
		"The members are asked at the client URLs that they tell, so that these must be reached from here.\n\n" +
		"Nothing is put into the raft log. etcd's own /health does that on every call, and so keeps a cluster from being upgraded to etcd 3.6.",
	Example: []lang.Example{{Line: `health | 0 :state`, Result: `:well`}},
}}

func health(ctx context.Context, f *eval.Frame, _ lang.Call) (any, error) {
	all, err := admin.Health(ctx, f.Client())
	if err != nil {
		return nil, err
	}
	if asked := askedAsGuest(all, f.Client().User()); asked != "" {
		f.Tell(asked)
	}
	t := healthTable(all)
	ill := unwell(all)
	if ill == nil {
		return t, nil
	}
	return eval.Results(func(yield func(any, error) bool) {
		if yield(t, nil) {
			yield(nil, ill)
		}
	}), nil
}

// askedAsGuest tells of the members that were asked without the user, and did not tell
// all; empty where there are none.
func askedAsGuest(all []admin.MemberHealth, user string) string {
	var members []string
	for _, m := range all {
		if user != "" && m.User == "" && m.Reachable() && m.Index == 0 {
			members = append(members, m.Label())
		}
	}
	if members == nil {
		return ""
	}
	return fmt.Sprintf("asked as guest, and not as %s, whose password goes to endpoints alone: %s; --endpoints or connect with their URLs has them tell their term and index", user, strings.Join(members, ", "))
}

func healthTable(all []admin.MemberHealth) render.Table {
	t := render.Table{Columns: []render.Column{
		{Name: "member"}, {Name: "state"}, {Name: "version", Spare: 2}, {Name: "leader"},
		{Name: "term", Right: true, Spare: 3}, {Name: "index", Right: true}, {Name: "behind", Right: true}, {Name: "clientURLs", Spare: 1},
	}}
	names := map[string]string{}
	for _, m := range all {
		names[m.ID] = m.Label()
	}
	for _, m := range all {
		var term, index, behind any
		if m.Index > 0 {
			term, index, behind = m.Term, m.Index, m.Behind
		}
		t.Rows = append(t.Rows, []any{
			names[m.ID], render.Keyword(m.State), textOrNil(m.Version), textOrNil(names[m.Leader]), term, index, behind, commaList(m.ClientURLs),
		})
	}
	return t
}

func textOrNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// unwellError says which members are not well.
type unwellError struct {
	of  int
	ill []string // each with its state, and why
}

// unwell is nil where all members are well.
func unwell(all []admin.MemberHealth) *unwellError {
	e := &unwellError{of: len(all)}
	for _, m := range all {
		if m.State == admin.Well {
			continue
		}
		told := m.Label() + " is " + string(m.State)
		if m.Err != nil {
			told += " (" + reasonOf(m.Err) + ")"
		}
		e.ill = append(e.ill, told)
	}
	if e.ill == nil {
		return nil
	}
	return e
}

// reasonOf is why the one endpoint of a member did not answer, without its URL.
func reasonOf(err error) string {
	if u := (*client.Unreachable)(nil); errors.As(err, &u) && len(u.Endpoints) == 1 {
		err = u.Endpoints[0].Err
	}
	return err.Error()
}

func (e *unwellError) Error() string {
	return fmt.Sprintf("%d of %s not well: %s", len(e.ill), lang.Plural(e.of, "member"), strings.Join(e.ill, "; "))
}

// Data is the error as data.
func (e *unwellError) Data() render.Map { return lang.ErrorMap("unhealthy", e.Error()) }
