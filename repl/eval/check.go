package eval

import (
	"context"

	"etcd2sh/repl/file"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// Look looks at a command that was read and not run: the statement that it is, or why
// it is none. An error ends the reading.
type Look func(at script.Place, st lang.Statement, err error) error

// Check reads the commands of a source, and of the files that they source, and runs
// none: from then on the session knows no variable's value. The error is that of look,
// as the [*SourceError] of each source.
func (s *Session) Check(ctx context.Context, src *script.Reader, look Look) error {
	s.scope.CheckOnly()
	return s.check(ctx, src, look, 0)
}

func (s *Session) check(ctx context.Context, src *script.Reader, look Look, depth int) error {
	for c, err := range src.Commands(ctx) {
		at, unread := script.Place{Name: src.Name, Lines: c}, err != nil
		var st lang.Statement
		if !unread {
			st, err = s.Parse(c.Scanner)
		}
		failed := look(at, st, err)
		if failed == nil && err == nil {
			failed = s.checkWithin(ctx, st.Call, look, depth)
		}
		if failed != nil {
			return &SourceError{Place: at, Err: failed}
		}
		if unread {
			return nil
		}
	}
	return nil
}

// checkWithin notes the variables that a call would define, and checks the files that
// it would source.
func (s *Session) checkWithin(ctx context.Context, c lang.Call, look Look, depth int) (failed error) {
	c.Within(func(c lang.Call) bool {
		if name, ok := c.Variable(); ok {
			s.Define(name, lang.UnknownYet)
		}
		if path, ok := c.Script(); ok {
			failed = s.checkSourced(ctx, path, look, depth)
		}
		return failed == nil
	})
	return failed
}

// checkSourced checks a file that a command would source. Of one that is not there yet
// nothing can be known.
func (s *Session) checkSourced(ctx context.Context, path string, look Look, depth int) error {
	if depth >= MaxSourced {
		s.scope.DefineUnseen()
		return nil
	}
	f, err := file.Open(ctx, path)
	if err != nil {
		s.scope.DefineUnseen()
		return nil
	}
	defer f.Close() // it was only read
	return s.check(ctx, script.NewReader(script.Source{Name: f.Name(), Reader: f}, func() {}), look, depth+1)
}
