package client

import (
	"context"
	"net/http"
	"slices"
)

// Leader asks for the member that leads, as the member which answers knows it. One
// that knows of no leader, as one that is cut off from the others, answers with
// status 503: an [*Error] whose Code is 0.
func (c *Client) Leader(ctx context.Context) (Member, error) {
	var m Member
	err := c.do(ctx, c.plainRequest(membersPath+"/leader"), func(resp *http.Response) error {
		if err := readJSON(resp.Body, &m); err != nil {
			return err
		}
		if m.ID == "" {
			return &notAnswer{"its answer names no leader"}
		}
		return nil
	})
	return m, err
}

// Only gives a client of one member alone, by its client URLs: no other one is asked
// when that fails. What this client has learned from the others, and its counts, are
// not shared. Where a URL is an endpoint of this client, its credentials are used;
// nowhere else. The error is an [*Argument] that names a URL which is none.
func (c *Client) Only(clientURLs ...string) (*Client, error) {
	endpoints, err := parseEndpoints(clientURLs)
	if err != nil {
		return nil, err
	}
	for i, e := range endpoints {
		own := slices.IndexFunc(c.endpoints, func(own endpoint) bool { return own.scheme == e.scheme && own.host == e.host })
		if own >= 0 {
			endpoints[i] = c.endpoints[own]
		}
	}
	return &Client{
		shared: &shared{
			endpoints: endpoints, timeout: c.timeout, delay: c.delay, maxAnswer: c.maxAnswer,
			idleTimeout: c.idleTimeout, turns: c.turns,
		},
		transport: c.transport, holds: c.holds, trace: c.trace, gate: c.gate,
	}, nil
}
