package eval

import (
	"context"
	"errors"
	"slices"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// Eval evaluates a command and returns its result as data; it prints nothing.
// An empty line gives render.Nothing; some commands give [Results], which do
// their work while they are ranged over. The errors are those of package client,
// those that are declared in this one, the context's, and ErrExit. One line is
// evaluated at a time.
func (s *Session) Eval(ctx context.Context, line string) (any, error) {
	if line == "" {
		return render.Nothing{}, nil
	}
	sc := scan.Scan(line)
	if what, _ := sc.Open(); what != "" {
		return nil, &lang.UsageError{Message: "the command ends within an open " + what}
	}
	return s.EvalScanned(ctx, sc)
}

// EvalScanned evaluates a command whose words are known.
func (s *Session) EvalScanned(ctx context.Context, sc *scan.Scanner) (any, error) {
	if len(sc.Words) == 0 {
		return render.Nothing{}, nil
	}
	st, err := s.Parse(sc)
	if err != nil {
		return nil, err
	}
	return s.EvalParsed(ctx, st)
}

// EvalParsed evaluates a statement and keeps its result for $_.
func (s *Session) EvalParsed(ctx context.Context, st lang.Statement) (any, error) {
	if st.Background {
		return s.launch(st)
	}
	v, err := s.Follow(ctx, st)
	if err != nil {
		return nil, err
	}
	return s.Remembered(v), nil
}

// Parse makes a statement of a command whose words are known.
func (s *Session) Parse(sc *scan.Scanner) (lang.Statement, error) {
	return lang.Language{Commands: s.Commands(), NoExec: s.NoExec}.Parse(sc, &s.Scope)
}

// Follow carries a statement out: its command, and the stages after it. Each
// can end what comes before it.
func (s *Session) Follow(ctx context.Context, st lang.Statement) (any, error) {
	if len(st.Stages) == 0 {
		return s.Run(ctx, st.Call)
	}
	flows := make([]flow, len(st.Stages))
	for i := len(flows) - 1; i >= 0; i-- {
		flows[i] = flow{ctx: ctx, s: s}
		ctx, flows[i].stop = context.WithCancel(Capturing(ctx)) // of what the stage reads
	}
	stop := flows[len(flows)-1].stop
	v, err := s.Run(ctx, st.Call)
	if r, later := v.(Results); later && st.RunsProgram() && st.Call.ChangesSession() {
		v = ahead(r) // a program is fed beside the loop, and the session must not change there
	}
	for i := range flows {
		if err == nil {
			flows[i].v = v
			v, err = flows[i].through(st.Stages[i])
		}
	}
	r, later := v.(Results)
	if err != nil || !later {
		stop()
		return v, err
	}
	return Results(func(yield func(any, error) bool) {
		defer stop()
		r(yield)
	}), nil
}

// OnKey makes a Run of what is done to the key at position 0.
func OnKey(run func(ctx context.Context, s *Session, c lang.Call, key string) (any, error)) Run {
	return func(ctx context.Context, s *Session, c lang.Call) (any, error) {
		key, err := c.Key(s.Dir, 0)
		if err != nil {
			return nil, err
		}
		return run(ctx, s, c, key)
	}
}

// Run carries out a call.
func (s *Session) Run(ctx context.Context, c lang.Call) (any, error) {
	if c.File != "" {
		value, err := s.readValue(ctx, c.File)
		if err != nil {
			return nil, c.Usage(err)
		}
		c.Args = append(slices.Clip(c.Args), value) // the call may run several times at once
	}
	v, err := s.commands.runs[c.Command](ctx, s, c)
	s.called(c, v, err)
	if err != nil {
		return nil, s.failed(c, err)
	}
	r, later := v.(Results)
	if !later {
		return v, nil
	}
	return Results(func(yield func(any, error) bool) {
		for v, err := range r {
			if !yield(v, s.failed(c, err)) {
				return
			}
		}
	}), nil
}

// failed is the error of a call, nil if there is none. An unknown outcome is
// kept for resolve.
func (s *Session) failed(c lang.Call, err error) error {
	if u := (*client.UnknownOutcome)(nil); errors.As(err, &u) {
		s.Unknown.Store(u)
	}
	if a := (*client.Argument)(nil); errors.As(err, &a) {
		return c.Usage(a)
	}
	return err
}

// Reduced is a result that is less than the answer it was made of. `meta`
// wants the answer, everything else the value.
type Reduced struct {
	Value  any
	Answer *client.Response
}

func PlainResult(v any) any {
	if r, ok := v.(Reduced); ok {
		return r.Value
	}
	return v
}
