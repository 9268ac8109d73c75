package command

import (
	"context"
	"errors"
	"sync"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/race"
)

// play is one order of a race as it is played.
type play struct {
	lanes []*lane
	check any // the last result of --check

	mu    sync.Mutex
	steps []raceStep // as answers came
}

// raceStep is an exchange of a lane, or a command that was a step as a whole.
type raceStep struct {
	lane     int
	exchange eval.Exchange
	command  string // "" of an exchange
}

func (p *play) add(s raceStep) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.steps = append(p.steps, s)
}

// lane is a client in one order.
type lane struct {
	play    *play
	index   int
	script  laneScript
	session *eval.Session
	gate    race.Gate
	whole   bool // a command runs that is a step as a whole
	results []any
	err     error // how it ended; nil: with its script
}

// newLane makes a client of a play, at which its gate is not known yet.
func (t *contest) newLane(p *play, i int, notes *race.Notes) (*lane, error) {
	l := &lane{play: p, index: i, script: t.scripts[i]}
	var err error
	l.session, err = t.frame.Beside(eval.Lane{Name: t.names[i], Notes: notes, Gate: l.request, Command: l.command, See: l.see})
	return l, err
}

// run is the lane's part in a race.
func (l *lane) run(ctx context.Context, gate race.Gate) {
	l.gate = gate
	l.results, l.err = runCommands(ctx, l.session, l.script)
	if l.err != nil {
		l.results = append(l.results, eval.ErrorData(l.err))
	}
}

// request passes the gate for a request. One about no key, as for the members, has no
// part in what clients do to each other, and is no step.
func (l *lane) request(ctx context.Context, key string) (over func(), err error) {
	if key == "" {
		return func() {}, nil
	}
	_, over, err = l.gate(ctx)
	return over, err
}

// command passes the gate for a command that is a step as a whole.
func (l *lane) command(ctx context.Context, text string) (context.Context, func(), error) {
	step, over, err := l.gate(ctx)
	if err != nil {
		return nil, nil, err
	}
	l.whole = true
	return step, func() {
		l.whole = false
		l.play.add(raceStep{lane: l.index, command: text})
		over()
	}, nil
}

// see notes an exchange that is a step.
func (l *lane) see(x eval.Exchange) {
	if x.Key != "" && !l.whole {
		l.play.add(raceStep{lane: l.index, exchange: x})
	}
}

// runCommands runs a script until its first error, and gives the results.
func runCommands(ctx context.Context, s *eval.Session, text laneScript) (results []any, err error) {
	src := text.reader()
	for c, err := range src.Commands(ctx) {
		if err == nil {
			var more []any
			more, err = resultsOf(s.Frame().Tracing().Capturing().EvalScanned(ctx, c.Scanner))
			results = append(results, more...)
		}
		switch {
		case errors.Is(err, eval.ErrExit):
			return results, nil
		case err != nil:
			return results, &eval.SourceError{Place: script.Place{Name: src.Name, Lines: c}, Err: err}
		}
	}
	return results, nil
}

// resultsOf is what a command gave, as data.
func resultsOf(v any, err error) (all []any, failed error) {
	for v, err := range eval.Parts(v, err) {
		if err != nil {
			return all, err
		}
		if _, nothing := v.(render.Nothing); nothing {
			continue
		}
		data, err := eval.Single(v, nil)
		if err != nil {
			return all, err
		}
		all = append(all, data)
	}
	return all, nil
}

// wroteUnknown is the error of a lane whose write has an unknown outcome; nil where
// there is none.
func (p *play) wroteUnknown() error {
	for _, l := range p.lanes {
		if errors.As(l.err, new(*client.UnknownOutcome)) {
			return l.err
		}
	}
	return nil
}
