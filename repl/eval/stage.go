package eval

import (
	"context"

	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// flow is a result on its way through a stage.
type flow struct {
	ctx  context.Context
	s    *Session
	v    any
	stop context.CancelFunc // ends whatever makes v, and not the stage itself
}

// through takes the result through a stage.
func (f flow) through(st lang.Stage) (any, error) {
	switch {
	case st.Argv != nil:
		style := render.Style{Format: f.s.Config.Output, Meta: f.s.Config.Meta} // of now: behind a prompt it may change
		return f.s.Running(f.ctx, ProgramRun{Argv: st.Argv, in: Parts(f.v, nil), style: style, stop: f.stop}), nil
	case st.Jq != nil:
		return through(f.v, func(v any) (any, error) { return queryJQ(f.ctx, st.Jq, v) })
	}
	return through(f.v, func(v any) (any, error) { return follow(v, st.Path), nil })
}

// follow follows a path. Where there is nothing it is nil, as in Clojure.
func follow(v any, path []any) any {
	for _, step := range path {
		v, _ = render.Lookup(v, step)
	}
	return v
}
