// Package program runs the programs that commands start: it feeds them, passes
// on what they print as it comes, and ends them with all that they have
// started. Start with [Program.Run]. It knows nothing of results or of etcd.
package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// Program is a program to run.
type Program struct {
	Argv []string // its name, or a path to it, and its arguments
	// Env is beside what this process has: NAME=VALUE, or NAME alone for what the
	// program must not find.
	Env []string
	// Feed writes its standard input; nil for none. It ends with the error of a
	// write when the program wants no more.
	Feed func(io.Writer) error
	// Stop ends whatever Feed waits for, once the program has ended; or nil.
	Stop func()
	// Stdout takes what it prints; nil gives that to Run in pieces.
	Stdout io.Writer
	Stderr io.Writer // takes its complaints; nil for nobody
	// Groups has it run in a process group of its own, which ends with it, and which
	// Groups knows meanwhile: it has nothing to do with the terminal. nil leaves it in
	// this process's.
	Groups *Groups
	// Sure is asked before a program of Groups goes on that was suspended: it is ended
	// for an error, which Run gives then. nil is always sure.
	Sure func() error
}

// Error says that a program did not do its work.
type Error struct {
	Program string
	Err     error // an *exec.ExitError when it ran; when it could not, an *exec.Error, or an *fs.PathError for a path
}

func (e *Error) Error() string {
	if unstarted, ok := errors.AsType[*exec.Error](e.Err); ok {
		return fmt.Sprintf("%s cannot be started: %v", e.Program, unstarted.Err)
	}
	if unstarted, ok := errors.AsType[*fs.PathError](e.Err); ok {
		return fmt.Sprintf("%s cannot be started: %v", e.Program, unstarted.Err)
	}
	return fmt.Sprintf("%s failed: %v", e.Program, e.Err)
}

// Unwrap gives the reason.
func (e *Error) Unwrap() error { return e.Err }

// LockToken is how a program finds the fencing token of the lock that it runs
// under in its environment.
func LockToken(token uint64) string {
	return "ETCD2SH_LOCK_TOKEN=" + strconv.FormatUint(token, 10)
}

// Run runs the program to its end, or until its pieces are not wanted any more,
// which is no error. Its errors are *Error, Feed's, Sure's, and the context's.
func (p Program) Run(ctx context.Context, piece func([]byte) (wanted bool)) error {
	inner, kill := context.WithCancel(ctx)
	defer kill()
	cmd := exec.CommandContext(inner, p.Argv[0], p.Argv[1:]...)
	cmd.Env = p.environment(cmd.Environ())
	cmd.Stdout, cmd.Stderr = p.Stdout, p.Stderr
	stdout, fed, err := p.start(cmd)
	if err != nil {
		return &Error{p.Argv[0], err}
	}
	if stdout != nil { // what the program started and left may hold it open
		defer context.AfterFunc(inner, func() { stdout.Close() })()
	}
	wanted := eachPiece(stdout, piece)
	if !wanted {
		kill()
	}
	failed := cmd.Wait()
	ended := ctx.Err()
	lost := p.Groups.forget(cmd)
	if p.Stop != nil {
		p.Stop()
	}
	feeding := <-fed
	switch {
	case !wanted:
		return nil
	case lost != nil:
		return lost
	case ended != nil:
		return ended
	case feeding != nil && !errors.Is(feeding, context.Canceled):
		return feeding
	case failed != nil:
		return &Error{p.Argv[0], failed}
	}
	return nil
}

// Find looks for the program of a name or a path, without running it. Its error
// is the *Error with which [Program.Run] would end.
func Find(name string) error {
	_, err := exec.LookPath(name)
	if missing, ok := errors.AsType[*fs.PathError](err); ok {
		err = missing
	}
	if err != nil {
		return &Error{name, err}
	}
	return nil
}

// environment is what the program finds, where this process has some.
func (p Program) environment(all []string) []string {
	for _, e := range p.Env {
		if name, _, set := strings.Cut(e, "="); !set {
			all = slices.DeleteFunc(all, func(e string) bool { return strings.HasPrefix(e, name+"=") })
			continue
		}
		all = append(all, e)
	}
	return all
}

// start starts the program and the feeding of it; fed tells how that ended.
func (p Program) start(cmd *exec.Cmd) (stdout io.ReadCloser, fed chan error, err error) {
	fed = make(chan error, 1)
	var stdin io.WriteCloser
	if p.Feed != nil {
		if stdin, err = cmd.StdinPipe(); err != nil {
			return nil, nil, err
		}
	}
	if cmd.Stdout == nil {
		if stdout, err = cmd.StdoutPipe(); err != nil {
			return nil, nil, err
		}
	}
	if err := p.Groups.start(cmd, p.Sure); err != nil {
		return nil, nil, err
	}
	if p.Feed == nil {
		fed <- nil
		return stdout, fed, nil
	}
	go func() {
		err := p.Feed(stdin)
		if IsClosedPipe(err) || errors.Is(err, os.ErrClosed) {
			err = nil // it wants no more
		}
		fed <- err
		stdin.Close() // the program may have closed it before
	}()
	return stdout, fed, nil
}

// eachPiece passes on what the program prints, up to its end; false when
// nobody wants more of it.
func eachPiece(stdout io.Reader, piece func([]byte) bool) bool {
	if stdout == nil {
		return true
	}
	buffer := make([]byte, 32<<10)
	for {
		n, err := stdout.Read(buffer)
		if n > 0 && !piece(slices.Clone(buffer[:n])) {
			return false
		}
		if err != nil {
			return true // its end; how it ended is for Wait to say
		}
	}
}
