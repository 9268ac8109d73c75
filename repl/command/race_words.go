package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// The bounds of a race.
const (
	defaultOrders = 200
	maxOrders     = 100_000
	maxLanes      = 26   // whose orders are played
	maxFreeLanes  = 1000 // of --free
)

// contest is one call of race.
type contest struct {
	frame        *eval.Frame
	call         lang.Call
	names        []string     // of the lanes
	scripts      []laneScript // what each runs
	setup, check laneScript
	order        []int // --order: the lane of each step; or nil
	most         int
	tally
}

// newContest reads the words of a race, and the commands of its scripts: all that is
// wrong with them is found before anything is sent.
func newContest(ctx context.Context, f *eval.Frame, c lang.Call) (*contest, error) {
	t := &contest{frame: f, call: c, most: defaultOrders}
	if m := c.OptionUint("max"); m != nil {
		if *m == 0 || *m > maxOrders {
			return nil, c.Usage(fmt.Errorf("--max wants a number from 1 to %d", maxOrders))
		}
		t.most = int(*m)
	}
	order, free := c.OptionString("order"), c.Flag("free")
	if order != nil && free || c.OptionUint("max") != nil && (order != nil || free) {
		return nil, c.Usage(errors.New("--order, --free and --max contradict each other"))
	}
	if err := t.readLanes(ctx, free); err != nil {
		return nil, c.Usage(err)
	}
	if order != nil {
		if err := t.readOrder(*order); err != nil {
			return nil, c.Usage(err)
		}
	}
	t.setup, t.check = t.around("setup"), t.around("check")
	return t, t.checkScripts(ctx)
}

// around is the commands of an option that run around each order.
func (t *contest) around(option string) laneScript {
	s := laneScript{name: "--" + option}
	if text := t.call.OptionString(option); text != nil {
		s.text = *text
	}
	return s
}

// readLanes reads N SCRIPT, or NAME SCRIPT as often as there are lanes.
func (t *contest) readLanes(ctx context.Context, free bool) error {
	first := t.call.String(0)
	if n, err := strconv.Atoi(first); err == nil {
		return t.readAlike(ctx, n, free)
	}
	if t.call.Len()%2 != 0 {
		return &lang.MissingError{Name: "SCRIPT", Advice: "each NAME is followed by what that client runs"}
	}
	for i := 0; i < t.call.Len(); i += 2 {
		name := first
		if i > 0 {
			name = t.call.Commands(i).Text
		}
		switch {
		case !scan.IsName(name) || strings.ContainsAny(name, " \t\n"):
			return fmt.Errorf("%s is no name of a client: it begins with a letter and has no blanks", lang.Shorten(strconv.Quote(name)))
		case slices.Contains(t.names, name):
			return fmt.Errorf("two clients are called %s", lang.Shorten(name))
		case len(t.names) == maxLanes:
			return fmt.Errorf("at most %d clients race", maxLanes)
		}
		s, err := readScript(ctx, name, t.call.Commands(i+1))
		if err != nil {
			return err
		}
		t.names, t.scripts = append(t.names, name), append(t.scripts, s)
	}
	return nil
}

// readAlike reads the script of n lanes.
func (t *contest) readAlike(ctx context.Context, n int, free bool) error {
	most, how := maxLanes, ""
	if free {
		most, how = maxFreeLanes, " with --free"
	}
	switch {
	case n < 1 || n > most:
		return fmt.Errorf("a race has from 1 to %d clients%s, not %d", most, how, n)
	case t.call.Len() > 2:
		return fmt.Errorf("%s run one SCRIPT; to give each its own, name them: a SCRIPT b SCRIPT", lang.Plural(n, "client"))
	}
	s, err := readScript(ctx, laneName(0), t.call.Commands(1))
	for i := range n {
		s.lane = laneName(i)
		t.names, t.scripts = append(t.names, s.lane), append(t.scripts, s)
	}
	return err
}

// laneName names lanes a to z, then aa, ab and so on.
func laneName(i int) string {
	name := string(rune('a' + i%26))
	if i < 26 {
		return name
	}
	return laneName(i/26-1) + name
}

// readOrder reads the names of who takes each step.
func (t *contest) readOrder(order string) error {
	t.order = []int{}
	for _, name := range strings.Fields(order) {
		i := slices.Index(t.names, name)
		if i < 0 {
			return lang.Unknown("client", name, t.names, "--order is made of "+strings.Join(t.names, ", ")+" with blanks between them")
		}
		t.order = append(t.order, i)
	}
	return nil
}

// inOrder picks the lanes of --order. Its error tells where that does not fit.
func (t *contest) inOrder() func(waiting []int) (int, error) {
	step := 0
	return func(waiting []int) (int, error) {
		var names []string
		for _, i := range waiting {
			names = append(names, t.names[i])
		}
		more := strings.Join(names, " and ")
		switch {
		case step == len(t.order) && len(waiting) == 0:
			return 0, nil
		case step == len(t.order):
			return 0, t.call.Usage(fmt.Errorf("--order ends after %s, but %s want%s another step", lang.Plural(step, "step"), more, verbEnd(len(names))))
		case len(waiting) == 0:
			return 0, t.call.Usage(fmt.Errorf("--order does not fit at step %d, %s: all clients have ended", step+1, t.names[t.order[step]]))
		case !slices.Contains(waiting, t.order[step]):
			return 0, t.call.Usage(fmt.Errorf("--order does not fit at step %d: %s has ended, and %s want%s the next step", step+1, t.names[t.order[step]], more, verbEnd(len(names))))
		}
		step++
		return t.order[step-1], nil
	}
}

// verbEnd is the end of the verb of n subjects.
func verbEnd(n int) string {
	if n == 1 {
		return "s"
	}
	return ""
}
