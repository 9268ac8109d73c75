package eval

import (
	"io"
	"net/http"

	"etcd2sh/client"
)

// Frame is what holds for the commands that run now, beside their context. It
// never changes: a frame made of it holds for what runs within, and no further.
type Frame struct {
	*Session
	unattended bool           // it runs behind the prompt
	captured   bool           // results are kept and not printed
	declined   func()         // is told each time that a person says no; or nil
	stderr     io.Writer      // where programs complain, instead of the console's; or nil
	hold       *hold          // the innermost lock that is held; or nil
	sourced    int            // how many files that source runs are open
	recalled   bool           // a command of the history runs
	only       *client.Client // asks the servers that are meant instead of the session's; or nil
	ahead      *client.Ahead  // asks in place of the session's client, with reads before their turn; or nil
	through    way            // its requests take it; nil for the usual one
	tracing    bool           // its exchanges are shown
	secret     bool           // the values of the command that runs must not be shown
}

// way makes the way of requests of the one that is usual; see [client.Client.Through].
type way func(usual http.RoundTripper) http.RoundTripper

// Frame is the frame of what the loop runs.
func (s *Session) Frame() *Frame { return &Frame{Session: s} }

// Capturing is the frame of what keeps results and does not print them.
func (f *Frame) Capturing() *Frame {
	inner := *f
	inner.captured = true
	return &inner
}

// OnTerminal reports whether a terminal shows the results as they come.
func (f *Frame) OnTerminal() bool { return f.console.Terminal != nil && !f.captured }

// OnDecline is a frame whose commands call do each time a person says no.
func (f *Frame) OnDecline(do func()) *Frame {
	inner := *f
	outer := f.declined
	inner.declined = func() {
		do()
		if outer != nil {
			outer()
		}
	}
	return &inner
}

// Decline tells that a person said no.
func (f *Frame) Decline() {
	if f.declined != nil {
		f.declined()
	}
}

// MaxSourced bounds how many files may be open that source one another.
const MaxSourced = 32

// Sourcing is the frame of what a file runs that source has opened.
func (f *Frame) Sourcing() *Frame {
	inner := *f
	inner.sourced++
	return &inner
}

// Sourced is how many files are open that source one another.
func (f *Frame) Sourced() int { return f.sourced }

// Recalling is the frame of a command of the history.
func (f *Frame) Recalling() *Frame {
	inner := *f
	inner.recalled = true
	return &inner
}

// Recalled reports whether a command of the history runs.
func (f *Frame) Recalled() bool { return f.recalled }

// Unattended reports whether it runs behind the prompt: what is typed next must not
// come before it.
func (f *Frame) Unattended() bool { return f.unattended }

// behind is the frame of what runs behind the prompt: the terminal is the
// prompt's, and it outlives any lock.
func (f *Frame) behind(w io.Writer) *Frame {
	inner := *f
	inner.unattended, inner.stderr, inner.hold = true, w, nil
	return &inner
}
