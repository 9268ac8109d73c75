package client

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

func isRedirect(status int) bool {
	return status >= 300 && status < 400
}

// redirect follows a 307 or a 308, once, with the same method and body, to the
// same key on an endpoint of ours or a member of the cluster.
func (c *Client) redirect(ctx context.Context, e endpoint, r request, resp *http.Response) (*http.Response, error) {
	to, refused := redirectTarget(e, r, resp)
	if to == nil || !c.has(to) && (r.path == membersPath || !c.isMember(ctx, e, to)) {
		return nil, refused
	}
	return c.follow(ctx, e, r, to, refused)
}

// redirectTarget is where an answer sends its request, if the request would be
// the same there, and the error for one that is not followed. Nothing else is
// safe: a 301 makes a read of a write for many clients, and etcd 3.5 names
// another key when it cleans a path.
func redirectTarget(e endpoint, r request, resp *http.Response) (to *url.URL, refused *NotV2) {
	resp.Body.Close()
	location := resp.Header.Get("Location")
	refused = &NotV2{
		Endpoint: e.String(), Status: resp.StatusCode,
		Found:  fmt.Sprintf("it redirects to %q", location),
		Advice: "the request was not followed there; if that server is yours, name it as an endpoint",
	}
	if location == "" || resp.StatusCode != http.StatusTemporaryRedirect && resp.StatusCode != http.StatusPermanentRedirect {
		return nil, refused
	}
	sent := e.url(r)
	to, err := sent.Parse(location)
	if err != nil || to.Path != sent.Path || to.RawQuery != sent.RawQuery {
		return nil, refused
	}
	return to, refused
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

// follow sends the request where it was redirected to; from there it is not
// redirected again.
func (c *Client) follow(ctx context.Context, e endpoint, r request, to *url.URL, refused *NotV2) (*http.Response, error) {
	resp, err := c.roundTrip(ctx, c.endpointAt(to, e), r)
	if err != nil {
		return nil, err
	}
	if isRedirect(resp.StatusCode) {
		resp.Body.Close()
		return nil, refused
	}
	return resp, nil
}

// endpointAt is the endpoint that a redirect leads to: one of ours with its
// own credentials, or a member without any.
func (c *Client) endpointAt(to *url.URL, from endpoint) endpoint {
	for _, e := range c.endpoints {
		if e.scheme == to.Scheme && e.host == to.Host {
			return endpoint{scheme: e.scheme, host: e.host, base: from.base, user: e.user}
		}
	}
	return endpoint{scheme: to.Scheme, host: to.Host, base: from.base}
}
