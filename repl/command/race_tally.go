package command

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/race"
)

// tally is what came of the orders so far.
type tally struct {
	orders, requests int
	complete         bool    // no order was left out
	estimate         float64 // about how many orders there are
	outcomes         map[string]*raceOutcome
	single           *play // the order that was played alone; or nil
	shown            *play // the first order with a note, as far as any has one
}

// raceOutcome is the orders after which --check gave the same.
type raceOutcome struct {
	check any
	count int
	notes map[race.Kind]int // how many of the orders have each
	order string            // the first of them
}

// add counts an order.
func (t *tally) add(p *play, names []string) error {
	text, err := lang.EDNText(p.check)
	if err != nil {
		return err
	}
	if t.outcomes == nil {
		t.outcomes = map[string]*raceOutcome{}
	}
	order := p.order(names)
	o := t.outcomes[text]
	if o == nil {
		o = &raceOutcome{check: p.check, notes: map[race.Kind]int{}, order: order}
		t.outcomes[text] = o
	}
	t.orders++
	o.count++
	o.order = min(o.order, order)
	for kind := range p.kinds() {
		o.notes[kind]++
	}
	for _, s := range p.steps {
		if s.command == "" {
			t.requests++
		}
	}
	if n := p.grave(); n > 0 && (t.shown == nil || n > t.shown.grave() || n == t.shown.grave() && order < t.shown.order(names)) {
		t.shown = p
	}
	return nil
}

// kinds are the kinds of notes that an order has.
func (p *play) kinds() map[race.Kind]bool {
	kinds := map[race.Kind]bool{}
	for _, s := range p.steps {
		for _, n := range s.exchange.Notes {
			kinds[n.Kind] = true
		}
	}
	return kinds
}

// grave tells how much an order has to show: 2 is what went wrong, 1 that a client was
// refused, which told it so.
func (p *play) grave() (n int) {
	for kind := range p.kinds() {
		n = max(n, 1)
		if kind != race.Refused {
			n = 2
		}
	}
	return n
}

// sorted are the outcomes, the most frequent first.
func (t *tally) sorted() []*raceOutcome {
	return slices.SortedFunc(maps.Values(t.outcomes), func(a, b *raceOutcome) int {
		return cmp.Or(b.count-a.count, strings.Compare(a.order, b.order))
	})
}

// noteCounts are the notes of an outcome as data.
func (o *raceOutcome) noteCounts() render.Map {
	m := render.Map{}
	for _, kind := range slices.Sorted(maps.Keys(o.notes)) {
		m = append(m, render.Entry{Key: render.Keyword(kind), Value: o.notes[kind]})
	}
	return m
}

// data is the whole result.
func (t *contest) data() render.Map {
	var outcomes []any
	for _, o := range t.sorted() {
		outcomes = append(outcomes, render.Map{
			{Key: render.Keyword("check"), Value: o.check},
			{Key: render.Keyword("count"), Value: o.count},
			{Key: render.Keyword("notes"), Value: o.noteCounts()},
			{Key: render.Keyword("order"), Value: o.order},
		})
	}
	m := render.Map{
		{Key: render.Keyword("orders"), Value: t.orders},
		{Key: render.Keyword("complete"), Value: t.complete},
		{Key: render.Keyword("requests"), Value: t.requests},
		{Key: render.Keyword("outcomes"), Value: outcomes},
	}
	if t.single == nil {
		return m
	}
	var steps []any
	for _, s := range t.single.steps {
		steps = append(steps, s.data(t.names[s.lane]))
	}
	var lanes render.Map
	for i, l := range t.single.lanes {
		lanes = append(lanes, render.Entry{Key: render.Keyword(t.names[i]), Value: append([]any{}, l.results...)})
	}
	return append(m, render.Entry{Key: render.Keyword("steps"), Value: steps}, render.Entry{Key: render.Keyword("lanes"), Value: lanes})
}

// data is a step as data; note is the first of its notes.
func (s raceStep) data(lane string) render.Map {
	x := s.exchange
	m := render.Map{
		{Key: render.Keyword("lane"), Value: lane},
		{Key: render.Keyword("member"), Value: nil},
		{Key: render.Keyword("request"), Value: s.request()},
		{Key: render.Keyword("status"), Value: nil},
		{Key: render.Keyword("index"), Value: nil},
		{Key: render.Keyword("note"), Value: nil},
	}
	if s.command != "" {
		return m
	}
	m[1].Value = x.Member
	if x.Status != 0 {
		m[3].Value = x.Status
	}
	if x.Meta.EtcdIndex != nil {
		m[4].Value = *x.Meta.EtcdIndex
	}
	if len(x.Notes) > 0 {
		m[5].Value = render.Keyword(x.Notes[0].Kind)
	}
	return m
}
