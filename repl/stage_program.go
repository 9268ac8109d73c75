package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"syscall"

	"etcd2sh/render"
)

// ProgramError says that a program after | ! did not do its work.
type ProgramError struct {
	Program string
	Err     error // an *exec.ExitError when it ran, an *exec.Error when it could not
}

func (e *ProgramError) Error() string {
	if unstarted, ok := errors.AsType[*exec.Error](e.Err); ok {
		return fmt.Sprintf("%s cannot be started: %v", e.Program, unstarted.Err)
	}
	return fmt.Sprintf("%s failed: %v", e.Program, e.Err)
}

// Unwrap gives the reason.
func (e *ProgramError) Unwrap() error { return e.Err }

// programStage writes the text of the results to a program's standard input.
// The program's output is the result, in the pieces in which it comes.
func (l *line) programStage(ts []token) (stage, error) {
	argv, err := l.argv(ts)
	if err != nil {
		return stage{}, err
	}
	return stage{program: true, run: func(f flow) (any, error) { return f.pipe(argv), nil }}, nil
}

// argv reads a program and its arguments.
func (l *line) argv(ts []token) ([]string, error) {
	if l.noExec {
		return nil, fmt.Errorf("! %w", errNoExec)
	}
	argv, err := allData(ts)
	if err != nil {
		return nil, err
	}
	if len(argv) == 0 || argv[0] == "" {
		return nil, errors.New("the name of a program is missing after !, as in | ! sort")
	}
	return argv, nil
}

// pipe starts the program when its first piece is asked for, and ends what the
// results come from when the program has ended.
func (f flow) pipe(argv []string) Results {
	return func(yield func(any, error) bool) {
		ctx, kill := context.WithCancel(f.ctx)
		defer kill()
		p := piping{cmd: exec.CommandContext(ctx, argv[0], argv[1:]...)}
		p.cmd.Stderr = f.s.Stderr
		direct := f.s.Terminal != nil && f.ctx.Value(captured{}) == nil
		if err := p.start(f, direct); err != nil {
			yield(nil, &ProgramError{argv[0], err})
			return
		}
		wanted := direct || p.eachPiece(yield)
		if !wanted {
			kill()
		}
		err := p.cmd.Wait()
		ended := f.ctx.Err()
		f.stop()
		fed := <-p.fed
		switch {
		case !wanted:
		case ended != nil:
			yield(nil, ended)
		case fed != nil && !errors.Is(fed, context.Canceled):
			yield(nil, fed)
		case err != nil:
			yield(nil, &ProgramError{argv[0], err})
		}
	}
}

// piping is a program under way.
type piping struct {
	cmd    *exec.Cmd
	stdout io.Reader
	fed    chan error // how the feeding of its standard input ended
}

// start starts the program and the feeding of it. Where it does not write to
// the terminal itself, there is a pipe for what it prints.
func (p *piping) start(f flow, direct bool) (err error) {
	if direct {
		p.cmd.Stdout = f.s.Terminal
	} else if p.stdout, err = p.cmd.StdoutPipe(); err != nil {
		return err
	}
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := p.cmd.Start(); err != nil {
		return err
	}
	p.fed = make(chan error, 1)
	go func() {
		p.fed <- feed(stdin, render.Style{Format: f.s.config.Output, Meta: f.s.config.Meta}, results(f.v, nil))
		stdin.Close() // the program may have closed it before
	}()
	return nil
}

// feed writes the results until the program wants no more of them.
func feed(stdin io.Writer, style render.Style, input Results) error {
	for v, err := range input {
		if err != nil {
			return err
		}
		if err := style.Result(stdin, plainResult(v)); errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// eachPiece passes on what the program prints, up to its end; false when
// nobody wants more of it.
func (p *piping) eachPiece(yield func(any, error) bool) bool {
	piece := make([]byte, 32<<10)
	for {
		n, err := p.stdout.Read(piece)
		if n > 0 && !yield(render.Output(slices.Clone(piece[:n])), nil) {
			return false
		}
		if err != nil {
			return true // its end; how it ended is for Wait to say
		}
	}
}
