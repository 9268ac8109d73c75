package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
)

// endpoint is one member's address.
type endpoint struct {
	scheme, host string
	base         string // the path before /v2, mostly empty
	user         *url.Userinfo
}

// String is the endpoint's URL without credentials.
func (e endpoint) String() string { return e.scheme + "://" + e.host + e.base }

func parseEndpoint(s string) (endpoint, error) {
	full := strings.TrimSpace(s)
	if full == "" {
		return endpoint{}, &Argument{"endpoint", "is empty; it is a URL such as " + DefaultEndpoint}
	}
	if !strings.Contains(full, "://") {
		full = "http://" + full
	}
	u, err := url.Parse(full)
	switch {
	case err != nil && strings.Contains(s, "@"): // a password must not be shown
		return endpoint{}, &Argument{"endpoint", "is no URL such as " + DefaultEndpoint}
	case err != nil:
		return endpoint{}, &Argument{"endpoint", fmt.Sprintf("%q is no URL such as %s", s, DefaultEndpoint)}
	case u.Scheme != "http" && u.Scheme != "https":
		return endpoint{}, &Argument{"endpoint", fmt.Sprintf("%q has the scheme %q; use http or https", u.Redacted(), u.Scheme)}
	case u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "":
		return endpoint{}, &Argument{"endpoint", fmt.Sprintf("%q is no URL such as %s", u.Redacted(), DefaultEndpoint)}
	}
	base, err := CleanKey(u.Path)
	if err != nil {
		return endpoint{}, &Argument{"endpoint", fmt.Sprintf("%q has a path with . or .. in it", u.Redacted())}
	}
	if strings.Contains(base+"/", "/v2/") {
		return endpoint{}, &Argument{"endpoint", fmt.Sprintf("%q has a path of the API in it; name the server alone: %s://%s", u.Redacted(), u.Scheme, u.Host)}
	}
	return endpoint{scheme: u.Scheme, host: u.Host, base: strings.TrimSuffix(base, "/"), user: u.User}, nil
}

// url is where a request goes at this endpoint.
func (e endpoint) url(r request) *url.URL {
	u := &url.URL{Scheme: e.scheme, Host: e.host, Path: e.base + r.path, RawQuery: r.query.Encode()}
	if e.base+r.escaped != u.Path {
		u.RawPath = (&url.URL{Path: e.base}).EscapedPath() + r.escaped
	}
	return u
}

// httpRequest builds what is sent to this endpoint. Each request is built
// anew: a body can be read only once.
func (e endpoint) httpRequest(ctx context.Context, r request) *http.Request {
	req := http.Request{
		Method: r.method, URL: e.url(r), Host: e.host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"User-Agent": {"etcd2sh"}},
	}
	if e.user != nil {
		password, _ := e.user.Password()
		req.SetBasicAuth(e.user.Username(), password)
	}
	if r.form != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Body = io.NopCloser(strings.NewReader(r.form))
		req.ContentLength = int64(len(r.form))
	}
	return req.WithContext(ctx)
}

// place is which of a client's endpoints is asked first. It moves to the next one
// where that failed. It is safe for concurrent use.
type place struct{ index atomic.Int32 }

// at gives the endpoint of a place.
func (c *Client) at(p *place) endpoint { return c.endpoints[p.index.Load()] }

// leave moves a place on from endpoint i, unless another request has done so.
func (c *Client) leave(p *place, i int) {
	p.index.CompareAndSwap(int32(i), int32((i+1)%len(c.endpoints)))
}

// order gives the endpoints as they are to be tried: that of the place first, then
// the others in their order.
func (c *Client) order(p *place) []int {
	n := len(c.endpoints)
	first := int(p.index.Load())
	order := make([]int, n)
	for i := range order {
		order[i] = (first + i) % n
	}
	return order
}

// has reports whether a URL leads to one of the client's own endpoints.
func (c *Client) has(u *url.URL) bool {
	return slices.ContainsFunc(c.endpoints, func(e endpoint) bool { return e.scheme == u.Scheme && e.host == u.Host })
}
