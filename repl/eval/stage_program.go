package eval

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"syscall"

	"etcd2sh/render"
	"etcd2sh/repl/eval/program"
	"etcd2sh/repl/lang"
)

// ProgramError says that a program after | ! did not do its work.
type ProgramError struct {
	Program string
	Err     error // an *exec.ExitError when it ran; when it could not, an *exec.Error, or an *fs.PathError for a path
}

func (e *ProgramError) Error() string {
	if unstarted, ok := errors.AsType[*exec.Error](e.Err); ok {
		return fmt.Sprintf("%s cannot be started: %v", e.Program, unstarted.Err)
	}
	if unstarted, ok := errors.AsType[*fs.PathError](e.Err); ok {
		return fmt.Sprintf("%s cannot be started: %v", e.Program, unstarted.Err)
	}
	return fmt.Sprintf("%s failed: %v", e.Program, e.Err)
}

// Unwrap gives the reason.
func (e *ProgramError) Unwrap() error { return e.Err }

// ProgramRun is a program to run.
type ProgramRun struct {
	Argv  []string
	Env   []string           // beside the shell's own
	in    Results            // what it reads; nil for nothing
	style render.Style       // of in
	stop  context.CancelFunc // ends whatever makes in
}

// Running starts the program when its first piece is asked for. A program that
// reads results and writes to the terminal has that to itself meanwhile.
func (s *Session) Running(ctx context.Context, p ProgramRun) Results {
	return func(yield func(any, error) bool) {
		direct := s.Terminal != nil && ctx.Value(captured{}) == nil
		whole := func() error { return s.runs(ctx, p, direct, yield) }
		err := error(nil)
		if direct && p.in != nil {
			err = s.LendTerminal(whole)
		} else {
			err = whole()
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// runs runs a program to its end, or until its pieces are not wanted any more,
// which is no error.
func (s *Session) runs(ctx context.Context, p ProgramRun, direct bool, yield func(any, error) bool) error {
	inner, kill := context.WithCancel(ctx)
	defer kill()
	r := run{cmd: exec.CommandContext(inner, p.Argv[0], p.Argv[1:]...)}
	r.cmd.Env = append(program.Environment(ctx, r.cmd), p.Env...)
	r.cmd.Stderr = s.stderr(ctx)
	if direct {
		r.cmd.Stdout = s.Terminal
	}
	if p.in == nil {
		program.Group(r.cmd)
	}
	if err := r.start(p.in, p.style); err != nil {
		return &ProgramError{p.Argv[0], err}
	}
	if r.stdout != nil { // what the program started and left may hold it open
		defer context.AfterFunc(inner, func() { r.stdout.Close() })()
	}
	wanted := r.eachPiece(yield)
	if !wanted {
		kill()
	}
	err := r.cmd.Wait()
	ended := ctx.Err()
	if p.stop != nil {
		p.stop()
	}
	fed := <-r.fed
	switch {
	case !wanted:
		return nil
	case ended != nil:
		return ended
	case fed != nil && !errors.Is(fed, context.Canceled):
		return fed
	case err != nil:
		return &ProgramError{p.Argv[0], err}
	}
	return nil
}

// stderr is where a program complains: behind the prompt above the line that is
// typed.
func (s *Session) stderr(ctx context.Context) io.Writer {
	if w, behind := ctx.Value(behindPrompt{}).(io.Writer); behind {
		return w
	}
	return s.Stderr
}

// run is a program under way.
type run struct {
	cmd    *exec.Cmd
	stdout io.ReadCloser // what it prints; nil when it writes to the terminal itself
	fed    chan error    // how the feeding of its standard input ended
}

// start starts the program and the feeding of it.
func (r *run) start(in Results, style render.Style) (err error) {
	r.fed = make(chan error, 1)
	var stdin io.WriteCloser
	if in != nil {
		if stdin, err = r.cmd.StdinPipe(); err != nil {
			return err
		}
	}
	if r.cmd.Stdout == nil {
		if r.stdout, err = r.cmd.StdoutPipe(); err != nil {
			return err
		}
	}
	if err := r.cmd.Start(); err != nil {
		return err
	}
	if in == nil {
		r.fed <- nil
		return nil
	}
	go func() {
		r.fed <- feed(stdin, style, in)
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
		if err := style.Result(stdin, PlainResult(v)); errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// eachPiece passes on what the program prints, up to its end; false when
// nobody wants more of it.
func (r *run) eachPiece(yield func(any, error) bool) bool {
	if r.stdout == nil {
		return true
	}
	piece := make([]byte, 32<<10)
	for {
		n, err := r.stdout.Read(piece)
		if n > 0 && !yield(render.Output(slices.Clone(piece[:n])), nil) {
			return false
		}
		if err != nil {
			return true // its end; how it ended is for Wait to say
		}
	}
}

// Data is the error as data.
func (e *ProgramError) Data() render.Map { return lang.Own("program", e.Error()) }
