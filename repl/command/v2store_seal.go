package command

import (
	"context"
	"errors"
	"fmt"

	"etcd2sh/client/gateway"
	"etcd2sh/render"
	"etcd2sh/repl/doctor"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/v2store"

	"github.com/rivo/uniseg"
)

// sealRecipe tells what to do with each member of this cluster.
func sealRecipe(ctx context.Context, f *eval.Frame) (any, error) {
	facts, err := sealable(ctx, f)
	if err != nil {
		return nil, err
	}
	t := render.Table{Columns: []render.Column{{Name: "step", Right: true}, {Name: "on"}, {Name: "do"}}}
	var rows []render.Row
	column := 0
	for i, s := range v2store.Recipe(facts) {
		t.Rows = append(t.Rows, []any{i + 1, s.On, s.Do})
		name := fmt.Sprintf("%d. %s", i+1, render.Escape(s.On))
		column = max(column, uniseg.StringWidth(name))
		rows = append(rows, render.Row{Name: name, Text: render.Escape(s.Do)})
	}
	f.Hint("without a restart: end all use of v2, and of /health at the client ports, then v2store seal --push")
	return eval.Printed{Value: t, As: render.Pictured{Value: t, Parts: []any{render.Page{{Rows: rows, Column: column}}}}}, nil
}

// sealable gives the facts of a cluster that can be sealed.
func sealable(ctx context.Context, f *eval.Frame) (*doctor.Facts, error) {
	facts, err := doctor.Examine(ctx, f.Client(), 0)
	if err == nil {
		err = v2store.Sealable(facts)
	}
	if notClear := (*v2store.NotClear)(nil); errors.As(err, &notClear) {
		err = &notClearError{notClear}
	}
	return facts, err
}

// notClearError is an error that says so as data.
type notClearError struct{ *v2store.NotClear }

// Data is the error as data.
func (e *notClearError) Data() render.Map { return lang.ErrorMap("not-clear", e.Error()) }

// pushSnapshots has every member make a snapshot, and tells of each that has.
func pushSnapshots(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	user, err := userOfV3(ctx, f, c)
	if err != nil {
		return nil, err
	}
	rate := uint64(v2store.UsualRate)
	if n := c.OptionUint("rate"); n != nil {
		rate = min(*n, 1_000_000)
	}
	if rate == 0 {
		return nil, c.Usage(errors.New("--rate is 1 or more"))
	}
	facts, err := sealable(ctx, f)
	if err != nil {
		return nil, err
	}
	p, err := v2store.NewPush(facts, gateway.New(f.Client(), user))
	if err != nil {
		return nil, err
	}
	p.Rate, p.Progress = int(rate), f.Progress("pushing entries", v2store.UsualCount)
	p.Moved = func(m v2store.Pushed, n int) {
		f.Warn(fmt.Sprintf("%s has made a snapshot, after %s: %.0f → %.0f", render.Escape(m.Label()), v2store.Entries(n), m.Before, m.Now))
	}
	err = p.Run(ctx)
	p.Progress.Done()
	if err != nil {
		return nil, err
	}
	f.Hint("prove it on every member: " + doctor.Proof)
	t := render.Table{Columns: []render.Column{{Name: "member"}, {Name: "before", Right: true}, {Name: "snapshots", Right: true}, {Name: "entries", Right: true}}}
	for _, m := range p.Members {
		t.Rows = append(t.Rows, []any{m.Label(), int(m.Before), int(m.Now), p.Entries})
	}
	return t, nil
}
