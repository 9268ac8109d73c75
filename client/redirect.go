package client

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// isRedirect reports whether an answer says that the request was not looked at
// here, and where it would be. (303 says that it was done.)
func isRedirect(resp *http.Response) bool {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return resp.Header.Get("Location") != ""
	}
	return false
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
	if resp.StatusCode != http.StatusTemporaryRedirect && resp.StatusCode != http.StatusPermanentRedirect {
		return nil, refused
	}
	sent := e.url(r)
	to, err := sent.Parse(location)
	if err != nil || to.Path != sent.Path || to.RawQuery != sent.RawQuery {
		return nil, refused
	}
	return to, refused
}

// follow sends the request where it was redirected to; from there it is not
// redirected again.
func (c *Client) follow(ctx context.Context, e endpoint, r request, to *url.URL, refused *NotV2, limit *silence) (*http.Response, error) {
	resp, err := c.roundTrip(ctx, c.endpointAt(to, e), r, limit)
	if err != nil {
		return nil, err
	}
	if isRedirect(resp) {
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
