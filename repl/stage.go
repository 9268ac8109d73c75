package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"etcd2sh/render"
)

// stage is what stands after a bar: it makes another result of one.
type stage struct {
	run     func(flow) (any, error)
	program bool // it runs a program, and what follows must run one too
}

// flow is a result on its way through a stage.
type flow struct {
	ctx  context.Context
	s    *Session
	v    any
	stop context.CancelFunc // ends whatever makes v, and not the stage itself
}

// runsProgram reports whether a stage runs a program, also of a statement within
// this one.
func (st statement) runsProgram() bool {
	return slices.ContainsFunc(st.stages, func(s stage) bool { return s.program }) ||
		slices.ContainsFunc(st.call.statements(), statement.runsProgram)
}

// stage reads what stands between two bars, or after the last; before are the
// stages in front of it.
func (l *line) stage(ts []token, before []stage) (stage, error) {
	switch {
	case len(ts) == 0:
		return stage{}, errors.New("a path such as :node :modifiedIndex, jq 'PROGRAM' or ! PROGRAM is missing after |; quote '|' to mean the text")
	case ts[0].is("!"):
		return l.programStage(ts[1:])
	case slices.ContainsFunc(before, func(s stage) bool { return s.program }):
		return stage{}, fmt.Errorf("after a program only another can follow: type | ! %s", l.text[ts[0].Start:ts[0].End])
	case ts[0].is("jq"):
		return jqStage(ts[1:])
	}
	steps, err := parsePath(ts)
	return pathStage(steps), err
}

// pathStage follows a path into each result. Where there is nothing it is nil,
// as in Clojure.
func pathStage(steps []any) stage {
	return stage{run: func(f flow) (any, error) {
		return through(f.v, func(v any) (any, error) {
			for _, step := range steps {
				v, _ = render.Lookup(v, step)
			}
			return v, nil
		})
	}}
}

// parsePath reads keywords, quoted names, and positions.
func parsePath(ts []token) ([]any, error) {
	var steps []any
	for _, t := range ts {
		if err := t.known(); err != nil {
			return nil, err
		}
		position, err := strconv.Atoi(t.Text)
		switch {
		case t.form != nil:
			return nil, fmt.Errorf("a path is made of keywords and positions, as in | :node :modifiedIndex")
		case strings.HasPrefix(t.Text, ":") && len(t.Text) > 1 && !t.quotedWithin(0, 1):
			steps = append(steps, render.Keyword(t.Text[1:]))
		case err == nil && position >= 0 && (t.plain() || t.isNumber()):
			steps = append(steps, position)
		case !t.plain():
			steps = append(steps, t.Text)
		default:
			return nil, fmt.Errorf("%s is no step of a path after |; type a keyword such as :node or a position such as 0, jq 'PROGRAM' or ! PROGRAM, or quote '|' to mean the text", t.Text)
		}
	}
	return steps, nil
}

// jqStage applies a jq program to the JSON form of each result; each of its
// outputs is a result.
func jqStage(ts []token) (stage, error) {
	if len(ts) != 1 {
		return stage{}, errors.New("jq wants one program, in quotes, as in | jq '.node.value'")
	}
	program, err := data(ts[0])
	if err != nil {
		return stage{}, err
	}
	code, err := compileJQ(program)
	if err != nil {
		return stage{}, fmt.Errorf("jq %w", err)
	}
	return stage{run: func(f flow) (any, error) {
		return through(f.v, func(v any) (any, error) { return queryJQ(f.ctx, code, v) })
	}}, nil
}
