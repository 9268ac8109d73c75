package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// Shell is the loop: it reads commands, has the session evaluate them, and
// prints what they give. Results go to Out; prompts, the echo, errors and
// remarks to Err.
type Shell struct {
	Session   *eval.Session
	Out, Err  Stream
	KeepGoing bool // a script goes on after an error
	Echo      bool // a script's commands are printed before their results
	// Jobs is how many commands of a script may be in flight at once, up to
	// MaxJobs; 0 and 1 are one after another. The results come in the script's
	// order, and are what one after another would have given: commands whose
	// keys are the same, or one above the other, keep their order, and what is
	// not about one key runs alone.
	Jobs int
	// Interrupt gives a context that ends when the user interrupts what it is
	// used for, and a function that ends the watch for that; nil means that
	// nobody can.
	Interrupt func(context.Context) (context.Context, context.CancelFunc)
	// Remember takes each command typed at the prompt; secret says that it
	// must not reach a disk. nil forgets.
	Remember func(command string, secret bool)
	Yes      bool // nobody is asked before much is deleted
	// Behind is where commands that run behind the prompt show their results;
	// nil: none can.
	Behind io.Writer
	// Editor lets a person edit the file at path; nil where nobody can.
	Editor func(ctx context.Context, path string) error
	// Lend runs a program that a person uses with the terminal as such a program
	// expects it; nil where it is so anyway.
	Lend func(program func() error) error
	// AnyKey gives a context that ends when a key is pressed, and a function that
	// ends the watch for that; nil means that no key ends anything.
	AnyKey func(context.Context) (context.Context, context.CancelFunc)

	out    *buffered
	noting sync.Mutex
	notes  []string // remarks on the running command, printed after its result
	failed bool     // the last command typed at the prompt failed
	gone   bool     // the last command typed found no server

	warning     render.Style  // of remarks that come at any time
	interactive bool          // commands are typed by a person
	question    sync.Mutex    // one is asked at a time
	draft       string        // the lines before the one that is typed
	took        time.Duration // how long the command took to evaluate
	asking      time.Duration // and how much of it was waiting for a person
}

// OutputError says that the results could not be written.
type OutputError struct{ Err error }

func (e *OutputError) Error() string { return fmt.Sprintf("standard output: %v", e.Err) }

// Data is the error as data.
func (e *OutputError) Data() render.Map { return lang.Own("output", e.Error()) }

