package eval

import (
	"context"
	"errors"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// Eval evaluates a command and returns its result, of which [PlainResult] gives the
// data and [Shown] what is printed; it prints nothing.
// An empty line gives render.Nothing; some commands give [Results], which do
// their work while they are ranged over. The errors are those of package client,
// those that the commands declare, *lang.UsageError, the context's, and ErrExit.
// One line is evaluated at a time.
func (s *Session) Eval(ctx context.Context, line string) (any, error) {
	return s.Frame().Eval(ctx, line)
}

// Eval is [Session.Eval] within a frame.
func (f *Frame) Eval(ctx context.Context, line string) (any, error) {
	if line == "" {
		return render.Nothing{}, nil
	}
	sc := scan.Scan(line)
	if what, _ := sc.Open(); what != "" {
		return nil, &lang.UsageError{Message: "the command ends within an open " + what}
	}
	return f.EvalScanned(ctx, sc)
}

// EvalScanned evaluates a command whose words are known.
func (f *Frame) EvalScanned(ctx context.Context, sc *scan.Scanner) (any, error) {
	if len(sc.Words) == 0 {
		return render.Nothing{}, nil
	}
	st, err := f.Parse(sc)
	if err != nil {
		return nil, err
	}
	return f.EvalParsed(ctx, st)
}

// EvalParsed evaluates a statement and keeps its result for $_.
func (f *Frame) EvalParsed(ctx context.Context, st lang.Statement) (any, error) {
	if st.Background {
		return f.launch(ctx, st)
	}
	v, err := f.Follow(ctx, st)
	if err != nil {
		return nil, err
	}
	return f.Remembered(v), nil
}

// Parse makes a statement of a command whose words are known.
func (s *Session) Parse(sc *scan.Scanner) (lang.Statement, error) {
	return lang.Language{Commands: s.Commands(), NoExec: s.host.NoExec, Home: s.host.Home}.Parse(sc, &s.scope)
}

// Follow carries a statement out: its command, and the stages after it. A program
// among them that does not exist is found out before anything is sent.
func (f *Frame) Follow(ctx context.Context, st lang.Statement) (any, error) {
	for _, s := range st.Stages {
		if s.Argv == nil {
			continue
		}
		f.heed()
		if err := CheckProgram(st.Call, "!", s.Argv); err != nil {
			return nil, err
		}
	}
	return f.upTo(ctx, st, len(st.Stages))
}

// upTo carries a statement out with its first n stages. Each can end what comes
// before it.
func (f *Frame) upTo(ctx context.Context, st lang.Statement, n int) (any, error) {
	if n == 0 {
		v, err := f.Run(ctx, st.Call)
		if r, later := v.(Results); later && st.RunsProgram() && st.Call.ChangesSession() {
			v = ahead(r) // a program is fed beside the loop, and the session must not change there
		}
		return v, err
	}
	inner, stop := context.WithCancel(ctx) // of what the stage reads
	v, err := f.Capturing().upTo(inner, st, n-1)
	if err == nil {
		v, err = f.stage(ctx, st.Stages[n-1], v, stop)
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

// stage takes a result through a stage; stop ends whatever makes it, and not the
// stage itself.
func (f *Frame) stage(ctx context.Context, st lang.Stage, v any, stop context.CancelFunc) (any, error) {
	switch {
	case st.Argv != nil:
		return f.feeding(ctx, st.Argv, Parts(v, nil), stop), nil
	case st.JQ != nil:
		return through(v, func(v any) (any, error) { return f.queryJQ(ctx, st, v) })
	}
	return through(v, func(v any) (any, error) { return lookup(v, st.Path), nil })
}

// lookup follows a path. Where there is nothing it is nil, as in Clojure.
func lookup(v any, path []any) any {
	for _, step := range path {
		v, _ = render.Lookup(v, step)
	}
	return v
}

// heed tells that what comes may not be broken off in its middle.
func (f *Frame) heed() {
	if f.console.Heed != nil {
		f.console.Heed()
	}
}

// plainRead reports whether a call only reads, does not wait, and leaves nothing.
func plainRead(c lang.Call) bool {
	return c.Command.Group == lang.GroupReading && !c.Flag("wait") && c.File() == "" && c.OptionString("file") == nil && !c.RunsProgram()
}

// OnKey makes a Run of what is done to the key at position 0.
func OnKey(run func(ctx context.Context, f *Frame, c lang.Call, key string) (any, error)) Run {
	return func(ctx context.Context, f *Frame, c lang.Call) (any, error) {
		key, err := c.Key(f.Dir(), 0)
		if err != nil {
			return nil, err
		}
		return run(ctx, f, c, key)
	}
}

// Run carries out a call. Under a lock that is lost it does nothing.
func (f *Frame) Run(ctx context.Context, c lang.Call) (any, error) {
	if !plainRead(c) {
		f.heed()
	}
	if err := f.sure(); err != nil {
		return nil, err
	}
	if path := c.File(); path != "" {
		value, err := f.readValue(ctx, path)
		if err != nil {
			return nil, c.Usage(err)
		}
		c = c.WithValue(value)
	}
	ctx, over, err := f.begin(ctx, c)
	if err != nil {
		return nil, err
	}
	v, err := f.commands.entries[c.Command].Run(ctx, f.of(c), c)
	over()
	f.called(c, v, err)
	if err != nil {
		return nil, f.failed(c, err)
	}
	r, later := v.(Results)
	if !later {
		return v, nil
	}
	return Results(func(yield func(any, error) bool) {
		for v, err := range r {
			if !yield(v, f.failed(c, err)) {
				return
			}
		}
	}), nil
}

// of is the frame of a call.
func (f *Frame) of(c lang.Call) *Frame {
	if !c.Secret() {
		return f
	}
	inner := *f
	inner.secret = true
	return &inner
}

// failed is the error of a call, nil if there is none: without the values that it
// tells, if the call is secret. An unknown outcome is kept for resolve.
func (f *Frame) failed(c lang.Call, err error) error {
	if u := (*client.UnknownOutcome)(nil); errors.As(err, &u) && u.AboutKey() {
		f.connection.lost(u, c.Secret())
	}
	if c.Secret() {
		err = withoutSecrets(err)
	}
	if a := (*client.Argument)(nil); errors.As(err, &a) {
		return c.Usage(a)
	}
	return f.ofMember(err)
}
