package repl

import (
	"context"
	"fmt"
	"io"

	"etcd2sh/render"
)

func init() {
	register(runSource, &Command{
		Name: "source", Group: GroupScripting, Session: true,
		Args: []Arg{{Name: "FILE", Kind: NameArg}, {Name: "ARGS…", Kind: ListArg, Optional: true}},
		Doc:  "run the commands of a file", Returns: "their results, as they come",
		More: "FILE is found from the working directory, also within a file. It ends with the first error, unless the shell goes on after errors. ARGS are $1 and so on in the file; " +
			"what it defines stays defined.",
		Example: []Example{{Before: []string{`reset! :counter 36`}, Line: `try source ./no-such-file catch [:type :usage] :missing`, Result: `:missing`}},
	})
}

// maxSourced bounds how many files may be open that source one another.
const maxSourced = 32

func runSource(ctx context.Context, s *Session, c Call) (any, error) {
	file, err := OpenFile(ctx, c.String(0))
	if err != nil {
		return nil, c.usage(err)
	}
	if s.sourced >= maxSourced {
		file.Close() // nothing was read
		return nil, c.usage(fmt.Errorf("%s is sourced within %d other files; does one of them source itself?", c.String(0), maxSourced))
	}
	return Results(func(yield func(any, error) bool) {
		defer file.Close() // it was only read
		s.sourced++
		defer func() { s.sourced-- }()
		if c.Has(1) {
			defer func(args []string) { s.scope.args = args }(s.scope.args)
			s.scope.args = c.args[1].([]string)
		}
		s.eachOf(ctx, newScript(Source{Name: file.Name(), Reader: file}, func() {}), yield)
	}), nil
}

// eachOf yields the results of a source's commands, and their errors.
func (s *Session) eachOf(ctx context.Context, src *source, yield func(any, error) bool) {
	for {
		c, err := src.next(ctx)
		if err == io.EOF {
			return
		}
		var v any = render.Nothing{}
		if err == nil && len(c.Words) > 0 {
			if s.echo != nil {
				s.echo(c)
			}
			v, err = s.evalScanned(ctx, c.Scanner)
		}
		for v, err := range results(v, err) {
			if err != nil && ctx.Err() == nil {
				err = &SourceError{place{src.name, c}, err}
			}
			if !yield(v, err) {
				return
			}
		}
		if err != nil && (ctx.Err() != nil || endsScript(err)) {
			return
		}
	}
}
