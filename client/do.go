package client

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"etcd2sh/client/transport"
)

// do sends a request and hands its answer to read: the one funnel through
// which everything goes. Endpoints are tried in turn. A read goes on to the
// next when no answer came; a write only while not a byte of it was sent.
func (c *Client) do(ctx context.Context, r request, read func(*http.Response) error) error {
	failed := &Unreachable{}
	r.since = c.LastIndex()
	for _, i := range c.order() {
		e := c.endpoints[i]
		err := c.exchange(ctx, e, r, read)
		if isLost(err) && !r.write() && ctx.Err() == nil && !errors.Is(err, context.DeadlineExceeded) {
			err = c.exchange(ctx, e, r, read) // the connection broke: the server may well be there
		}
		if err == nil || errors.As(err, new(*Error)) {
			c.pinned.Store(int32(i))
		}
		if err == nil {
			return nil
		}
		if isLost(err) { // whoever asks next shall not wait for a server that hangs
			c.pinned.CompareAndSwap(int32(i), int32((i+1)%len(c.endpoints)))
		}
		if ctx.Err() != nil || !r.mayGoOn(err) {
			return settle(ctx, r, err)
		}
		failed.Endpoints = append(failed.Endpoints, EndpointError{e.String(), settle(ctx, r, err)})
	}
	return failed.verdict()
}

// mayGoOn reports whether another endpoint may be asked after err.
func (r request) mayGoOn(err error) bool {
	if r.write() {
		return errors.As(err, new(*unsent))
	}
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal.Code == ErrRaftInternal
	}
	return !errors.As(err, new(*OtherCluster))
}

// settle makes of an exchange's error what the caller is told.
func settle(ctx context.Context, r request, err error) error {
	var lost *lostAnswer
	switch {
	case r.write() && errors.As(err, &lost):
		return &UnknownOutcome{Request: r.name, Err: lost.reason(ctx, r.timeout), write: r}
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return &Timeout{Request: r.name, After: cmp.Or(r.timeout, r.headTimeout)}
	case errors.As(err, &lost):
		return lost.reason(ctx, r.timeout)
	}
	var u *unsent
	if errors.As(err, &u) {
		return u.err
	}
	return err
}

// verdict is the error for a request that no endpoint served. Where all ended
// alike in a timeout or a refusal, or there was one endpoint only, that says
// more.
func (u *Unreachable) verdict() error {
	timeouts, refusals := 0, 0
	for _, e := range u.Endpoints {
		switch {
		case errors.As(e.Err, new(*Timeout)):
			timeouts++
		case errors.As(e.Err, new(*Error)):
			refusals++
		}
	}
	n, last := len(u.Endpoints), u.Endpoints[len(u.Endpoints)-1].Err
	if timeouts == n || refusals == n || n == 1 && (errors.As(last, new(*NotV2)) || errors.Is(last, ErrTooLarge)) {
		return last
	}
	return u
}

// exchange makes one attempt at one endpoint: it sends the request and reads
// the answer. Its error is an *unsent, a *lostAnswer, or what was answered.
func (c *Client) exchange(ctx context.Context, e endpoint, r request, read func(*http.Response) error) error {
	ctx, cancel, inTime := r.limit(ctx)
	defer cancel()
	resp, err := c.roundTrip(ctx, e, r)
	if err == nil && isRedirect(resp.StatusCode) {
		resp, err = c.redirect(ctx, e, r, resp)
	}
	if err == nil {
		defer resp.Body.Close()
	}
	if !inTime() {
		return &lostAnswer{context.DeadlineExceeded}
	}
	if err != nil {
		return err
	}
	if err := c.sameCluster(e, r, resp); err != nil {
		return err
	}
	resp.Body = &cappedBody{body: resp.Body, left: c.maxAnswer}
	if resp.StatusCode/100 != 2 && !r.anyStatus {
		return c.refusal(ctx, e, r, resp)
	}
	if r.wait {
		continueFrom(r, resp)
	}
	return answered(e, r, read(resp))
}

