package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"etcd2sh/client/transport"
)

// exchange makes one attempt at one endpoint: it sends the request and reads
// the answer. Its error is an *unsent, a *lostAnswer, or what was answered.
func (c *Client) exchange(ctx context.Context, e endpoint, r request, read func(*http.Response) error) error {
	over, err := c.pass(ctx, r.key)
	if err != nil {
		return err
	}
	defer over()
	done, err := c.turn(ctx, e, r)
	if err != nil {
		return err
	}
	defer done()
	ctx, cancel, limit := r.limit(ctx)
	defer cancel()
	resp, err := c.roundTrip(ctx, e, r, limit)
	if err == nil && isRedirect(resp) {
		resp, err = c.redirect(ctx, e, r, resp, limit)
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if limit.broken(); r.timeout == 0 {
		limit.end()
	}
	if limit.exceeded.Load() { // what can be read of the body is over
		return limit.cause(context.Canceled)
	}
	body, known := resp.Body, commonName(resp.Body)
	c.showedCertificate(known)
	resp.Body = &cappedBody{body: body, left: c.maxAnswer, limit: limit}
	inTime := func(resp *http.Response) error { return limit.cause(read(resp)) }
	err = limit.cause(c.readAnswer(ctx, e, r, resp, inTime))
	if refused := (*Error)(nil); errors.As(err, &refused) {
		refused.CommonName = known
	}
	if past := (*pastAnswer)(nil); errors.As(err, &past) {
		err = &lostAnswer{c.explain(ctx, e, r, past)}
	}
	if err != nil && !errors.As(err, new(*Error)) {
		transport.Drop(body) // what comes next on this connection may not be an answer to the next request
	}
	return err
}

// readAnswer reads the answer that resp begins, be it a success or not.
func (c *Client) readAnswer(ctx context.Context, e endpoint, r request, resp *http.Response, read func(*http.Response) error) error {
	if err := c.sameCluster(e, r, resp); err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 && !r.anyStatus {
		return c.refusal(ctx, e, r, resp)
	}
	if r.wait {
		continueFrom(r, resp)
	}
	return bodyError(e, r, read(resp))
}

// redirect follows a 307 or a 308, once, with the same method and body, to the
// same key on an endpoint of ours or a member of the cluster.
func (c *Client) redirect(ctx context.Context, e endpoint, r request, resp *http.Response, limit *silence) (*http.Response, error) {
	to, refused := redirectTarget(e, r, resp)
	if to == nil || !c.has(to) && (r.path == membersPath || !c.isMember(ctx, e, to)) {
		return nil, refused
	}
	return c.follow(ctx, e, r, to, refused, limit)
}

// errNoEvent says that a poll which had begun brought no event in its time, for
// which no endpoint is to blame.
var errNoEvent = fmt.Errorf("no event came in time: %w", context.DeadlineExceeded)

// bodyError classifies the error of reading a body whose status was a success.
func bodyError(e endpoint, r request, err error) error {
	switch {
	case err == nil, errors.Is(err, ErrTooLarge) && !r.write():
		return err
	case r.wait && errors.Is(err, context.DeadlineExceeded):
		return errNoEvent
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
