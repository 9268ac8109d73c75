package program

import (
	"context"
	"errors"
	"io"
	"os"

	"etcd2sh/repl"
	"etcd2sh/repl/eval"
	processes "etcd2sh/repl/eval/program"

	"golang.org/x/term"
)

// stream describes an output.
func (w IO) stream(out io.Writer, color string) repl.Stream {
	s := repl.Stream{Writer: out, Terminal: isTerminal(out), Dumb: w.Env("TERM") == "dumb"}
	if f, ok := out.(*os.File); ok && s.Terminal {
		s.Dumb = s.Dumb || !takesEscapes(f)
		s.Width = func() int {
			if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
				return width
			}
			return 80
		}
		s.Height = func() int {
			if _, height, err := term.GetSize(int(f.Fd())); err == nil && height > 0 {
				return height
			}
			return 24
		}
	}
	s.Color = color == "always" || color == "auto" && s.Terminal && w.Env("NO_COLOR") == "" && !s.Dumb
	return s
}

// isTerminal reports whether an input or output is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// terminalOf gives the first stream that is a terminal: prompt and line are
// drawn there.
func terminalOf(streams ...any) *os.File {
	for _, s := range streams {
		if isTerminal(s) {
			return s.(*os.File)
		}
	}
	return nil
}

// heed has the process heed its signals.
func (w IO) heed() {
	if w.Heed != nil {
		w.Heed()
	}
}

// interruptible gives a context that Ctrl-C ends too.
func (w IO) interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	w.heed()
	if w.Interrupt == nil {
		return context.WithCancel(ctx)
	}
	return w.Interrupt(ctx)
}

// suspendable heeds Ctrl-Z, for a session without a line editor.
func (w IO) suspendable(s *eval.Session) {
	if w.Suspend != nil {
		w.Suspend(s.Programs().Suspend)
	}
}

// isClosedPipe reports whether the reader of the results has gone, as with
// `| head -1`.
func isClosedPipe(err error) bool {
	return processes.IsClosedPipe(err) || errors.Is(err, io.ErrClosedPipe)
}