// limit bounds an exchange: the whole of it, or that of a long poll until the
// head of its answer, which comes at once. inTime, asked then, ends that limit
// and reports whether it was kept.
func (r request) limit(ctx context.Context) (limited context.Context, cancel context.CancelFunc, inTime func() bool) {
	always := func() bool { return true }
	switch {
	case r.timeout > 0:
		limited, cancel = context.WithTimeout(ctx, r.timeout)
		return limited, cancel, always
	case r.headTimeout > 0:
		limited, cancel = context.WithCancel(ctx)
		return limited, cancel, time.AfterFunc(r.headTimeout, cancel).Stop
	}
	return ctx, func() {}, always
}

// roundTrip sends the request to one endpoint.
func (c *Client) roundTrip(ctx context.Context, e endpoint, r request) (*http.Response, error) {
	c.requests.Add(1)
	resp, err := c.transport.RoundTrip(e.httpRequest(ctx, r))
	if err == nil {
		return resp, nil
	}
	var foreign *transport.NotHTTP
	var send *transport.SendError
	switch {
	case errors.As(err, &foreign):
		return nil, notHTTP(e, foreign.First)
	case errors.As(err, &send) && !send.Sent:
		return nil, &unsent{send.Err}
	case errors.As(err, &send):
		return nil, &lostAnswer{send.Err}
	case dialFailed(err):
		return nil, &unsent{err}
	}
	return nil, &lostAnswer{err}
}

// dialFailed recognises another transport's failure to connect.
func dialFailed(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// answered judges the reading of a body whose status was a success.
func answered(e endpoint, r request, err error) error {
	switch {
	case err == nil, errors.Is(err, ErrTooLarge) && !r.write():
		return err
	case errors.As(err, new(*notAnswer)) && !r.write():
		return &NotV2{Endpoint: e.String(), Status: http.StatusOK, Found: err.Error(), Advice: "check the address: another program answers there"}
	}
	return &lostAnswer{err}
}

// continueFrom makes a repeated long poll begin where this one did: a poll
// without an index starts at the index in its answer's header, and events
// after that must not be missed when the connection breaks.
func continueFrom(r request, resp *http.Response) {
	if i := index(resp.Header.Get("X-Etcd-Index")); i != nil && !r.query.Has("waitIndex") {
		r.query.Set("waitIndex", strconv.FormatUint(*i+1, 10))
	}
}

// unsent marks a failure before the first byte of the request left.
type unsent struct{ err error }

func (u *unsent) Error() string { return u.err.Error() }
func (u *unsent) Unwrap() error { return u.err }

// lostAnswer marks a failure after it.
type lostAnswer struct{ err error }

func (l *lostAnswer) Error() string { return l.err.Error() }
func (l *lostAnswer) Unwrap() error { return l.err }

func isLost(err error) bool { return errors.As(err, new(*lostAnswer)) }

// reason is the loss in the caller's terms.
func (l *lostAnswer) reason(ctx context.Context, limit time.Duration) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(l.err, context.DeadlineExceeded):
		return &noAnswer{limit}
	case errors.Is(l.err, io.EOF), errors.Is(l.err, io.ErrUnexpectedEOF):
		return errCut
	}
	return l.err
}

var errCut = errors.New("the connection was closed before the answer was complete")

// noAnswer is a write's timeout: unlike [Timeout] it says nothing about what
// was done.
type noAnswer struct{ after time.Duration }

func (n *noAnswer) Error() string { return "no answer within " + n.after.String() }
func (n *noAnswer) Unwrap() error { return context.DeadlineExceeded }

// ErrTooLarge says that an answer was larger than Config.MaxAnswer.
var ErrTooLarge = errors.New("the answer is larger than this client reads")

// cappedBody bounds what a server can make us read. Its end is final: a reader
// may put an error off that comes with bytes, and must meet it again.
type cappedBody struct {
	body io.ReadCloser
	left int64 // -1 once there was more
}

func (c *cappedBody) Read(p []byte) (int, error) {
	if c.left < 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p))-1 > c.left {
		p = p[:c.left+1] // the byte too many tells a body that is too large from one that just fits
	}
	n, err := c.body.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return n - 1, ErrTooLarge
	}
	return n, err
}

func (c *cappedBody) Close() error { return c.body.Close() }
