package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var sandboxCommand = eval.Entry{Run: sandbox, Command: &lang.Command{
	Name: "sandbox", Group: lang.GroupTeaching, Session: true, Step: true,
	Args: []lang.Arg{{Name: "stop|start|cut|heal", Kind: sandboxWord, Optional: true}, {Name: "MEMBER…", Kind: lang.ListArg, Optional: true}},
	Doc:  "break the cluster of etcd2sh-sandbox, and mend it: stop and start members, cut the network between them", Returns: "the members with their state, role, term and index",
	More: "A MEMBER is m0, m1 and so on, leader or follower. cut parts the members that are named from all others, on whichever side most are; cut all parts each from each. What was cut before stays cut. heal joins all again, and heal m0 m1 those two alone with each other. " +
		"Clients still reach a member that is cut off: it answers from what it had. " +
		"The result comes once the members that reach each other agree on a leader, or after a second; at once where they are too few for one. " +
		"leader is the one that most members name.",
	Example: []lang.Example{{Line: `try sandbox cut leader catch [:type :usage] :no-sandbox`, Result: `:no-sandbox`}},
}}

// sandboxWord is what can be done to the cluster.
var sandboxWord = lang.WordArg(false,
	lang.Name{Text: "stop", Doc: "stop members, as a crash would"},
	lang.Name{Text: "start", Doc: "start members that are stopped"},
	lang.Name{Text: "cut", Doc: "cut the network between members and all others"},
	lang.Name{Text: "heal", Doc: "join members with each other again, or all"})

func sandbox(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	s := f.Host().Sandbox
	if s == nil {
		return nil, c.Usage(eval.ErrNoSandbox)
	}
	b := breakage{sandbox: s, frame: f, call: c}
	if !c.Has(0) {
		return b.members(ctx)
	}
	if err := b.change(ctx); err != nil {
		return nil, err
	}
	if err := b.awaitLeader(ctx); err != nil {
		return nil, err
	}
	return b.members(ctx)
}

// breakage is one call of sandbox.
type breakage struct {
	sandbox eval.Sandbox
	frame   *eval.Frame
	call    lang.Call
}

func (b breakage) change(ctx context.Context) error {
	word, named := b.call.String(0), []string(nil)
	if b.call.Has(1) {
		named = b.call.Values(1)
	}
	switch {
	case word == "heal" && len(named) == 1:
		return b.call.Usage(errors.New("heal joins those that are named with each other: name two, or none for all"))
	case word == "heal" && len(named) == 0:
		return b.sandbox.Heal()
	case word == "cut" && len(b.sandbox.Endpoints()) == 1:
		return b.call.Usage(eval.ErrAlone)
	case word == "cut" && slices.Equal(named, []string{"all"}):
		b.awaitLevel(ctx)
		return b.sandbox.CutAll()
	case word != "stop" && word != "start" && word != "cut" && word != "heal":
		return b.call.Usage(fmt.Errorf("it is stop, start, cut or heal, not %s", lang.Shorten(word)))
	case len(named) == 0:
		return b.call.Usage(&lang.MissingError{Name: "MEMBER", Advice: "m0, m1 and so on, leader or follower"})
	}
	chosen, err := b.choose(named)
	if err != nil {
		return err
	}
	switch word {
	case "stop":
		return b.sandbox.Stop(chosen...)
	case "start":
		return b.sandbox.Restart(ctx, chosen...)
	case "heal":
		return b.sandbox.Heal(chosen...)
	}
	b.awaitLevel(ctx)
	return b.sandbox.Cut(chosen...)
}

// levelLimit is how long at most a cut waits for members that are behind.
const levelLimit = 200 * time.Millisecond

// awaitLevel returns when the members that reach each other know the same of the
// store: a follower hears of a write a moment after its client does, and the last one
// before a cut would else be missing by chance.
func (b breakage) awaitLevel(ctx context.Context) {
	if b.frame.Rehearsed() { // the cut is what it would do, and is no request
		return
	}
	limit, cancel := context.WithTimeout(ctx, levelLimit)
	defer cancel()
	for !b.level(limit) && limit.Err() == nil {
		select {
		case <-time.After(leaderPause):
		case <-limit.Done():
		}
	}
}

func (b breakage) level(ctx context.Context) bool {
	known := map[any]bool{}
	for i, url := range b.sandbox.Endpoints() {
		if eval.StateIn(b.sandbox, i) == eval.SandboxRunning {
			known[b.index(ctx, url)] = true
		}
	}
	return len(known) < 2
}

