package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

const membersPath = "/v2/members"

// maxPlain bounds the answer to a question that is not about keys, in bytes: a
// short text of JSON may become far more than it is.
const maxPlain = 1 << 20

func (c *Client) plainRequest(path string) request {
	return request{method: http.MethodGet, path: path, escaped: path, name: "GET " + path, timeout: c.timeout}
}

// version asks one endpoint which etcd it is.
func (c *Client) version(ctx context.Context, e endpoint) (Version, error) {
	var v Version
	err := c.ask(ctx, e, "/version", func(resp *http.Response) error { return readVersion(resp, &v) })
	return v, err
}

// members asks one endpoint for the members that it knows.
func (c *Client) members(ctx context.Context, e endpoint) ([]Member, error) {
	var members []Member
	err := c.ask(ctx, e, membersPath, func(resp *http.Response) error { return readMembers(resp, &members) })
	return members, err
}

// isMember reports whether a URL is that of a member, as the cluster itself
// lists them.
func (c *Client) isMember(ctx context.Context, e endpoint, to *url.URL) bool {
	members, err := c.members(ctx, e)
	if err != nil {
		return false
	}
	for _, m := range members {
		for _, s := range m.ClientURLs {
			if u, err := url.Parse(s); err == nil && u.Scheme == to.Scheme && u.Host == to.Host {
				return true
			}
		}
	}
	return false
}

// ask asks an endpoint about itself, to make sense of its answer to another
// request. Unlike an exchange it asks nothing further, whatever comes.
func (c *Client) ask(ctx context.Context, e endpoint, path string, read func(*http.Response) error) error {
	r := c.plainRequest(path)
	ctx, cancel, limit := r.limit(ctx)
	defer cancel()
	resp, err := c.roundTrip(ctx, e, r, limit)
	if err == nil && isRedirect(resp) {
		to, refused := redirectTarget(e, r, resp)
		if to == nil || !c.has(to) {
			return refused
		}
		resp, err = c.follow(ctx, e, r, to, refused, limit)
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if err := c.sameCluster(e, r, resp); err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		return &notAnswer{fmt.Sprintf("it answered %s with %d", path, resp.StatusCode)}
	}
	resp.Body = &cappedBody{body: resp.Body, left: c.maxAnswer, limit: limit}
	return read(resp)
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

// readJSON reads one JSON object; what is cut off is an error of the
// connection, what is no JSON a *notAnswer.
func readJSON(body io.Reader, v any) error { return readJSONUpTo(maxPlain, body, v) }

// readJSONUpTo is readJSON of so many bytes at the most.
func readJSONUpTo(limit int64, body io.Reader, v any) error {
	text, err := io.ReadAll(io.LimitReader(body, limit+1))
	switch {
	case err != nil:
		return err
	case int64(len(text)) > limit:
		return ErrTooLarge
	}
	if len(text) == 0 {
		return errEmpty
	}
	if err := json.Unmarshal(text, v); err != nil {
		return &notAnswer{"its answer is not the JSON that etcd sends"}
	}
	return nil
}
