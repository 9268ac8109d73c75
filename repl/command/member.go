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

var memberCommand = eval.Entry{Run: member, Command: &lang.Command{
	Name: "member", Group: lang.GroupCluster,
	Args: []lang.Arg{
		{Name: "list|add|remove|update", Kind: memberWord},
		{Name: "NAME|ID", Kind: lang.NewOrMemberArg, Optional: true},
		{Name: "URL[,URL…]", Kind: lang.NameArg, Optional: true},
	},
	Doc: "list the members of the cluster, add and remove them, and change where the others reach them", Returns: "the members; of add the id of the new one, and what it must be started with; nil for remove and update",
	More: "member add NAME URL wants the peer URLs of a member that is to be started then, with the variables of the result in its environment: ETCD_NAME, ETCD_INITIAL_CLUSTER and ETCD_INITIAL_CLUSTER_STATE. " +
		"member remove and member update take a name or an id. A member that was removed cannot come back with its data.\n\n" +
		"More than half of the members must run for anything to be written, those that have not started yet counted too. Until the second member of a cluster runs, nothing can be written, and the addition cannot be taken back; a prompt asks before that, and before a member is removed. " +
		"etcd refuses, without a reason, what might cost the quorum: where a member is down, or has just started.",
	Example: []lang.Example{{Line: `try member remove no-such-member catch [:type :missing] :not-there`, Result: `:not-there`}},
}}

var memberWord = lang.WordArg(false,
	lang.Name{Text: "list", Doc: "the members, and which of them leads"},
	lang.Name{Text: "add", Doc: "add a member, which is to be started then"},
	lang.Name{Text: "remove", Doc: "remove a member for good"},
	lang.Name{Text: "update", Doc: "change the peer URLs of a member"})

func member(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	word, err := c.Word(0)
	wants := map[string]int{"list": 1, "add": 3, "remove": 2, "update": 3}[word]
	switch {
	case err != nil:
		return nil, err
	case c.Len() > wants:
		return nil, c.Usage(fmt.Errorf("member %s takes no %s", word, lang.Shorten(c.String(wants))))
	case c.Len() < wants && !c.Has(1) && word == "add":
		return nil, c.Usage(&lang.MissingError{Name: "NAME", Advice: "it is what the new member will be called"})
	case c.Len() < wants && !c.Has(1):
		return nil, c.Usage(&lang.MissingError{Name: "NAME or ID", Advice: "member list tells both"})
	case c.Len() < wants:
		return nil, c.Usage(&lang.MissingError{Name: "URL", Advice: "it is where the other members reach it, as http://10.0.0.4:2380"})
	}
	all, leader, err := admin.Members(ctx, f.Client())
	switch {
	case err != nil:
		return nil, err
	case word == "list":
		return memberTable(all, leader), nil
	case word == "add":
		return addMember(ctx, f, c, all)
	}
	m, err := admin.FindMember(all, c.String(1))
	switch {
	case err != nil:
		return nil, err
	case word == "remove":
		return removeMember(ctx, f, c, all, m)
	}
	return nil, admin.UpdateMember(ctx, f.Client(), m.ID, strings.Split(c.String(2), ","))
}

// memberTable lists the members; leader is empty where none is known.
func memberTable(all []client.Member, leader string) render.Table {
	t := render.Table{Columns: []render.Column{
		{Name: "member"}, {Name: "id"}, {Name: "leader"}, {Name: "peerURLs", Spare: 2}, {Name: "clientURLs", Spare: 1},
	}}
	for _, m := range all {
		name, leads := any(nil), any(nil)
		if m.Name != "" {
			name = m.Name
		}
		if leader != "" {
			leads = m.ID == leader
		}
		t.Rows = append(t.Rows, []any{name, m.ID, leads, commaList(m.PeerURLs), commaList(m.ClientURLs)})
	}
	return t
}

// addMember adds a member; the second one of a cluster is asked about.
func addMember(ctx context.Context, f *eval.Frame, c lang.Call, all []client.Member) (any, error) {
	if len(all) == 1 {
		question := "Add " + render.Escape(c.String(1)) + " to a cluster of one? Nothing can be written from then on until it runs, and the addition cannot be taken back."
		if yes, err := confirmed(ctx, f, question, "no member was added"); err != nil || !yes {
			return render.Nothing{}, err
		}
	}
	urls := strings.Split(c.String(2), ",")
	added, err := admin.AddMember(ctx, f.Client(), c.String(1), urls)
	if err != nil {
		return nil, err
	}
	f.Hint("start it with these variables in its environment, and with --initial-advertise-peer-urls " + c.String(2))
	m := render.Map{{Key: render.Keyword("id"), Value: added.ID}}
	for _, v := range added.Environment() {
		m = append(m, render.Entry{Key: render.Keyword(v.Name), Value: v.Value})
	}
	return m, nil
}

// errLastMember says that there would be no cluster any more.
var errLastMember = errors.New("it is the only member, without which there is no cluster")

func removeMember(ctx context.Context, f *eval.Frame, c lang.Call, all []client.Member, m client.Member) (any, error) {
	if len(all) == 1 && all[0].ID == m.ID {
		return nil, c.Usage(errLastMember)
	}
	stay := len(all) - 1
	question := fmt.Sprintf("Remove %s for good? Of the %d that stay %d must run for writes.", render.Escape(admin.NameAndID(m)), stay, admin.Quorum(stay))
	if yes, err := confirmed(ctx, f, question, "no member was removed"); err != nil || !yes {
		return render.Nothing{}, err
	}
	return nil, admin.RemoveMember(ctx, f.Client(), m.ID)
}