// Unwrap gives the writer's error.
func (e *OutputError) Unwrap() error { return e.Err }

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
		if first == nil {
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
	for {
		c, err := src.Next(ctx)
		if err == io.EOF {
			return false, first
		}
		if err == nil && len(c.Words) == 0 {
			continue
		}
		at := script.Place{Name: src.Name, Command: c}
		if err == nil {
			err = sh.out.failed()
		}
		if err == nil {
			sh.echo(c)
			err = sh.one(ctx, at)
		} else if !isOutput(err) {
			sh.report(at, err)
		}
		switch {
		case err == nil:
			continue
		case isOutput(err):
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
}

// goesOn reports whether a script goes on after an error.
func (sh *Shell) goesOn(ctx context.Context, err error) bool {
	return sh.KeepGoing && ctx.Err() == nil && !eval.EndsScript(err)
}

// one evaluates a command and prints its results, its errors, and the remarks
// on it. It gives the first error; an *OutputError and ErrExit are not printed.
func (sh *Shell) one(ctx context.Context, at script.Place) error {
	begin := time.Now()
	st, err := sh.Session.Parse(at.Scanner)
	if err == nil {
		var v any
		stoppable, stop := sh.stoppable(ctx, st)
		v, err = sh.Session.Frame().EvalParsed(stoppable, st)
		sh.took = time.Since(begin)
		if err = sh.print(stoppable, at, v, err); sh.ended(stoppable, err) && ctx.Err() == nil {
			err = nil // a key did it
		}
		stop()
	} else {
		sh.report(at, err)
	}
	sh.remark()
	return err
}

// stoppable is a context for a statement, which any key ends if it waits at the
// prompt.
func (sh *Shell) stoppable(ctx context.Context, st lang.Statement) (context.Context, context.CancelFunc) {
	if sh.interactive && sh.AnyKey != nil && st.Call.Command.Background && !st.Background && !st.RunsProgram() {
		return sh.AnyKey(ctx)
	}
	return ctx, func() {}
}

// remark prints the remarks on a command that has ended.
func (sh *Shell) remark() {
	sh.noting.Lock()
	notes := sh.notes
	sh.notes = nil
	sh.noting.Unlock()
	style := sh.Err.style(sh.Session.Settings())
	for _, text := range notes {
		sh.flush()
		sh.say(sh.Err.Writer, style, text)
	}
}

// say writes a remark; among errors in json it is json too. If standard error is
// gone, there is nowhere to say so.
func (sh *Shell) say(w io.Writer, style render.Style, text string) {
	if style.Format == render.JSON && !sh.interactive {
		style.Error(w, lang.Own("note", text))
		return
	}
	fmt.Fprintf(w, "%s\n", style.Dim("; "+text))
}

// warn writes a remark at once, at a prompt above the line that is typed.
func (sh *Shell) warn(text string) {
	w := sh.Err.Writer
	if sh.Behind != nil {
		w = sh.Behind
	}
	sh.flush()
	sh.say(w, sh.warning, text)
}

func (sh *Shell) note(text string) {
	sh.noting.Lock()
	defer sh.noting.Unlock()
	sh.notes = append(sh.notes, text)
}

// print prints a result, its parts as they come, and gives the first error.
func (sh *Shell) print(ctx context.Context, at script.Place, v any, err error) (first error) {
	sh.ownLine()
	r, later := v.(eval.Results)
	if err != nil || !later {
		return sh.part(at, v, err)
	}
	if sh.Out.Terminal {
		sh.flush() // a program may write there itself
	}
	for v, err := range r {
		if sh.ended(ctx, err) {
			return err
		}
		if err = sh.part(at, v, err); err == nil {
			continue
		}
		if first == nil {
			first = err
		}
		if !sh.goesOn(ctx, err) || isOutput(err) || errors.Is(err, eval.ErrExit) {
			return first
		}
	}
	return first
}

// part prints one part of a result, or an error.
func (sh *Shell) part(at script.Place, v any, err error) error {
	if err == nil {
		err = sh.result(v)
	}
	if err != nil && !isOutput(err) && !errors.Is(err, eval.ErrExit) {
		sh.report(at, err)
	}
	return err
}

// ended reports whether a person ended what runs on until that.
func (sh *Shell) ended(ctx context.Context, err error) bool {
	return sh.interactive && ctx.Err() != nil && errors.Is(err, context.Canceled) && !errors.As(err, new(*client.UnknownOutcome))
}

// result prints data.
func (sh *Shell) result(v any) error {
	if sh.paging() {
		return sh.page(v)
	}
	if _, printed := v.(render.Output); !printed {
		sh.ownLine()
	}
	if err := sh.Out.style(sh.Session.Settings()).Result(sh.out, v); err != nil {
		return &OutputError{err}
	}
	return nil
}

// ownLine has what a script prints next begin on a line of its own.
func (sh *Shell) ownLine() {
	if !sh.interactive {
		sh.out.ownLine()
	}
}

// start readies the output. The session's console is set once, when it is known
// whether a person types.
func (sh *Shell) start() {
	sh.out = newBuffered(sh.Out.Writer)
	sh.warning = sh.Err.style(sh.Session.Settings())
}

// console is what commands tell and may use.
func (sh *Shell) console() eval.Console {
	c := eval.Console{
		Stderr: sh.Err.Writer, Tell: sh.note, Warn: sh.warn, Echo: sh.echo,
		Editor: sh.Editor, Lend: sh.Lend,
	}
	if sh.Out.Terminal {
		c.Terminal = sh.Out.Writer
	}
	if sh.Err.Terminal {
		c.Note = sh.note
	}
	if sh.Err.Terminal && sh.Jobs <= 1 {
		c.Progress = func(title string, total int) tree.Progress {
			sh.flush()
			return render.NewProgress(sh.Err.Writer, title, total)
		}
	}
	return c
}

func (sh *Shell) interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	if sh.Interrupt == nil {
		return context.WithCancel(ctx)
	}
	return sh.Interrupt(ctx)
}

// echo prints a script's command as it would look at a prompt.
func (sh *Shell) echo(c *script.Command) {
	if !sh.Echo {
		return
	}
	prompt := render.Escape(sh.Session.Dir()) + "> "
	for i, start := range c.Starts {
		end := len(c.Text)
		if i+1 < len(c.Starts) {
			end = c.Starts[i+1]
		}
		sh.printf("%s%s\n", prompt, escapeLine(lang.Redact(string(c.Text[start:end]))))
		prompt = morePrompt
	}
}

// flush writes the results so far. An error is met again, and reported, when
// the script ends or the next result is written.
func (sh *Shell) flush() { sh.out.Flush() }

// printf writes to standard error, after the results so far.
func (sh *Shell) printf(format string, args ...any) {
	sh.flush()
	fmt.Fprintf(sh.Err.Writer, format, args...)
}

func isOutput(err error) bool { return errors.As(err, new(*OutputError)) }
