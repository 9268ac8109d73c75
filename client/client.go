package client

import (
	"crypto/tls"
	"net/http"
	"net/url"
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
	// User is as whom each endpoint is asked whose URL names nobody; nil means as
	// guest.
	User *url.Userinfo
	// Timeout bounds the silence in each request: how long it may take to connect,
	// to send and to get the head of the answer, and then each further piece of
	// it; so a large answer may take longer. Of a long poll it bounds the former
	// alone. 0 means DefaultTimeout.
	Timeout time.Duration
	// RetryDelay is about how long Swap steps back after it lost to another
	// client's write. 0 means DefaultRetryDelay.
	RetryDelay time.Duration
	// MaxAnswer is the largest answer in bytes that is read, and about the most
	// memory that its nodes, keys and values may take, a mebibyte at least: short
	// nodes take more than their text. 0 means DefaultMaxAnswer.
	MaxAnswer int64
	// TLS is the configuration for https endpoints, where Transport is nil; nil means
	// the defaults. [transport.Files] makes one of files.
	TLS *tls.Config
	// Transport carries the requests. nil means a [transport.Transport] of the client's
	// own. With another, a write that failed is taken as sent, unless the
	// connecting failed.
	Transport http.RoundTripper
}

// Client speaks to one cluster. It is safe for concurrent use.
type Client struct {
	*shared
	transport http.RoundTripper
	holds     func() error   // asked before each request is sent; nil when that is always allowed
	trace     func(Exchange) // is told of each request; or nil
	gate      Gate           // is passed before each request; or nil
}

// shared is what the clients of [Client.While], [Client.Traced], [Client.Gated] and
// [Client.Through] have in common.
type shared struct {
	endpoints   []endpoint
	place       place
	timeout     time.Duration
	delay       time.Duration
	maxAnswer   int64
	idleTimeout time.Duration // about how long a poll may say nothing before it is asked anew
	swaps       swapQueues
	requests    atomic.Uint64
	conflicts   atomic.Uint64
	turns       chan struct{}          // has one for each request as a user that is in flight
	answers     atomic.Uint64          // how many requests any server has answered
	silent      atomic.Bool            // no endpoint answered the last request
	newest      atomic.Uint64          // the largest index that an answer told
	commonName  atomic.Pointer[string] // of the client certificate that the last server was shown
	cluster     atomic.Pointer[string] // the id of the cluster, once an answer told it
}

// Stats counts what a client has done since it was made.
type Stats struct {
	Requests  uint64 // requests, also repeated ones and those that could not be sent
	Conflicts uint64 // compare-and-sets of Swap that lost to another write
}

// New makes a client; it does not connect yet. The error is an [*Argument]
// that names an endpoint which is no URL of a server.
func New(cfg Config) (*Client, error) {
	c := &Client{shared: &shared{turns: make(chan struct{}, MostWithUser), timeout: cfg.Timeout, delay: cfg.RetryDelay, maxAnswer: cfg.MaxAnswer, idleTimeout: idleTimeout}, transport: cfg.Transport}
	names := cfg.Endpoints
	if len(names) == 0 {
		names = []string{DefaultEndpoint}
	}
	var err error
	if c.endpoints, err = parseEndpoints(names); err != nil {
		return nil, err
	}
	for i, e := range c.endpoints {
		if e.user == nil {
			c.endpoints[i].user = cfg.User
		}
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
		c.transport = &transport.Transport{TLS: cfg.TLS}
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

// Endpoint gives the URL of the endpoint that is asked first, without credentials.
// It is the first of the Config until that one fails, then the next, and so on.
func (c *Client) Endpoint() string { return c.at(&c.place).String() }

// Timeout gives the time that each request has, as Config says.
func (c *Client) Timeout() time.Duration { return c.timeout }

// Answered reports whether any endpoint has answered a request, whatever it said.
func (c *Client) Answered() bool { return c.answers.Load() > 0 }

// Silent reports whether no endpoint answered the last request.
func (c *Client) Silent() bool { return c.silent.Load() }

// Reconfigured makes a client of another configuration for the same cluster, which
// goes on from what this one has seen of it. What [Client.While], [Client.Traced] and
// [Client.Gated] have made of this one holds for it too.
func (c *Client) Reconfigured(cfg Config) (*Client, error) {
	fresh, err := New(cfg)
	if err != nil {
		return nil, err
	}
	fresh.answers.Store(c.answers.Load())
	fresh.silent.Store(c.silent.Load())
	fresh.newest.Store(c.newest.Load())
	fresh.commonName.Store(c.commonName.Load())
	fresh.cluster.Store(c.cluster.Load())
	fresh.holds, fresh.trace, fresh.gate = c.holds, c.trace, c.gate
	return fresh, nil
}

// LastIndex gives the newest index of the store that any answer told; 0 before
// the first. It goes back when a watch finds that the store did.
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

// wentBack forgets the indexes of a store that had come to an index, and is back at
// another.
func (c *Client) wentBack(from, to uint64) {
	if newest := c.newest.Load(); newest >= from {
		c.newest.CompareAndSwap(newest, to)
	}
}

// Stats gives the counts so far.
func (c *Client) Stats() Stats {
	return Stats{Requests: c.requests.Load(), Conflicts: c.conflicts.Load()}
}

// Through gives the same client, whose requests take another way: wrap makes it of the
// one that they take so far, to which it may pass them on. What is said of a failure
// there is that of [Config]'s Transport.
func (c *Client) Through(wrap func(http.RoundTripper) http.RoundTripper) *Client {
	inner := *c
	inner.transport = wrap(c.transport)
	return &inner
}

// Close closes the connections that are idle. Requests under way go on.
func (c *Client) Close() {
	if t, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}
