package eval

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync/atomic"

	"etcd2sh/client/transport"
)

// Loss is what becomes of a write whose outcome is to be unknown.
type Loss string

// The ways to lose a write.
const (
	LoseRequest Loss = "request" // it never leaves
	LoseAnswer  Loss = "answer"  // it is done, and its answer dropped
	LateRequest Loss = "late"    // it leaves a second after it was given up
)

// Losing is the frame of commands whose first write is lost; the client cannot tell in
// which way. lost reports whether there was a write.
func (f *Frame) Losing(l Loss) (inner *Frame, lost func() bool) {
	if f.rehearsed {
		return f, func() bool { return true }
	}
	losing, taken := *f, new(atomic.Bool)
	losing.through = func(usual http.RoundTripper) http.RoundTripper {
		if f.through != nil {
			usual = f.through(usual)
		}
		return &lossy{usual, l, taken, &f.connection.late}
	}
	return &losing, taken.Load
}

// Loses reports whether a write is lost.
func (f *Frame) Loses() bool { return f.through != nil }

// lossy loses the first write.
type lossy struct {
	usual http.RoundTripper
	loss  Loss
	taken *atomic.Bool
	late  *late
}

// RoundTrip says of what it loses that it was sent: whoever sends a write cannot know
// how it was lost.
func (l *lossy) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodGet || !l.taken.CompareAndSwap(false, true) {
		return l.usual.RoundTrip(req)
	}
	lost := &transport.SendError{Sent: true, Err: io.ErrUnexpectedEOF}
	if l.loss == LoseAnswer {
		resp, err := l.usual.RoundTrip(req)
		if err != nil {
			l.taken.Store(false) // another endpoint may be asked
			return nil, err
		}
		defer resp.Body.Close()
		io.Copy(io.Discard, resp.Body) // it is lost anyway
		return nil, lost
	}
	var body []byte
	if req.Body != nil {
		defer req.Body.Close()
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, &transport.SendError{Err: err}
		}
	}
	if l.loss == LateRequest {
		l.late.add(func(ctx context.Context) { l.send(ctx, req, body) })
	}
	return nil, lost
}

// send sends a request of which nobody wants to hear.
func (l *lossy) send(ctx context.Context, req *http.Request, body []byte) {
	req = req.Clone(ctx)
	req.Body = io.NopCloser(bytes.NewReader(body))
	resp, err := l.usual.RoundTrip(req)
	if err != nil {
		return
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
}
