package command

import (
	"context"
	"fmt"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/file"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

var sourceCommand = eval.Entry{Run: runSource, Command: &lang.Command{
	Name: "source", Group: lang.GroupScripting, Session: true,
	Args: []lang.Arg{{Name: "FILE", Kind: lang.ScriptArg}, {Name: "ARGS…", Kind: lang.ListArg, Optional: true}},
	Doc:  "run the commands of a file", Returns: "their results, as they come",
	More: "FILE is found from the working directory, also within a file. It ends with the first error, unless the shell goes on after errors. ARGS are $1 and so on in the file; " +
		"what it defines stays defined.",
	Example: []lang.Example{{Before: []string{`reset! :counter 36`}, Line: `try source ./no-such-file catch [:type :usage] :missing`, Result: `:missing`}},
}}

func runSource(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	opened, err := file.Open(ctx, c.String(0))
	if err != nil {
		return nil, c.Usage(err)
	}
	if f.Sourced() >= eval.MaxSourced {
		opened.Close() // nothing was read
		return nil, c.Usage(fmt.Errorf("%s is sourced within %d other files; does one of them source itself?", c.String(0), eval.MaxSourced))
	}
	return eval.Results(func(yield func(any, error) bool) {
		defer opened.Close() // it was only read
		src := script.NewReader(script.Source{Name: opened.Name(), Reader: opened}, func() {})
		run := func() { eachOf(ctx, f.Sourcing(), src, yield) }
		if c.Has(1) {
			f.WithArgs(c.Values(1), run)
		} else {
			run()
		}
	}), nil
}

// eachOf yields the results of a source's commands, and their errors.
func eachOf(ctx context.Context, f *eval.Frame, src *script.Reader, yield func(any, error) bool) {
	for c, err := range src.Commands(ctx) {
		var v any
		if err == nil {
			f.Echo(c)
			v, err = f.EvalScanned(ctx, c.Scanner)
		}
		for v, err := range eval.Parts(v, err) {
			if err != nil && ctx.Err() == nil {
				err = &eval.SourceError{Place: script.Place{Name: src.Name, Lines: c}, Err: err}
			}
			if !yield(v, err) {
				return
			}
		}
		if err != nil && (ctx.Err() != nil || eval.EndsScript(err)) {
			return
		}
	}
}
