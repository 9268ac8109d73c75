package eval

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"etcd2sh/client"
	"etcd2sh/client/transport"
	"etcd2sh/repl/lang"
)

// errRehearsed ends whatever would be done in earnest.
var errRehearsed = errors.New("the command is only rehearsed: nothing is done")

// Rehearse runs a command in a session of its own, which begins as this one is and is
// thrown away: nothing is sent, no program started, no file written and nobody asked.
// It gives the first request that the command would send, or nil for one that sends
// none. The error says, as ever, why the command could not come to that.
func (f *Frame) Rehearse(ctx context.Context, c lang.Call) (*client.Exchange, error) {
	inner, enough := context.WithCancel(ctx)
	defer enough()
	first := &refusing{enough: enough}
	apart, err := f.apart(first)
	if err != nil {
		return nil, err
	}
	v, err := apart.Run(inner, c)
	for _, failed := range Parts(v, err) {
		if err == nil {
			err = failed
		}
		if inner.Err() != nil {
			break
		}
	}
	x := first.request()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case x != nil && !c.Within(func(c lang.Call) bool { return !c.Secret() }):
		hidden := withoutValues(*x)
		return &hidden, nil
	case x != nil, errors.Is(err, errRehearsed), errors.Is(err, ErrExit):
		return x, nil
	}
	return nil, err
}

// Rehearsed reports whether commands are only rehearsed: then whatever a command does
// that is no request, and cannot be undone or takes its time, must be left out.
func (s *Session) Rehearsed() bool { return s.rehearsed }

// apart is the frame of a session that begins as this one is, but for the way of its
// requests.
func (f *Frame) apart(way http.RoundTripper) (*Frame, error) {
	s, err := f.another()
	if err != nil {
		return nil, err
	}
	s.rehearsed, s.transport = true, way
	s.connection.client = s.connection.client.Through(func(http.RoundTripper) http.RoundTripper { return way })
	s.connection.config.Transport = way
	s.connection.unknown.Store(f.connection.unknown.Load())
	s.host.History = f.host.History
	if f.host.Stdin != nil {
		s.host.Stdin = strings.NewReader("") // which stays to be read
	}
	if f.host.Sandbox != nil {
		s.host.Sandbox = still{f.host.Sandbox}
	}
	if f.host.Course != nil {
		s.host.Course = nothingTaught{f.host.Course}
	}
	if f.console.Editor != nil {
		s.console.Editor = func(context.Context, string) error { return errRehearsed }
	}
	if f.console.Tour != nil {
		s.console.Tour = func(bool) error { return nil }
	}
	inner := s.Frame()
	inner.captured, inner.sourced, inner.recalled = true, f.sourced, f.recalled
	return inner, nil
}

// still is a cluster that does not change.
type still struct{ Sandbox }

func (still) Stop(...int) error                     { return errRehearsed }
func (still) Restart(context.Context, ...int) error { return errRehearsed }
func (still) Cut(...int) error                      { return errRehearsed }
func (still) CutAll() error                         { return errRehearsed }
func (still) Heal(...int) error                     { return errRehearsed }

// nothingTaught is a course that is not attended.
type nothingTaught struct{ Course }

func (nothingTaught) Lesson(context.Context, *Frame, lang.Call) (any, error) {
	return nil, errRehearsed
}
func (nothingTaught) Attends() bool { return false }

// refusing sends nothing, and keeps the first request.
type refusing struct {
	enough context.CancelFunc // there is one

	mu    sync.Mutex
	first *client.Exchange
}

// RoundTrip says that nothing was sent.
func (r *refusing) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := errRehearsed
	if r.first == nil {
		r.first, err = unsentExchange(req)
		r.enough()
	}
	return nil, &transport.SendError{Err: errors.Join(errRehearsed, err)}
}

func (r *refusing) request() *client.Exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.first
}

// unsentExchange is a request, of which nothing has come yet.
func unsentExchange(req *http.Request) (*client.Exchange, error) {
	user, _, _ := req.BasicAuth()
	x := &client.Exchange{Endpoint: req.URL.Scheme + "://" + req.URL.Host, User: user, Method: req.Method, URL: req.URL, Asked: req.URL.Query()}
	if req.Body == nil {
		return x, nil
	}
	defer req.Body.Close()
	form, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	x.Form = string(form)
	x.Asked, err = url.ParseQuery(x.Form)
	return x, err
}
