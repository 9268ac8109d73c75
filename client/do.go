package client

// The way of a request, which is a value of request.go. Each of these files calls
// only those behind it:
//
//	keys.go, cluster.go, member.go       an operation about keys, and about the cluster
//	json.go, post.go                     one about anything else
//	history.go                           a search in the history
//	watch_poll.go                        a poll of a watch
//	slash.go                             a directory that is refused, asked for with a slash
//	do.go                                which endpoints are tried
//	exchange.go                          one attempt at one of them
//	gate.go, turn.go                     when it may begin
//	refusal.go                           an answer that is not a success
//	past_answer.go                       an answer from before the request
//	scheme.go                            whether an endpoint that hangs up speaks another protocol
//	quorum.go                            whether one that did not answer is there all the same
//	ask.go                               what must be asked to understand an answer
//	redirect.go                          the rule for 307 and 308
//	ahead.go                             which reads are sent before their turn
//	send.go, endpoint.go                 the HTTP request
//	tls.go                               what is wrong with the TLS
//	trace.go                             who is told of it, and of what came
//	while.go                             whether it may be sent
//	silence.go                           how long there may be no sign of the answer
//	answer.go, decode.go                 what an answer says
//	listing_decode.go                    the same, kept as a Listing: listing.go, texts.go
//	written.go                           whether it can be the answer to that write
//	status.go                            what an HTTP status says
//	outcome.go                           what became of the request
//	network.go                           what the network says, in plain words

import (
	"cmp"
	"context"
	"errors"
	"net/http"
)

// do sends a request and hands its answer to read: the one funnel through
// which everything goes. Endpoints are tried in turn. A read goes on to the
// next when no answer came; a write only while not a byte of it was sent.
func (c *Client) do(ctx context.Context, r request, read func(*http.Response) error) error {
	answers := c.answers.Load()
	failed := &Unreachable{Before: answers > 0}
	place := cmp.Or(r.place, &c.place)
	order := c.order(place)
	for _, i := range order {
		e := c.endpoints[i]
		err := c.exchange(ctx, e, r, read)
		if isLost(err) && !r.write() && ctx.Err() == nil && !errors.Is(err, context.DeadlineExceeded) {
			err = c.exchange(ctx, e, r, read) // the connection broke: the server may well be there
		}
		if err == nil {
			return nil
		}
		if answers == 0 {
			err = c.wrongScheme(ctx, e, err)
		}
		if ctx.Err() != nil { // the caller ended it, for no reason of this endpoint's
			return outcomeOf(ctx, r, err)
		}
		next := r.mayFailOver(err)
		if c.answers.Load() == answers && !errors.As(err, new(*denied)) && !errors.As(err, new(*NotV2)) && !errors.As(err, new(*TLSError)) {
			c.silent.Store(true)
		}
		if next || isLost(err) || errors.As(err, new(*NotV2)) { // whoever asks next shall not wait for a server that hangs, nor meet one that is no etcd
			c.leave(place, i)
		}
		if !next {
			c.nameNext(place, r, err)
			return outcomeOf(ctx, r, err)
		}
		failed.Endpoints = append(failed.Endpoints, EndpointError{Endpoint: e.String(), Err: outcomeOf(ctx, r, err)})
	}
	err := failed.summary()
	if err == error(failed) {
		c.sound(ctx, failed, order)
	}
	return err
}

// nameNext has the error of a write that met no etcd, and was done nowhere, tell where
// it may be sent again.
func (c *Client) nameNext(place *place, r request, err error) {
	if foreign := (*NotV2)(nil); r.write() && !isLost(err) && len(c.endpoints) > 1 && errors.As(err, &foreign) {
		foreign.Undone, foreign.Next = r.name, c.at(place).String()
	}
}

// mayFailOver reports whether another endpoint may be asked after err.
func (r request) mayFailOver(err error) bool {
	if r.write() {
		return errors.As(err, new(*unsent))
	}
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal.Code == ErrRaftInternal || refusal.Code == RPCUnavailable
	}
	return !errors.As(err, new(*OtherCluster)) && !errors.As(err, new(*denied)) && !errors.Is(err, errNoEvent)
}

// summary is the error for a request that no endpoint served. Where all ended
// alike in a timeout, a refusal, a denial, a problem of TLS or an answer that is
// none of v2's, or there was one endpoint only, that says more.
func (u *Unreachable) summary() error {
	timeouts, refusals, denials := 0, 0, 0
	problems, foreign := map[TLSProblem]int{}, map[string]int{}
	for _, e := range u.Endpoints {
		var other *NotV2
		var insecure *TLSError
		switch {
		case errors.As(e.Err, &other) && other.Denied():
			denials++
		case errors.As(e.Err, new(*Timeout)):
			timeouts++
		case errors.As(e.Err, new(*Error)):
			refusals++
		case errors.As(e.Err, &insecure):
			problems[insecure.Problem]++
		case other != nil:
			foreign[other.Found]++
		}
	}
	n, last := len(u.Endpoints), u.Endpoints[len(u.Endpoints)-1].Err
	alike := max(timeouts, refusals, denials)
	for _, count := range problems {
		alike = max(alike, count)
	}
	for _, count := range foreign {
		alike = max(alike, count)
	}
	if alike == n || n == 1 && (errors.As(last, new(*NotV2)) || errors.Is(last, ErrTooLarge)) {
		return last
	}
	return u
}