// choose gives the members that are named, before any of them is changed.
func (b breakage) choose(named []string) ([]int, error) {
	var chosen []int
	for _, name := range named {
		i, err := b.find(name)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, i)
	}
	return chosen, nil
}

func (b breakage) find(name string) (int, error) {
	all := len(b.sandbox.Endpoints())
	if name == "leader" || name == "follower" {
		leader := b.leader()
		for i := range all {
			if leader >= 0 && (i == leader) == (name == "leader") && eval.StateIn(b.sandbox, i) == eval.SandboxRunning {
				return i, nil
			}
		}
		return 0, &eval.NoMember{Role: name, Alone: all == 1, Sandbox: true}
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(name, "m")); err == nil && n >= 0 && n < all && name == "m"+strconv.Itoa(n) {
		return n, nil
	}
	return 0, b.call.Usage(fmt.Errorf("there is no member %s; there are m0 to m%d, leader and follower", lang.Shorten(name), all-1))
}

// leader is the member that all those which run and are not cut off take for the
// leader; -1 where they do not agree, or are too few.
func (b breakage) leader() int {
	agreed, asked := -1, 0
	for i := range b.sandbox.Endpoints() {
		if eval.StateIn(b.sandbox, i) != eval.SandboxRunning {
			continue
		}
		leader, _ := b.sandbox.Raft(i)
		if asked++; leader < 0 || asked > 1 && leader != agreed || eval.StateIn(b.sandbox, leader) != eval.SandboxRunning {
			return -1
		}
		agreed = leader
	}
	if asked <= len(b.sandbox.Endpoints())/2 {
		return -1
	}
	return agreed
}

// leaderPause is how often the members are asked whether they agree on a leader, and
// leaderLimit how long at most.
const leaderPause, leaderLimit = 5 * time.Millisecond, time.Second

// awaitLeader returns when the members agree on a leader, and those that are cut off
// follow it no longer, or when they cannot agree. What is sent to a member that has
// not noticed yet that it is cut off is lost; later it is kept until the heal.
func (b breakage) awaitLeader(ctx context.Context) error {
	running := 0
	for i := range b.sandbox.Endpoints() {
		if eval.StateIn(b.sandbox, i) == eval.SandboxRunning {
			running++
		}
	}
	if running <= len(b.sandbox.Endpoints())/2 {
		return nil
	}
	limit, cancel := context.WithTimeout(ctx, leaderLimit)
	defer cancel()
	for (b.leader() < 0 || b.unaware()) && limit.Err() == nil {
		select {
		case <-time.After(leaderPause):
		case <-limit.Done():
		}
	}
	return ctx.Err()
}

// unaware reports whether a member that is cut off still follows one that it does not
// reach.
func (b breakage) unaware() bool {
	for i := range b.sandbox.Endpoints() {
		leader, _ := b.sandbox.Raft(i)
		if leader >= 0 && eval.StateIn(b.sandbox, i) == eval.SandboxCutOff && eval.StateIn(b.sandbox, leader) == eval.SandboxRunning {
			return true
		}
	}
	return false
}

// members is the members as a table.
func (b breakage) members(ctx context.Context) (any, error) {
	t := render.Table{Columns: []render.Column{
		{Name: "member"}, {Name: "state"}, {Name: "role"}, {Name: "term", Right: true}, {Name: "index", Right: true}, {Name: "url", Spare: 1},
	}}
	for i, url := range b.sandbox.Endpoints() {
		row := []any{"m" + strconv.Itoa(i), render.Keyword(eval.StateIn(b.sandbox, i)), b.role(i), nil, nil, url}
		if b.sandbox.Running(i) {
			_, row[3] = b.sandbox.Raft(i)
			row[4] = b.index(ctx, url)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

// role is what a member takes itself for that runs and is not cut off; else nil.
func (b breakage) role(i int) any {
	leader, _ := b.sandbox.Raft(i)
	switch {
	case leader < 0 || eval.StateIn(b.sandbox, i) != eval.SandboxRunning:
		return nil
	case leader == i:
		return render.Keyword("leader")
	}
	return render.Keyword("follower")
}

// index is that of a member's store; nil when it does not tell.
func (b breakage) index(ctx context.Context, url string) any {
	c, err := b.frame.Client().Only(url)
	if err != nil {
		return nil
	}
	if r, err := c.Get(ctx, "/", client.GetOptions{}); err == nil && r.Meta.EtcdIndex != nil {
		return *r.Meta.EtcdIndex
	}
	return nil
}
