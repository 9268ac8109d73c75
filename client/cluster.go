package client

import (
	"cmp"
	"context"
	"net/http"
)

// Version is what a server says of itself and its cluster at /version.
type Version struct {
	Server  string `json:"etcdserver"`  // as "3.5.21"
	Cluster string `json:"etcdcluster"` // "not_decided" in a cluster's first moments
}

// Health is the state of one endpoint.
type Health struct {
	Endpoint string // its URL, without credentials
	Healthy  bool   // it answered, and said so
	Reason   string // why not, as far as it is known
}

// Member is a member of the cluster; one that has not started yet has no name
// and no client URLs.
type Member struct {
	ID         string   `json:"id"`         // in hexadecimal
	Name       string   `json:"name"`       // empty before its first start
	PeerURLs   []string `json:"peerURLs"`   // where the other members reach it
	ClientURLs []string `json:"clientURLs"` // where clients do; none before its first start
}

// Label is what a person calls the member: its name, or its ID before it has started.
func (m Member) Label() string { return cmp.Or(m.Name, m.ID) }

// Version asks the first endpoint that answers.
func (c *Client) Version(ctx context.Context) (Version, error) {
	var v Version
	err := c.do(ctx, c.plainRequest("/version"), func(resp *http.Response) error { return readVersion(resp, &v) })
	return v, err
}

// Members lists the cluster's members, as the first endpoint that answers
// knows them.
func (c *Client) Members(ctx context.Context) ([]Member, error) {
	var members []Member
	err := c.do(ctx, c.plainRequest(membersPath), func(resp *http.Response) error { return readMembers(resp, &members) })
	return members, err
}

// Health asks every endpoint in turn. An endpoint that cannot be reached is
// not healthy; that is no error.
func (c *Client) Health(ctx context.Context) []Health {
	all := make([]Health, len(c.endpoints))
	for i, e := range c.endpoints {
		all[i] = c.health(ctx, e)
	}
	return all
}

func (c *Client) health(ctx context.Context, e endpoint) Health {
	var said struct {
		Health string `json:"health"`
		Reason string `json:"reason"`
	}
	r := c.plainRequest("/health")
	r.anyStatus = true // 503 when it is not healthy
	err := c.exchange(ctx, e, r, func(resp *http.Response) error { return readJSON(resp.Body, &said) })
	h := Health{Endpoint: e.String(), Healthy: err == nil && said.Health == "true", Reason: said.Reason}
	if err != nil {
		h.Reason = outcomeOf(ctx, r, err).Error()
	}
	return h
}
