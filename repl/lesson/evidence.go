package lesson

import (
	"maps"
	"slices"
	"sync"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/race"
)

// evidence is what a student has done in a step: the commands with their results, and
// the requests that these made. It is safe for concurrent use.
type evidence struct {
	mu        sync.Mutex
	commands  []any
	exchanges []any
}

// maxEvidence bounds how many commands, and how many requests, are kept: the last ones.
const maxEvidence = 2000

func (e *evidence) clear() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.commands, e.exchanges = nil, nil
}

// data is what the command `lesson seen` gives.
func (e *evidence) data() render.Map {
	e.mu.Lock()
	defer e.mu.Unlock()
	return render.Map{
		{Key: render.Keyword("commands"), Value: slices.Clone(e.commands)},
		{Key: render.Keyword("exchanges"), Value: slices.Clone(e.exchanges)},
	}
}

func (e *evidence) called(c lang.Call, v any, err error) {
	m := render.Map{{Key: render.Keyword("name"), Value: c.Command.Name}, {Key: render.Keyword("text"), Value: c.Text}}
	switch v.(type) {
	case eval.Results, render.Page, render.Clear, nil:
	default:
		m = append(m, render.Entry{Key: render.Keyword("result"), Value: eval.PlainResult(v)})
	}
	if err != nil {
		m = append(m, render.Entry{Key: render.Keyword("error"), Value: eval.ErrorData(err)})
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.commands = kept(e.commands, m)
}

func (e *evidence) exchanged(x eval.Exchange) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.exchanges = kept(e.exchanges, exchangeData(x))
}

func kept(all []any, m render.Map) []any {
	if len(all) == maxEvidence {
		all = slices.Delete(all, 0, 1)
	}
	return append(all, m)
}

// exchangeData is a request and its answer, as the checks of a lesson look at it.
func exchangeData(x eval.Exchange) render.Map {
	asked := render.Map{}
	for _, name := range slices.Sorted(maps.Keys(x.Asked)) {
		asked = append(asked, render.Entry{Key: name, Value: x.Asked.Get(name)})
	}
	m := render.Map{
		{Key: render.Keyword("method"), Value: x.Method},
		{Key: render.Keyword("key"), Value: x.Key},
		{Key: render.Keyword("asked"), Value: asked},
		{Key: render.Keyword("member"), Value: x.Member},
		{Key: render.Keyword("status"), Value: x.Status},
	}
	if x.Refusal != nil {
		m = append(m, render.Entry{Key: render.Keyword("error-code"), Value: int(x.Refusal.Code)})
	}
	if x.Answer != nil {
		m = append(m, render.Entry{Key: render.Keyword("action"), Value: x.Answer.Action}, render.Entry{Key: render.Keyword("node"), Value: x.Answer.Node})
	}
	if x.Answer != nil && x.Answer.PrevNode != nil {
		m = append(m, render.Entry{Key: render.Keyword("prev-node"), Value: x.Answer.PrevNode})
	}
	if i := x.Meta.EtcdIndex; i != nil {
		m = append(m, render.Entry{Key: render.Keyword("index"), Value: *i})
	}
	return append(m, render.Entry{Key: render.Keyword("notes"), Value: kinds(x.Notes)})
}

func kinds(notes []race.Note) []string {
	all := []string{}
	for _, n := range notes {
		all = append(all, string(n.Kind))
	}
	return all
}
