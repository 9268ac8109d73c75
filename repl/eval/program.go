package eval

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/eval/program"
	"etcd2sh/repl/lang"
)

// RunProgram gives what a program prints, in the pieces in which it comes. It
// starts when the first piece is asked for, with env beside the environment of
// this process. Its errors are *program.Error and the context's.
func (f *Frame) RunProgram(ctx context.Context, argv, env []string) Results {
	return f.running(ctx, program.Program{Argv: argv, Env: env, Groups: f.Programs()})
}

// RunProgramOn is [Frame.RunProgram] with a text on the program's standard input;
// NAME alone in env is what the program must not find.
func (f *Frame) RunProgramOn(ctx context.Context, argv, env []string, text string) Results {
	return f.running(ctx, program.Program{Argv: argv, Env: env, Groups: f.Programs(), Feed: func(stdin io.Writer) error {
		_, err := io.WriteString(stdin, text)
		return err
	}})
}

// CheckProgram refuses a program that does not exist before anything is done for
// it; sign is what stands before a program there. Its errors are *program.Error and,
// for a program and arguments in one word, a usage error.
func CheckProgram(c lang.Call, sign string, argv []string) error {
	err := program.Find(argv[0])
	if words := strings.Fields(argv[0]); err != nil && len(argv) == 1 && len(words) > 1 {
		return c.Usage(fmt.Errorf("there is no program %s: its arguments are words of their own, as in %s %s", strconv.Quote(argv[0]), sign, argv[0]))
	}
	return err
}

// feeding runs a program that reads results; stop ends whatever makes them.
func (f *Frame) feeding(ctx context.Context, argv []string, in Results, stop context.CancelFunc) Results {
	style := render.Style{Format: f.settings.Output, Meta: f.settings.Meta} // of now: behind a prompt it may change
	return f.running(ctx, program.Program{Argv: argv, Stop: stop, Feed: func(stdin io.Writer) error {
		f := feed{stdin: stdin, style: style}
		for v, err := range in {
			if err == nil {
				err = f.write(PlainResult(v))
			}
			if err != nil {
				return err
			}
		}
		return nil
	}})
}

// feed is what a program reads of the results before it: of a string its own
// bytes, so that a program finds the value alone, and any other data as it is
// printed.
type feed struct {
	stdin   io.Writer
	style   render.Style
	unended bool // the last part was a string, and has no end
}

func (f *feed) write(v any) error {
	switch v.(type) {
	case render.Nothing, render.Clear:
		return nil
	}
	if f.unended {
		if _, err := io.WriteString(f.stdin, "\n"); err != nil {
			return err
		}
	}
	text, isString := v.(string)
	if f.unended = isString; isString {
		_, err := io.WriteString(f.stdin, text)
		return err
	}
	return f.style.Result(f.stdin, v)
}

// running runs a program. One that reads results and writes to the terminal has
// that to itself meanwhile.
func (f *Frame) running(ctx context.Context, p program.Program) Results {
	return func(yield func(any, error) bool) {
		p.Env = append(f.Environment(), p.Env...)
		p.Sure = f.sure
		if p.Stderr = f.stderr; p.Stderr == nil {
			p.Stderr = f.console.Stderr
		}
		if f.OnTerminal() && !f.unattended {
			p.Stdout = f.console.Terminal
		}
		run := func() error {
			return p.Run(ctx, func(piece []byte) bool { return yield(render.Output(piece), nil) })
		}
		err := f.sure()
		switch {
		case f.rehearsed:
			err = errRehearsed
		case err != nil:
		case p.Stdout != nil && p.Groups == nil:
			err = f.Lend(run)
		default:
			err = run()
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// Environment is what a program finds beside the environment of this process.
func (f *Frame) Environment() []string {
	if f.hold == nil {
		return nil
	}
	return []string{program.LockToken(f.hold.token)}
}
