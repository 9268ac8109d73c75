package client

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
)

// Version is what a server says of itself and its cluster at /version.
type Version struct {
	Server  string `json:"etcdserver"`
	Cluster string `json:"etcdcluster"` // "not_decided" in a cluster's first moments
}

// Health is the state of one endpoint.
type Health struct {
	Endpoint string // its URL, without credentials
	Healthy  bool
	Reason   string // why not, as far as it is known
}

// Member is a member of the cluster; one that has not started yet has no name
// and no client URLs.
type Member struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	PeerURLs   []string `json:"peerURLs"`
	ClientURLs []string `json:"clientURLs"`
}

const membersPath = "/v2/members"

func (c *Client) plainRequest(path string) request {
	return request{method: http.MethodGet, path: path, escaped: path, name: "GET " + path, timeout: c.timeout}
}

// Version asks the first endpoint that answers.
func (c *Client) Version(ctx context.Context) (Version, error) {
	var v Version
	err := c.do(ctx, c.plainRequest("/version"), func(resp *http.Response) error { return readVersion(resp, &v) })
	return v, err
}

func (c *Client) version(ctx context.Context, e endpoint) (Version, error) {
	var v Version
	r := c.plainRequest("/version")
	err := c.exchange(ctx, e, r, func(resp *http.Response) error { return readVersion(resp, &v) })
	return v, err
}

func readVersion(resp *http.Response, v *Version) error {
	if err := readJSON(resp.Body, v); err != nil {
		return err
	}
	if v.Server == "" {
		return &notAnswer{"it answered /version without etcd's version"}
	}
	return nil
}

// Members lists the cluster's members, as the first endpoint that answers
// knows them.
func (c *Client) Members(ctx context.Context) ([]Member, error) {
	var members []Member
	err := c.do(ctx, c.plainRequest(membersPath), func(resp *http.Response) error { return readMembers(resp, &members) })
	return members, err
}

func (c *Client) members(ctx context.Context, e endpoint) ([]Member, error) {
	var members []Member
	r := c.plainRequest(membersPath)
	err := c.exchange(ctx, e, r, func(resp *http.Response) error { return readMembers(resp, &members) })
	return members, err
}

func readMembers(resp *http.Response, members *[]Member) error {
	var list struct {
		Members []Member `json:"members"`
	}
	if err := readJSON(resp.Body, &list); err != nil {
		return err
	}
	*members = list.Members
	return nil
}

// sameCluster holds an answer's cluster id against the first that was seen,
// where there are several endpoints: one of them may be a stranger's. A
// write that another cluster answered may have happened there.
func (c *Client) sameCluster(e endpoint, r request, resp *http.Response) error {
	id := resp.Header.Get("X-Etcd-Cluster-Id")
	if len(c.endpoints) == 1 || id == "" || c.cluster.CompareAndSwap(nil, &id) {
		return nil
	}
	want := *c.cluster.Load()
	if id == want {
		return nil
	}
	other := &OtherCluster{Endpoint: e.String(), ID: id, Want: want}
	if r.write() {
		return &lostAnswer{other}
	}
	return other
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
		h.Reason = settle(ctx, r, err).Error()
	}
	return h
}

// readJSON reads one JSON object; what is cut off is an error of the
// connection, what is no JSON a *notAnswer.
func readJSON(body io.Reader, v any) error {
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v); err != nil {
		return &notAnswer{"its answer is not the JSON that etcd sends"}
	}
	return nil
}
