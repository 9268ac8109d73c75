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

// name is the user's, "" for nobody.
func (e endpoint) name() string {
	if e.user == nil {
		return ""
	}
	return e.user.Username()
}

// parseEndpoints reads the endpoints of a client.
func parseEndpoints(names []string) ([]endpoint, error) {
	if unencoded(names) {
		return nil, &Argument{"endpoint", "with a user is no URL such as " + DefaultEndpoint + PercentEncoding}
	}
	secret := strings.Contains(strings.Join(names, ","), "@")
	var all []endpoint
	for _, name := range names {
		e, err := parseEndpoint(name, secret)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// parseEndpoint reads one. If secret is set, one that cannot be parsed may be a
// part of a password, and is not shown.
func parseEndpoint(s string, secret bool) (endpoint, error) {
	full := strings.TrimSpace(s)
	if full == "" {
		return endpoint{}, &Argument{"endpoint", "is empty; it is a URL such as " + DefaultEndpoint}
	}
	if !strings.Contains(full, "://") {
		full = "http://" + full
	}
	u, err := url.Parse(full)
	shown := Redact(s, EndpointText)
	switch {
	case secret && (err != nil || u.Hostname() == "" || strings.Contains(u.EscapedPath()+u.RawQuery+u.Fragment, "@")):
		return endpoint{}, &Argument{"endpoint", "is no URL such as " + DefaultEndpoint + PercentEncoding}
	case err != nil:
		return endpoint{}, &Argument{"endpoint", fmt.Sprintf("%q is no URL such as %s", withoutPort(shown), DefaultEndpoint)}
	case u.Scheme != "http" && u.Scheme != "https":
		return endpoint{}, &Argument{"endpoint", fmt.Sprintf("%q has the scheme %q; use http or https", shown, u.Scheme)}
	case u.Hostname() == "" || strings.HasSuffix(u.Host, ":") || u.RawQuery != "" || u.Fragment != "":
		return endpoint{}, &Argument{"endpoint", fmt.Sprintf("%q is no URL such as %s", shown, DefaultEndpoint)}
	}
	base, err := CleanKey(u.Path)
	if err != nil {
		return endpoint{}, &Argument{"endpoint", fmt.Sprintf("%q has a path with . or .. in it", shown)}
	}
	if strings.Contains(base+"/", "/v2/") {
		return endpoint{}, &Argument{"endpoint", fmt.Sprintf("%q has a path of the API in it; name the server alone: %s://%s", shown, u.Scheme, u.Host)}
	}
	return endpoint{scheme: u.Scheme, host: u.Host, base: strings.TrimSuffix(base, "/"), user: u.User}, nil
}

// withoutPort leaves out what stands where the port of an endpoint should and is none: it
// may be a password whose rest is not there.
func withoutPort(s string) string {
	begin := afterScheme(s)
	host, rest, found := strings.Cut(s[begin:], ":")
	port, _, _ := strings.Cut(rest, "/")
	if !found || strings.HasPrefix(host, "[") || strings.Trim(port, "0123456789") == "" {
		return s
	}
	return s[:begin] + host + ":…"
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
	switch password, _ := e.user.Password(); {
	case r.token != "":
		req.Header.Set("Authorization", r.token)
	case e.user != nil:
		req.SetBasicAuth(e.user.Username(), password)
	}
	switch {
	case r.form != "":
		setBody(&req, "application/x-www-form-urlencoded", r.form)
	case r.json != "":
		setBody(&req, "application/json", r.json)
	}
	return req.WithContext(ctx)
}

func setBody(req *http.Request, kind, body string) {
	req.Header.Set("Content-Type", kind)
	req.Body = io.NopCloser(strings.NewReader(body))
	req.ContentLength = int64(len(body))
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
