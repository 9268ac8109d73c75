package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// maxRefusal bounds the body of an answer that is not a success.
const maxRefusal = 1 << 20

// keys sends a request about a key and reads etcd's answer.
func (c *Client) keys(ctx context.Context, r request) (*Response, error) {
	switch {
	case r.timeout == 0 && r.wait:
		r.headTimeout = c.timeout
	case r.timeout == 0:
		r.timeout = c.timeout
	}
	var answer *Response
	err := c.do(ctx, r, func(resp *http.Response) (err error) {
		answer, err = c.decode(r, resp, resp.Body)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// decode reads the body of the answer that resp begins.
func (c *Client) decode(r request, resp *http.Response, body io.Reader) (*Response, error) {
	answer, err := decodeResponse(body)
	if err == nil {
		err = r.answeredBy(answer)
	}
	if err != nil {
		return nil, err
	}
	answer.Meta = meta(resp)
	c.sawIndex(answer.Meta.EtcdIndex)
	return answer, nil
}

// actions are what etcd may say it did.
var actions = map[string][]string{
	http.MethodGet:    {"get"},
	http.MethodPut:    {"set", "create", "update", "compareAndSwap"},
	http.MethodPost:   {"create"},
	http.MethodDelete: {"delete", "compareAndDelete"},
}

// answeredBy reports whether an answer is one to this request: the action must
// be of its kind and the key its own. A long poll may bring any event.
func (r request) answeredBy(a *Response) error {
	if r.wait {
		return nil
	}
	if !slices.Contains(actions[r.method], a.Action) {
		return &notAnswer{fmt.Sprintf("%s was answered as if it were %q", r.method, a.Action)}
	}
	key := "/"
	if a.Node.Key != nil {
		key = *a.Node.Key
	}
	if r.root != "/keys" || key == r.key || r.method == http.MethodPost && below(key, r.key) {
		return nil
	}
	return &notAnswer{fmt.Sprintf("%s was answered with the key %q", r.name, key)}
}

// meta keeps what an answer says beside its body.
func meta(resp *http.Response) Meta {
	h := resp.Header
	m := Meta{
		Status:    resp.StatusCode,
		EtcdIndex: index(h.Get("X-Etcd-Index")),
		RaftIndex: index(h.Get("X-Raft-Index")),
		RaftTerm:  index(h.Get("X-Raft-Term")),
	}
	if id := h.Get("X-Etcd-Cluster-Id"); id != "" {
		m.ClusterID = &id
	}
	if url := h.Get("X-Leader-Peer-Url"); url != "" {
		m.Leader = &url
	}
	return m
}

// refusal makes an error of an answer that is not a success.
func (c *Client) refusal(ctx context.Context, e endpoint, r request, resp *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxRefusal))
	if err != nil {
		return &lostAnswer{err}
	}
	refused := parseRefusal(body)
	if refused == nil {
		found := c.foreign(ctx, e, r, resp, body)
		if r.write() && resp.StatusCode >= 500 {
			return &lostAnswer{found} // a proxy may have passed the write on before it gave up
		}
		return found
	}
	refused.Meta = meta(resp)
	c.sawIndex(refused.Meta.EtcdIndex)
	if r.write() && resp.StatusCode >= 500 && !strings.HasPrefix(refused.Cause, "nodePath ") {
		return &lostAnswer{refused} // the cluster, or a server behind this one, may yet do it
	}
	return refused
}

// parseRefusal reads an error's body: an object with a message, or the bare
// string of etcd 0.4. Anything else is nil.
func parseRefusal(body []byte) *Error {
	var text string
	if json.Unmarshal(body, &text) == nil && text != "" {
		return &Error{Message: text}
	}
	var refusal struct {
		ErrorCode int    `json:"errorCode"`
		Message   string `json:"message"`
		Cause     string `json:"cause"`
		Index     uint64 `json:"index"`
	}
	if json.Unmarshal(body, &refusal) != nil || refusal.Message == "" {
		return nil
	}
	return &Error{Code: Code(refusal.ErrorCode), Message: refusal.Message, Cause: refusal.Cause, Index: refusal.Index}
}

// foreign describes an answer that is none of etcd's v2 API. A server without
// the API, as etcd 3.6 is, answers 404 too: that is never "key not found".
func (c *Client) foreign(ctx context.Context, e endpoint, r request, resp *http.Response, body []byte) *NotV2 {
	n := &NotV2{Endpoint: e.String(), Status: resp.StatusCode, Found: describe(resp, body)}
	switch {
	case bytes.Contains(body, []byte("HTTP request to an HTTPS server")):
		n.Advice = "it speaks TLS: use " + endpoint{scheme: "https", host: e.host, base: e.base}.String()
	case resp.StatusCode == http.StatusNotFound && strings.HasPrefix(r.path, "/v2/"):
		n.Found, n.Advice = c.withoutV2(ctx, e, r.namespace(), n.Found)
	default:
		n.Advice = "check the address: a proxy or another program answers there"
	}
	return n
}

// withoutV2 asks a server that does not know a path below /v2 which etcd it is.
func (c *Client) withoutV2(ctx context.Context, e endpoint, namespace, found string) (what, advice string) {
	v, err := c.version(ctx, e)
	if err != nil {
		return found, "check the address: this is no etcd"
	}
	what = "etcd " + v.Server + " without " + namespace
	if namespace != "/v2/keys" && namespace != membersPath {
		return what, "it has no such namespace; the usual one is /v2/keys"
	}
	var major, minor int
	if n, err := fmt.Sscanf(v.Server, "%d.%d", &major, &minor); n == 2 && err == nil && (major > 3 || major == 3 && minor >= 6) {
		return what, "etcd 3.6 and later have no v2 API; v2 data is read with etcd 3.5 or older"
	}
	return what, "its v2 API is off: start it with --enable-v2=true (or this is its peer port: use a client URL)"
}

// describe says in a line what was answered.
func describe(resp *http.Response, body []byte) string {
	kind, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";")
	line, _, _ := strings.Cut(strings.TrimSpace(string(body)), "\n")
	found := fmt.Sprintf("it answered %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
	switch {
	case kind == "text/html":
		return found + " with a page of HTML"
	case line != "" && len(line) <= 120:
		return found + ", " + fmt.Sprintf("%q", line)
	}
	return found
}

// notHTTP tells what a server is that did not answer with HTTP/1. One that
// speaks another protocol did nothing; of any other bytes nobody knows who sent
// them, so they are a lost answer.
func notHTTP(e endpoint, first []byte) error {
	switch {
	case bytes.HasPrefix(first, []byte("\x00\x00")) && len(first) > 3 && first[3] == 4: // a SETTINGS frame of HTTP/2
		return &NotV2{Endpoint: e.String(), Found: "this port speaks gRPC only", Advice: "use a client URL of etcd's that serves HTTP"}
	case bytes.HasPrefix(first, []byte("\x15\x03")): // an alert of TLS
		return &NotV2{Endpoint: e.String(), Found: "this port speaks TLS", Advice: "use " + endpoint{scheme: "https", host: e.host, base: e.base}.String()}
	}
	return &lostAnswer{&NotV2{Endpoint: e.String(), Found: "its answer is no HTTP/1.1", Advice: "check the address: another program answers there"}}
}

func isRedirect(status int) bool {
	return status >= 300 && status < 400
}

// redirect follows a 307 or a 308, once, with the same method and body, to the
// same key on an endpoint of ours or a member of the cluster. Nothing else is
// safe: a 301 makes a read of a write for many clients, and etcd 3.5 names
// another key when it cleans a path.
func (c *Client) redirect(ctx context.Context, e endpoint, r request, resp *http.Response) (*http.Response, error) {
	resp.Body.Close()
	refused := &NotV2{
		Endpoint: e.String(), Status: resp.StatusCode,
		Found:  fmt.Sprintf("it redirects to %q", resp.Header.Get("Location")),
		Advice: "the request was not followed there; if that server is yours, name it as an endpoint",
	}
	sent, location := e.httpRequest(ctx, r).URL, resp.Header.Get("Location")
	to, err := sent.Parse(location)
	if err != nil || location == "" || resp.StatusCode != http.StatusTemporaryRedirect && resp.StatusCode != http.StatusPermanentRedirect {
		return nil, refused
	}
	if to.Path != sent.Path || to.RawQuery != sent.RawQuery || !c.trusts(ctx, e, r, to) {
		return nil, refused
	}
	resp, err = c.roundTrip(ctx, c.endpointAt(to, e), r)
	if err != nil {
		return nil, err
	}
	if isRedirect(resp.StatusCode) {
		resp.Body.Close()
		return nil, refused
	}
	return resp, nil
}

// trusts reports whether a URL is an endpoint of ours or a member's, as the
// cluster itself lists them. A list is only asked for when r is no such
// question itself.
func (c *Client) trusts(ctx context.Context, e endpoint, r request, to *url.URL) bool {
	if c.has(to) {
		return true
	}
	if r.path == membersPath {
		return false
	}
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
