package command

import (
	"context"
	"errors"
	"fmt"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var atCommand = eval.Entry{Run: at, Command: &lang.Command{
	Name: "at", Group: lang.GroupTeaching, Alone: true, Args: []lang.Arg{{Name: "MEMBER", Kind: atWord}, {Name: "COMMAND…", Kind: lang.CommandArg}},
	Doc: "run a command with all its requests at one member: its name or client URL, leader or follower; each: at one after the other", Returns: "the command's result; for each a row with the member, its role, the index of its store and its result, or the error",
	More: "No other member is asked when that one fails. A member answers a plain read from what it has, so that at each shows which are behind: " +
		"the index of those is followed by old. A write at a member is sent on by it to the leader. " +
		"The role is what the member takes itself for; leader is the one that most members name. at each fails only when no member answered.",
	Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `at leader get :atom`, Result: `"hi"`}},
}}

// atWord is the members that can be named without a look at the cluster.
var atWord = lang.WordArg(true,
	lang.Name{Text: "leader", Doc: "the member that most members name"},
	lang.Name{Text: "follower", Doc: "a member that follows that one"},
	lang.Name{Text: "each", Doc: "every member, one after the other"})

func at(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	if c.String(0) == "each" {
		return atEach(ctx, f, c)
	}
	m, err := f.Member(ctx, c, c.String(0))
	if err != nil {
		return nil, err
	}
	return f.On(m.Client).Run(ctx, c.Call(1))
}

// atEach runs a command at each member, one after the other. Its error is the first
// one, when no member answered.
func atEach(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	if c.Call(1).Command.Background {
		return nil, c.Usage(errors.New(c.Call(1).Command.Name + " goes on for long; name one member"))
	}
	members, err := f.Members(ctx)
	if err != nil {
		return nil, err
	}
	var rows eachMember
	var failed error
	for _, m := range members {
		r := rowAt(ctx, f, c.Call(1), m)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		rows = append(rows, r)
		if failed == nil {
			failed = r.err
		}
	}
	if rows.answered() == 0 {
		return nil, failed
	}
	return rows.table(f), nil
}

// memberRow is what a command gave at a member.
type memberRow struct {
	member, role string
	index        uint64 // of its store; 0 when it told none
	result       any
	err          error
}

func rowAt(ctx context.Context, f *eval.Frame, call lang.Call, m eval.Member) memberRow {
	r := memberRow{member: m.Label(), err: fmt.Errorf("it %w", eval.ErrNotStarted)}
	if m.Client == nil {
		return r
	}
	r.role = f.Role(ctx, m)
	r.result, r.err = eval.Single(f.On(m.Client).Capturing().Run(ctx, call))
	r.index = m.Client.LastIndex()
	return r
}

type eachMember []memberRow

func (e eachMember) answered() (n int) {
	for _, r := range e {
		if r.err == nil {
			n++
		}
	}
	return n
}

// newest is the newest index of all.
func (e eachMember) newest() (index uint64) {
	for _, r := range e {
		index = max(index, r.index)
	}
	return index
}

// table has a column for errors where there are some.
func (e eachMember) table(f *eval.Frame) render.Table {
	t := render.Table{Columns: []render.Column{{Name: "member", Label: true}, {Name: "role", Spare: 1}, {Name: "index", Right: true}, {Name: "result", Least: 12}}}
	failures := e.answered() < len(e)
	if failures {
		t.Columns = append(t.Columns, render.Column{Name: "error", Least: 12})
	}
	newest := e.newest()
	for _, r := range e {
		row := []any{r.member, nil, nil, r.result}
		if r.role != "" {
			row[1] = render.Keyword(r.role)
		}
		if r.index != 0 {
			row[2] = indexCell(r.index, newest)
		}
		if r.err != nil {
			row[3] = nil
		}
		if failures {
			row = append(row, errorCell(f, r.err))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// indexCell is an index of a store, which is marked where another member's is newer.
func indexCell(index, newest uint64) any {
	if index == newest {
		return index
	}
	return render.Cell{Value: index, Text: fmt.Sprintf("%d old", index)}
}

// errorCell is why a member gave no result. A terminal shows the reason alone: the row
// tells which member was asked.
func errorCell(f *eval.Frame, err error) any {
	if err == nil {
		return nil
	}
	text := err.Error()
	if silent := (*eval.SilentMember)(nil); f.OnTerminal() && errors.As(err, &silent) {
		text = silent.Reason.Error()
	}
	return render.Cell{Value: eval.ErrorData(err), Text: text}
}
