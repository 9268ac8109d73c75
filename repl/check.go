package repl

import (
	"context"
	"io"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/file"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// Check reads the commands of the sources and runs none of them. It prints
// every error it finds, and gives the first.
func (sh *Shell) Check(ctx context.Context, sources []script.Source) (first error) {
	sh.start()
	sh.Session.SetConsole(sh.console())
	ctx, stop := sh.interruptible(ctx)
	defer stop()
	sh.Session.CheckOnly()
	for _, s := range sources {
		if err := sh.check(ctx, script.NewReader(s, func() {}), 0); first == nil {
			first = err
		}
	}
	return first
}

func (sh *Shell) check(ctx context.Context, src *script.Reader, depth int) (first error) {
	for {
		c, err := src.Next(ctx)
		if err == io.EOF {
			return first
		}
		over := err != nil
		var st lang.Statement
		if err == nil && len(c.Words) > 0 {
			st, err = sh.Session.Parse(c.Scanner)
		}
		switch {
		case err != nil:
			sh.report(script.Place{Name: src.Name, Lines: c}, err)
		case st.Call.Command != nil:
			err = sh.defined(ctx, st.Call, depth)
		}
		if first == nil {
			first = err
		}
		if over {
			return first
		}
	}
}

// defined notes the variables that a command would define, and checks the files
// that it would source. Of a file that is not there yet nothing can be known.
func (sh *Shell) defined(ctx context.Context, c lang.Call, depth int) (first error) {
	c.Within(func(c lang.Call) bool {
		if name, ok := c.Variable(); ok {
			sh.Session.Define(name, lang.UnknownYet)
		}
		if path, ok := c.Script(); ok {
			if err := sh.sourced(ctx, path, depth); first == nil {
				first = err
			}
		}
		return true
	})
	return first
}

// sourced checks a file that a command would source.
func (sh *Shell) sourced(ctx context.Context, path string, depth int) error {
	if depth >= eval.MaxSourced {
		sh.Session.DefineUnseen()
		return nil
	}
	f, err := file.Open(ctx, path)
	if err != nil {
		sh.Session.DefineUnseen()
		return nil
	}
	defer f.Close() // it was only read
	return sh.check(ctx, script.NewReader(script.Source{Name: f.Name(), Reader: f}, func() {}), depth+1)
}
