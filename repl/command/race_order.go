package command

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/race"
)

// run plays the orders that are asked for.
func (t *contest) run(ctx context.Context) error {
	switch {
	case t.call.Flag("free"):
		return t.playOnce(ctx, func(lanes []race.Lane) error { return race.Free(ctx, lanes) })
	case t.order != nil:
		return t.playOnce(ctx, func(lanes []race.Lane) error { return race.Play(ctx, lanes, t.inOrder()) })
	}
	progress := t.frame.Progress("racing, orders", -1)
	defer progress.Done()
	var last *play
	var err error
	t.complete, t.estimate, err = race.Explore(t.most, func(pick race.Pick) error {
		p, err := t.playOrder(ctx, func(lanes []race.Lane) error { return race.Play(ctx, lanes, pick) })
		if last = p; err != nil {
			return err
		}
		progress.Add(1)
		return t.add(p, t.names)
	})
	if errors.Is(err, race.ErrDiverged) {
		return &RaceDivergedError{Order: last.order(t.names)}
	}
	return err
}

// playOnce plays one order alone.
func (t *contest) playOnce(ctx context.Context, run func([]race.Lane) error) error {
	p, err := t.playOrder(ctx, run)
	if err != nil {
		return err
	}
	t.single = p
	return t.add(p, t.names)
}

// playOrder plays an order from its setup to its check. Its error is none of the
// lanes', unless a write has an unknown outcome when the race is ended.
func (t *contest) playOrder(ctx context.Context, run func([]race.Lane) error) (*play, error) {
	p := &play{}
	around, err := t.frame.Beside(eval.Lane{Name: "race", Notes: new(race.Notes)})
	if err != nil {
		return p, err
	}
	if _, err := runCommands(ctx, around, t.setup); err != nil {
		return p, err
	}
	notes, lanes := new(race.Notes), make([]race.Lane, len(t.names))
	for i := range t.names {
		l, err := t.newLane(p, i, notes)
		if err != nil {
			return p, err
		}
		p.lanes, lanes[i] = append(p.lanes, l), l.run
	}
	err = run(lanes)
	if unknown := p.wroteUnknown(); ctx.Err() != nil && unknown != nil {
		return p, unknown
	}
	if err != nil {
		return p, err
	}
	results, err := runCommands(ctx, around, t.check)
	switch {
	case err != nil && ctx.Err() != nil:
		return p, err
	case err != nil:
		p.check = eval.ErrorData(err)
	case len(results) > 0:
		p.check = results[len(results)-1]
	}
	return p, nil
}

// order is who took each step, by name.
func (p *play) order(names []string) string {
	var all []string
	for _, s := range p.steps {
		all = append(all, names[s.lane])
	}
	return strings.Join(all, " ")
}

// summary tells a person how many orders were played.
func (t *contest) summary(took time.Duration) string {
	orders, sample := "one order", ""
	switch {
	case t.single != nil:
	case t.complete:
		orders = "all " + lang.Plural(t.orders, "order")
	default:
		orders, sample = lang.Plural(t.orders, "order"), "; a random sample: --max plays more"
		if t.estimate > float64(t.orders) {
			orders = fmt.Sprintf("%d of about %.0f orders", t.orders, t.estimate)
		}
	}
	return fmt.Sprintf("%s, %s, %v%s", orders, lang.Plural(t.requests, "request"), took.Round(time.Millisecond), sample)
}

// RaceDivergedError says that a race met other choices than before in the same order.
type RaceDivergedError struct{ Order string }

func (e *RaceDivergedError) Error() string {
	return fmt.Sprintf("%v: after %q other clients went on than before; --setup must set all that they read, and nobody else may write it", race.ErrDiverged, e.Order)
}

// Data is the error as data.
func (e *RaceDivergedError) Data() render.Map { return lang.ErrorMap("race-diverged", e.Error()) }
