package command

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"etcd2sh/client/gateway"
	"etcd2sh/client/migrate"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// silence is how long nothing must have changed for v3 to be told in step with v2.
const silence = 5 * time.Second

// followMigration copies and follows: its results are the counts of the copy, how far it
// is behind each time that there is news, and where it ended.
func followMigration(ctx context.Context, f *eval.Frame, m *migrate.Migration, s *migrate.Source) eval.Results {
	return func(yield func(any, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		progress := f.Progress("migrating", len(s.Items))
		copied := sync.OnceFunc(progress.Done)
		defer copied()
		m.Progress, m.Trouble = progress.Add, trouble(f)
		t := &follows{frame: f}
		defer t.ends()
		lag, err := m.Follow(ctx, s, func(lag migrate.Lag) {
			copied()
			if v := t.news(lag); v != nil && !yield(v, nil) {
				t.closed = true
				stop()
			}
		})
		switch {
		case t.closed:
		case err != nil:
			yield(nil, brokenMigration(err))
		default:
			if yield(lagData(lag), nil) && behind(lag) != "" {
				yield(nil, &migrationBehind{behind(lag)})
			}
		}
	}
}

// follows is what a person was told of a follower.
type follows struct {
	frame  *eval.Frame
	begun  bool
	over   func() // ends the waiting
	told   migrate.Lag
	inStep bool // the last that was told is that v3 is in step
	closed bool // nobody wants to be told any more
}

// ends ends the waiting.
func (t *follows) ends() {
	if t.over != nil {
		t.over()
	}
}

// news is what there is to tell: nil for nothing.
func (t *follows) news(lag migrate.Lag) any {
	inStep := notInStep(lag) == ""
	changed := lag.Applied != t.told.Applied || lag.Conflicts != t.told.Conflicts || lag.Waiting != t.told.Waiting || behind(lag) != behind(t.told)
	defer func() { t.told = lag }()
	switch {
	case !t.begun:
		t.begun = true
		t.over = t.frame.Waits("following v2")
		return countsOf(lag.Counts)
	case changed:
		t.inStep = false
		return lagData(lag)
	case inStep && !t.inStep:
		t.inStep = true
		t.frame.Warn(fmt.Sprintf("in step at index %d of v2%s, where nothing has changed for %d seconds: a moment to switch over", lag.Index, exceptFor(lag.Conflicts), silence/time.Second))
		return lagData(lag)
	}
	return nil
}

// exceptFor says what is not in step.
func exceptFor(conflicts int) string {
	if conflicts == 0 {
		return ""
	}
	return fmt.Sprintf(" but for %s, named above", lang.Plural(conflicts, "conflict"))
}

// lagData is how far behind a follower is, as data, and why it is.
func lagData(lag migrate.Lag) render.Map {
	why := notInStep(lag)
	data := render.Map{
		{Key: render.Keyword("applied"), Value: lag.Applied},
		{Key: render.Keyword("conflicts"), Value: lag.Conflicts},
		{Key: render.Keyword("unwritten"), Value: len(lag.Unwritten)},
		{Key: render.Keyword("index"), Value: lag.Index},
		{Key: render.Keyword("waiting"), Value: lag.Waiting},
		{Key: render.Keyword("in-step"), Value: why == ""},
	}
	if why != "" {
		data = append(data, render.Entry{Key: render.Keyword("because"), Value: why})
	}
	return data
}

// behind says what v3 lacks of v2, and time alone does not bring; "" for nothing.
func behind(lag migrate.Lag) string {
	var reasons []string
	if lag.Held != nil {
		reasons = append(reasons, "what waits is not made, but tried again: "+heldBy(lag.Held))
	}
	if len(lag.Unwritten) > 0 {
		reasons = append(reasons, "v3 lacks what could not be written: "+someKeys(lag.Unwritten))
	}
	return strings.Join(reasons, "; ")
}

// heldBy is why changes wait, and what to do about it.
func heldBy(err error) string {
	if gateway.NoSpace(err) {
		return err.Error() + " (NOSPACE): " + gateway.MakeRoom
	}
	return err.Error()
}

// notInStep says why v3 is not in step with v2, or not surely; "" where it is.
func notInStep(lag migrate.Lag) string {
	why := behind(lag)
	switch {
	case why != "":
		return why
	case !lag.Reachable:
		return "v2 does not answer"
	case lag.Waiting > 0:
		return "changes are waiting"
	case lag.Quiet < silence:
		return fmt.Sprintf("v2 has not been quiet for %d seconds yet", silence/time.Second)
	}
	return ""
}
