package command

import (
	"fmt"
	"strings"

	"etcd2sh/render"
)

// mostDrawn is of how many lanes and steps an order is drawn at most.
const mostDrawn, mostStepsDrawn = 26, 200

// picture is the result for the eye: the outcomes, and the order that shows most.
func (t *contest) picture() []any {
	parts := []any{t.table()}
	drawn := t.shown
	if t.single != nil {
		drawn = t.single
	}
	if drawn != nil && len(t.names) <= mostDrawn && len(drawn.steps) <= mostStepsDrawn {
		parts = append(parts, render.Text("\n"), drawn.lanesDrawn(t.names))
	}
	return parts
}

// table is the outcomes in lines.
func (t *contest) table() render.Table {
	table := render.Table{Columns: []render.Column{{Name: "orders", Right: true}, {Name: "check"}, {Name: "notes"}, {Name: "one order"}}}
	for _, o := range t.sorted() {
		notes := []string{}
		for _, e := range o.noteCounts() {
			notes = append(notes, fmt.Sprintf("%s %v", e.Key, e.Value))
		}
		check := o.check
		if text, ok := check.(string); ok {
			check = render.Cell{Text: render.CutLine(text, 40)}
		}
		table.Rows = append(table.Rows, []any{
			render.Cell{Text: fmt.Sprintf("%d of %d", o.count, t.orders)}, check,
			render.Cell{Text: strings.Join(notes, ", ")}, render.Cell{Text: render.Cut(o.order, 24)},
		})
	}
	return table
}

// lanesDrawn is an order as a drawing.
func (p *play) lanesDrawn(names []string) render.Lanes {
	key, several := p.key()
	drawing := render.Lanes{Title: p.order(names), Names: names, State: key}
	if several {
		drawing.State = "store"
	}
	last := map[string]string{}
	for _, s := range p.steps {
		step := render.LaneStep{Lane: s.lane, Sent: s.sent(several), Came: s.came()}
		if state := s.state(); state != "" && state != last[s.exchange.Key] {
			last[s.exchange.Key] = state
			if step.State = state; several {
				step.State = shortKey(s.exchange.Key) + " " + state
			}
		}
		for _, n := range s.exchange.Notes {
			step.Marks = append(step.Marks, strings.ReplaceAll(string(n.Kind), "-", " "))
			if text := n.Text(names[s.lane]); text != "" {
				step.Notes = append(step.Notes, text)
			}
		}
		drawing.Steps = append(drawing.Steps, step)
	}
	return drawing
}

// key is the key that all steps are about; several tells that there are more.
func (p *play) key() (key string, several bool) {
	for _, s := range p.steps {
		switch k := s.exchange.Key; {
		case s.command != "" || k == key:
		case key == "":
			key = k
		default:
			return "", true
		}
	}
	return key, false
}
