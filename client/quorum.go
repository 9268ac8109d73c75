package client

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// soundingTime bounds the question whether an endpoint is there, which a member answers
// from what it has.
const soundingTime = time.Second

// sound finds out of the endpoints that gave no answer to a request in time, where not
// all ended so, which of them answer a question that needs no quorum. The endpoints of u
// stand in this order.
func (c *Client) sound(ctx context.Context, u *Unreachable, order []int) {
	var asked sync.WaitGroup
	for i := range u.Endpoints {
		if at := &u.Endpoints[i]; errors.As(at.Err, new(*Timeout)) {
			asked.Go(func() { at.Answers, at.Leaderless = c.answersPlainly(ctx, c.endpoints[order[i]]) })
		} else {
			at.Answers = errors.As(at.Err, new(*Error))
		}
	}
	asked.Wait()
}

// answersPlainly reports whether an endpoint answers what needs no quorum, and whether it
// says then that it knows of no leader.
func (c *Client) answersPlainly(ctx context.Context, e endpoint) (answers, leaderless bool) {
	ctx, cancel := context.WithTimeout(ctx, min(c.timeout, soundingTime))
	defer cancel()
	if _, err := c.version(ctx, e); err != nil {
		return false, false
	}
	r := c.plainRequest(membersPath + "/leader")
	r.anyStatus = true
	err := c.exchange(ctx, e, r, func(resp *http.Response) error {
		leaderless = resp.StatusCode == http.StatusServiceUnavailable
		return nil
	})
	return true, err == nil && leaderless
}
