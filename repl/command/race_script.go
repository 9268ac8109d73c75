package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/file"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// laneScript is the commands of a lane, or of what runs around an order.
type laneScript struct {
	lane string // whose it is; "" of what runs around an order
	name string // as errors call it
	text string
}

func (s laneScript) reader() *script.Reader {
	return script.NewReader(script.Source{Name: s.name, Reader: strings.NewReader(s.text)}, func() {})
}

// readScript reads the script of a lane, from a file perhaps.
func readScript(ctx context.Context, lane string, given lang.Commands) (laneScript, error) {
	if !given.IsFile {
		return laneScript{lane, lane, given.Text}, nil
	}
	in, err := file.Open(ctx, given.Text)
	if err != nil {
		return laneScript{}, fmt.Errorf("%w; commands stand in quotes", err)
	}
	defer in.Close() // it was only read
	text, err := file.UntilDone(ctx, func() ([]byte, error) { return io.ReadAll(in) })
	return laneScript{lane, in.Name(), string(text)}, err
}

// checkScripts reads all commands, and runs none of them. What the setup defines is
// there for the check.
func (t *contest) checkScripts(ctx context.Context) error {
	if err := t.checkInOne(ctx, t.setup, t.check); err != nil {
		return err
	}
	for i, s := range t.scripts {
		if i > 0 && s.text == t.scripts[i-1].text {
			continue
		}
		if err := t.checkInOne(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// checkInOne reads scripts of one session.
func (t *contest) checkInOne(ctx context.Context, scripts ...laneScript) error {
	session, err := t.frame.Beside(eval.Lane{})
	if err != nil {
		return err
	}
	for _, s := range scripts {
		if err := session.Check(ctx, s.reader(), fitsRace); err != nil {
			return err
		}
	}
	return nil
}

// fitsRace is the usage error for what is no statement, or one that cannot run in a
// race.
func fitsRace(_ script.Place, st lang.Statement, err error) error {
	if err != nil {
		return err
	}
	return refuseInRace(st)
}

// Why a command cannot run in a race.
const (
	waitsForOthers = "waits for what others do, and is never at a request of its own that could be held"
	keepsItsKey    = "keeps its key alive beside its requests, which is no matter of order"
	wantsPerson    = "wants a person"
)

// notInRace are the commands that cannot run in a race, and why.
var notInRace = map[string]string{
	"watch": waitsForOthers, "exec-watch": waitsForOthers, "await": waitsForOthers,
	"lock": keepsItsKey, "elect": keepsItsKey,
	"connect": "would leave the cluster that the others are at",
	"race":    "has orders of its own",
	"edit":    wantsPerson, "tour": wantsPerson, "lesson": wantsPerson,
}

// refuseInRace is the usage error for a statement that cannot run in a race, also for
// what is within it.
func refuseInRace(st lang.Statement) (refused error) {
	st.Call.Within(func(c lang.Call) bool {
		if why := whyNotInRace(c); why != "" {
			refused = c.Usage(fmt.Errorf("%s; it cannot run in a race", why))
		}
		return refused == nil
	})
	switch {
	case refused != nil:
		return refused
	case st.Background:
		return st.Call.Usage(errors.New("& runs a command behind a prompt; it cannot run in a race"))
	case st.RunsProgram():
		return st.Call.Usage(errors.New("! runs a program, which does what no order holds; it cannot run in a race"))
	}
	return nil
}

func whyNotInRace(c lang.Call) string {
	if why, ok := notInRace[c.Command.Name]; ok {
		return c.Command.Name + " " + why
	}
	options := c.OptionNames()
	switch {
	case c.Command.Name == "lose" && c.String(0) == string(eval.LateRequest):
		return "lose late writes when its order may be over"
	case slices.Contains(options, "wait"):
		return "--wait " + waitsForOthers
	case slices.Contains(options, "jobs"):
		return "--jobs runs commands beside each other, in no order"
	case c.RunsProgram():
		return "! runs a program, which does what no order holds"
	}
	return ""
}
