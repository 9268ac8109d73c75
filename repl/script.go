package repl

import (
	"context"
	"errors"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
)

// Script runs the commands of the sources in turn, up to the first error: all
// of them are one script. With KeepGoing it goes on, and gives the first error
// at the end. Errors are printed, except an *OutputError.
func (sh *Shell) Script(ctx context.Context, sources []script.Source) error {
	sh.start()
	sh.Session.SetConsole(sh.console())
	ctx, stop := sh.interruptible(ctx)
	defer stop()
	var first error
	for _, s := range sources {
		run := sh.script
		if sh.Jobs > 1 {
			run = sh.scriptJobs
		}
		over, err := run(ctx, script.NewReader(s, sh.flush))
		if isOutput(err) {
			return err
		}
		if first == nil || errors.As(err, new(*eval.ExitError)) {
			first = err
		}
		if over {
			break
		}
	}
	if err := sh.out.Flush(); err != nil {
		return &OutputError{err}
	}
	return first
}

// script runs one source and gives the first error; over says that no other
// source is to follow.
func (sh *Shell) script(ctx context.Context, src *script.Reader) (over bool, first error) {
	l := sh.lookahead(src)
	defer l.reads.Drop()
	for c, err := range l.commands(ctx) {
		at := script.Place{Name: src.Name, Lines: c.Lines}
		if err == nil {
			err = sh.out.failed()
		}
		if err == nil {
			sh.echo(c.Lines)
			err = l.run(ctx, at, c)
		} else if !isOutput(err) {
			sh.report(at, err)
		}
		switch {
		case err == nil:
			continue
		case isOutput(err):
			return true, err
		case errors.As(err, new(*eval.ExitError)):
			return true, err
		case errors.Is(err, eval.ErrExit):
			return true, first
		}
		if first == nil {
			first = err
		}
		if !sh.goesOn(ctx, err) {
			return true, first
		}
	}
	return false, first
}

// goesOn reports whether a script goes on after an error.
func (sh *Shell) goesOn(ctx context.Context, err error) bool {
	return sh.KeepGoing && ctx.Err() == nil && !eval.EndsScript(err)
}

// echo prints a script's command as it would look at a prompt.
func (sh *Shell) echo(c *script.Lines) {
	if sh.Echo {
		sh.printf("%s", sh.typedText(render.Escape(sh.Session.Dir())+"> ", string(c.Text), c.Starts))
	}
}

// typedText is a command, whose lines begin at starts, as it looks when it is
// typed, without what must not be shown.
func (sh *Shell) typedText(prompt, text string, starts []int) string {
	command := sh.Session.Commands().Redact(text)
	var shown strings.Builder
	for i, start := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		shown.WriteString(prompt + escapeLine(command.Part(start, end)) + "\n")
		prompt = morePrompt
	}
	return shown.String()
}
