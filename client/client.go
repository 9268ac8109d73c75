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
	"time"

	"etcd2sh/client/transport"
)

// The defaults of [Config].
const (
	DefaultEndpoint   = "http://127.0.0.1:2379"
	DefaultTimeout    = 2 * time.Second
	DefaultRetryDelay = 2 * time.Millisecond
	DefaultMaxAnswer  = 512 << 20
)

// Config says which cluster to speak to, and how. The zero Config is usable.
type Config struct {
	// Endpoints are the URLs of members of one cluster; host:port means http.
	// None means DefaultEndpoint. A user and a password in a URL are used for
	// that endpoint alone.
	Endpoints []string
	// Timeout bounds each request, the connecting included; a long poll only
	// until the head of its answer. 0 means DefaultTimeout.
	Timeout time.Duration
	// RetryDelay is about how long Swap steps back after it lost to another
	// client's write. 0 means DefaultRetryDelay.
	RetryDelay time.Duration
	// MaxAnswer is the largest answer in bytes that is read. 0 means
	// DefaultMaxAnswer.
	MaxAnswer int64
	// Transport carries the requests. nil means a [transport.Transport] of the client's
	// own. With another, a write that failed is taken as sent, unless the
	// connecting failed.
	Transport http.RoundTripper
}

// Client speaks to one cluster. It is safe for concurrent use.
type Client struct {
	endpoints []endpoint
	pinned    atomic.Int32 // the endpoint that answered last, tried first
	timeout   time.Duration
	delay     time.Duration
	maxAnswer int64
	silence   time.Duration // about how long a poll may say nothing before it is asked anew
	transport http.RoundTripper
	swaps     swapQueues
	requests  atomic.Uint64
	conflicts atomic.Uint64
	newest    atomic.Uint64          // the largest index that an answer told
	cluster   atomic.Pointer[string] // the id of the cluster, once an answer told it
}

// Stats counts what a client has done since it was made.
type Stats struct {
	Requests  uint64 // requests, also repeated ones and those that could not be sent
	Conflicts uint64 // compare-and-sets of Swap that lost to another write
}

// New makes a client; it does not connect yet. The error is an [*Argument]
// that names an endpoint which is no URL of a server.
func New(cfg Config) (*Client, error) {
	c := &Client{timeout: cfg.Timeout, delay: cfg.RetryDelay, maxAnswer: cfg.MaxAnswer, silence: silence, transport: cfg.Transport}
	names := cfg.Endpoints
	if len(names) == 0 {
		names = []string{DefaultEndpoint}
	}
	for _, name := range names {
		e, err := parseEndpoint(name)
		if err != nil {
			return nil, err
		}
		c.endpoints = append(c.endpoints, e)
	}
	if c.timeout <= 0 {
		c.timeout = DefaultTimeout
	}
	if c.delay <= 0 {
		c.delay = DefaultRetryDelay
	}
	if c.maxAnswer <= 0 {
		c.maxAnswer = DefaultMaxAnswer
	}
	if c.transport == nil {
		c.transport = &transport.Transport{}
	}
	return c, nil
}

// Endpoints gives the URLs in the order of the Config, without credentials.
func (c *Client) Endpoints() []string {
	urls := make([]string, len(c.endpoints))
	for i, e := range c.endpoints {
		urls[i] = e.String()
	}
	return urls
}

// Endpoint gives the URL of the endpoint that answered last, or of the first,
// without credentials.
func (c *Client) Endpoint() string { return c.endpoints[c.pinned.Load()].String() }

// LastIndex gives the newest index of the store that any answer told; 0 before
// the first.
func (c *Client) LastIndex() uint64 { return c.newest.Load() }

// sawIndex keeps the newest index.
func (c *Client) sawIndex(i *uint64) {
	for i != nil {
		newest := c.newest.Load()
		if *i <= newest || c.newest.CompareAndSwap(newest, *i) {
			return
		}
	}
}

// Stats gives the counts so far.
func (c *Client) Stats() Stats {
	return Stats{Requests: c.requests.Load(), Conflicts: c.conflicts.Load()}
}

// Close closes the connections that are idle. Requests under way go on.
func (c *Client) Close() {
	if t, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

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

// order gives the endpoints as they are to be tried: the one that answered
// last first, then the others in their order.
func (c *Client) order() []int {
	n := len(c.endpoints)
	first := int(c.pinned.Load())
	order := make([]int, n)
	for i := range order {
		order[i] = (first + i) % n
	}
	return order
}

// httpRequest builds what is sent to this endpoint. Each request is built
// anew: a body can be read only once.
func (e endpoint) httpRequest(ctx context.Context, r request) *http.Request {
	u := &url.URL{Scheme: e.scheme, Host: e.host, Path: e.base + r.path, RawQuery: r.query.Encode()}
	if e.base+r.escaped != u.Path {
		u.RawPath = (&url.URL{Path: e.base}).EscapedPath() + r.escaped
	}
	req := http.Request{
		Method: r.method, URL: u, Host: e.host,
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

// has reports whether a URL leads to one of the client's own endpoints.
func (c *Client) has(u *url.URL) bool {
	return slices.ContainsFunc(c.endpoints, func(e endpoint) bool { return e.scheme == u.Scheme && e.host == u.Host })
}
