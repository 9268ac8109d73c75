package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang/scan"

	"github.com/itchyny/gojq"
)

// stage is what stands after a bar, one of its fields: it makes another result
// of one.
type stage struct {
	path []any      // the steps into each result
	jq   *gojq.Code // applied to the JSON form of each result
	argv []string   // a program that reads the results; what follows must run one too
}

// flow is a result on its way through a stage.
type flow struct {
	ctx  context.Context
	s    *Session
	v    any
	stop context.CancelFunc // ends whatever makes v, and not the stage itself
}

// through takes the result through a stage.
func (f flow) through(st stage) (any, error) {
	switch {
	case st.argv != nil:
		style := render.Style{Format: f.s.config.Output, Meta: f.s.config.Meta} // of now: behind a prompt it may change
		return f.s.running(f.ctx, programRun{argv: st.argv, in: results(f.v, nil), style: style, stop: f.stop}), nil
	case st.jq != nil:
		return through(f.v, func(v any) (any, error) { return queryJQ(f.ctx, st.jq, v) })
	}
	return through(f.v, func(v any) (any, error) { return follow(v, st.path), nil })
}

// follow follows a path. Where there is nothing it is nil, as in Clojure.
func follow(v any, path []any) any {
	for _, step := range path {
		v, _ = render.Lookup(v, step)
	}
	return v
}

// runsProgram reports whether a stage runs a program, also of a statement within
// this one.
func (st statement) runsProgram() bool {
	return slices.ContainsFunc(st.stages, func(s stage) bool { return s.argv != nil }) ||
		slices.ContainsFunc(st.call.statements(), statement.runsProgram)
}

// stage reads what stands between two bars, or after the last; before are the
// stages in front of it.
func (l *line) stage(ts []scan.Token, before []stage) (stage, error) {
	switch {
	case len(ts) == 0:
		return stage{}, errors.New("a path such as :node :modifiedIndex, jq 'PROGRAM' or ! PROGRAM is missing after |; quote '|' to mean the text")
	case ts[0].Is("!"):
		argv, err := l.argv(ts[1:])
		return stage{argv: argv}, err
	case slices.ContainsFunc(before, func(s stage) bool { return s.argv != nil }):
		return stage{}, fmt.Errorf("after a program only another can follow: type | ! %s", l.text[ts[0].Start:ts[0].End])
	case ts[0].Is("jq"):
		return jqStage(ts[1:])
	}
	steps, err := parsePath(ts)
	return stage{path: steps}, err
}

// parsePath reads keywords, quoted names, and positions.
func parsePath(ts []scan.Token) ([]any, error) {
	var steps []any
	for _, t := range ts {
		if err := t.Known(); err != nil {
			return nil, err
		}
		position, err := strconv.Atoi(t.Text)
		switch {
		case t.Form != nil:
			return nil, fmt.Errorf("a path is made of keywords and positions, as in | :node :modifiedIndex")
		case strings.HasPrefix(t.Text, ":") && len(t.Text) > 1 && !t.QuotedWithin(0, 1):
			steps = append(steps, render.Keyword(t.Text[1:]))
		case err == nil && position >= 0 && (t.Plain() || t.IsNumber()):
			steps = append(steps, position)
		case !t.Plain():
			steps = append(steps, t.Text)
		default:
			return nil, fmt.Errorf("%s is no step of a path after |; type a keyword such as :node or a position such as 0, jq 'PROGRAM' or ! PROGRAM, or quote '|' to mean the text", t.Text)
		}
	}
	return steps, nil
}

// jqStage reads a jq program for the JSON form of each result; each of its
// outputs is a result.
func jqStage(ts []scan.Token) (stage, error) {
	if len(ts) != 1 {
		return stage{}, errors.New("jq wants one program, in quotes, as in | jq '.node.value'")
	}
	program, err := data(ts[0])
	if err != nil {
		return stage{}, err
	}
	code, err := function.CompileJQ(program)
	if err != nil {
		return stage{}, fmt.Errorf("jq %w", err)
	}
	return stage{jq: code}, nil
}
