package repl

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
	return s.evalScanned(ctx, sc)
}

// evalScanned evaluates a command whose words are known.
func (s *Session) evalScanned(ctx context.Context, sc *scan.Scanner) (any, error) {
	if len(sc.Words) == 0 {
		return render.Nothing{}, nil
	}
	st, err := s.parse(sc)
	if err != nil {
		return nil, err
	}
	return s.evalParsed(ctx, st)
}

// evalParsed evaluates a statement and keeps its result for $_.
func (s *Session) evalParsed(ctx context.Context, st lang.Statement) (any, error) {
	if st.Background {
		return s.launch(st)
	}
	v, err := s.follow(ctx, st)
	if err != nil {
		return nil, err
	}
	return s.remembered(v), nil
}

// parse makes a statement of a command whose words are known.
func (s *Session) parse(sc *scan.Scanner) (lang.Statement, error) {
	return s.scope.Parse(sc, s.NoExec)
}

// follow carries a statement out: its command, and the stages after it. Each
// can end what comes before it.
func (s *Session) follow(ctx context.Context, st lang.Statement) (any, error) {
	if len(st.Stages) == 0 {
		return s.run(ctx, st.Call)
	}
	flows := make([]flow, len(st.Stages))
	for i := len(flows) - 1; i >= 0; i-- {
		flows[i] = flow{ctx: ctx, s: s}
		ctx, flows[i].stop = context.WithCancel(capturing(ctx)) // of what the stage reads
	}
	stop := flows[len(flows)-1].stop
	v, err := s.run(ctx, st.Call)
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

// Run carries a command out and returns its result as data.
type Run func(ctx context.Context, s *Session, c lang.Call) (any, error)

// runs are the commands' own.
var runs = map[*lang.Command]Run{}

// register is called by the init of each command's file.
func register(run Run, c *lang.Command) {
	lang.Register(c)
	runs[c] = run
}

// onKey makes a Run of what is done to the key at position 0.
func onKey(run func(ctx context.Context, s *Session, c lang.Call, key string) (any, error)) Run {
	return func(ctx context.Context, s *Session, c lang.Call) (any, error) {
		key, err := c.Key(s.dir, 0)
		if err != nil {
			return nil, err
		}
		return run(ctx, s, c, key)
	}
}

// run carries out a call.
func (s *Session) run(ctx context.Context, c lang.Call) (any, error) {
	if c.File != "" {
		value, err := s.readValue(ctx, c.File)
		if err != nil {
			return nil, c.Usage(err)
		}
		c.Args = append(slices.Clip(c.Args), value) // the call may run several times at once
	}
	v, err := runs[c.Command](ctx, s, c)
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
		s.unknown.Store(u)
	}
	if a := (*client.Argument)(nil); errors.As(err, &a) {
		return c.Usage(a)
	}
	return err
}

// reduced is a result that is less than the answer it was made of. `meta`
// wants the answer, everything else the value.
type reduced struct {
	value  any
	answer *client.Response
}

func plainResult(v any) any {
	if r, ok := v.(reduced); ok {
		return r.value
	}
	return v
}
