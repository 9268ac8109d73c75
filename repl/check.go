package repl

import (
	"context"
	"io"
)

// Check reads the commands of the sources and runs none of them. It prints
// every error it finds, and gives the first.
func (sh *Shell) Check(ctx context.Context, sources []Source) (first error) {
	sh.start()
	ctx, stop := sh.interruptible(ctx)
	defer stop()
	sh.Session.scope.checking = true
	for _, s := range sources {
		if err := sh.check(ctx, newScript(s, func() {}), 0); first == nil {
			first = err
		}
	}
	return first
}

func (sh *Shell) check(ctx context.Context, src *source, depth int) (first error) {
	for {
		c, err := src.next(ctx)
		if err == io.EOF {
			return first
		}
		over := err != nil
		var st statement
		if err == nil && len(c.Words) > 0 {
			st, err = sh.Session.parse(c.Scanner)
		}
		switch {
		case err != nil:
			sh.report(place{src.name, c}, err)
		case st.call.Command != nil:
			err = sh.defined(ctx, st.call, depth)
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
func (sh *Shell) defined(ctx context.Context, c Call, depth int) (first error) {
	c.within(func(c Call) bool {
		switch c.Command.Name {
		case "def":
			sh.Session.scope.set(c.String(0), unknownYet)
		case "source":
			file, err := OpenFile(ctx, c.String(0))
			if err != nil || depth >= maxSourced {
				sh.Session.scope.unseen = true
				return true
			}
			err = sh.check(ctx, newScript(Source{Name: file.Name(), Reader: file}, func() {}), depth+1)
			file.Close() // it was only read
			if first == nil {
				first = err
			}
		}
		return true
	})
	return first
}
