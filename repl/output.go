package repl

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// Stream is an output and what is known of it.
type Stream struct {
	Writer   io.Writer
	Terminal bool
	Width    func() int // a terminal's width in cells; nil means 80
	Height   func() int // a terminal's height in lines; nil means that it is not known
	Color    bool
	Dumb     bool // a terminal that knows no escape codes
}

func (s Stream) style(set eval.Settings) render.Style {
	style := render.Style{Format: set.Output, Color: s.Color, Terminal: s.Terminal, Dumb: s.Dumb, Meta: set.Meta, EventMaps: set.EventMaps}
	if s.Terminal {
		style.Width = 80
		if s.Width != nil {
			style.Width = s.Width()
		}
		if s.Height != nil {
			style.Height = s.Height()
		}
	}
	return style
}

// width is how many cells there are to lay out to; 0 where that does not matter.
func (s Stream) width() int { return s.style(eval.Settings{}).Width }

// flushAfter is how long a result may wait for others before it is written: a
// script's output goes out in large pieces, and still at once to the eye.
const flushAfter = 10 * time.Millisecond

// buffered collects results. It writes them when it is full, when it is told
// to, and a moment after the first. It is safe for concurrent use.
type buffered struct {
	mu    sync.Mutex
	w     *bufio.Writer
	timer *time.Timer
	armed bool
	err   error // the first error of the writer
	cut   bool  // what was written ends within a line
	wrap  bool  // what comes next begins on a line of its own
}

func newBuffered(w io.Writer) *buffered {
	b := &buffered{w: bufio.NewWriterSize(w, 32<<10)}
	b.timer = time.AfterFunc(time.Hour, func() { b.Flush() })
	b.timer.Stop()
	return b
}

// Write adds to what is collected.
func (b *buffered) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.wrap && len(p) > 0 {
		b.w.WriteByte('\n') // its error comes again
		b.wrap = false
	}
	n, err := b.w.Write(p)
	if err != nil && b.err == nil {
		b.err = err
	}
	if n > 0 {
		b.cut = p[n-1] != '\n'
	}
	if !b.armed {
		b.armed = true
		b.timer.Reset(flushAfter)
	}
	return n, b.err
}

// ownLine has what comes next begin on a line of its own: a program need not have
// ended its last one.
func (b *buffered) ownLine() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wrap = b.cut
}

// failed gives the first error that any write met so far, as an *OutputError.
func (b *buffered) failed() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		return nil
	}
	return &OutputError{b.err}
}

// Flush writes what is collected, and gives the first error that any write
// met.
func (b *buffered) Flush() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.timer.Stop()
	b.armed = false
	if err := b.w.Flush(); err != nil && b.err == nil {
		b.err = err
	}
	return b.err
}

// OutputError says that the results could not be written.
type OutputError struct{ Err error }

func (e *OutputError) Error() string { return fmt.Sprintf("standard output: %v", e.Err) }

// Data is the error as data.
func (e *OutputError) Data() render.Map { return lang.ErrorMap("output", e.Error()) }

// Unwrap gives the writer's error.
func (e *OutputError) Unwrap() error { return e.Err }

func isOutput(err error) bool { return errors.As(err, new(*OutputError)) }
