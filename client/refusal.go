package client

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// maxRefusal bounds the body of an answer that is not a success: it may repeat the
// value that was compared with and the one that was there, six bytes for each.
const maxRefusal = 2*6*MaxBody + 4<<10

// refusal makes an error of an answer that is not a success. A write may have been
// done all the same, unless that answer proves that it was not.
func (c *Client) refusal(ctx context.Context, e endpoint, r request, resp *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(resp.Body, min(maxRefusal, c.maxAnswer)))
	if err != nil {
		return &lostAnswer{err}
	}
	refused := parseRefusal(body)
	proven := notDone(resp.StatusCode, refused, body)
	if refused == nil || refused.Code == 0 && r.root != "" && (!proven || isGateway(resp.StatusCode)) {
		err = c.notV2(ctx, e, r, resp, body)
	} else {
		refused.Meta, refused.User = meta(resp), e.name()
		if err := r.refusedBy(refused); err != nil {
			return &lostAnswer{err}
		}
		c.sawIndex(refused.Meta.EtcdIndex)
		err = refused
	}
	if proven || !r.write() {
		return err
	}
	return &lostAnswer{err}
}

// parseRefusal reads an error's body: an object with a message, or the bare
// string of etcd 0.4. Anything else is nil. The gateway's code takes the place of v2's.
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
		RPCCode   int    `json:"code"`
	}
	if json.Unmarshal(body, &refusal) != nil || refusal.Message == "" {
		return nil
	}
	return &Error{Code: Code(cmp.Or(refusal.ErrorCode, refusal.RPCCode)), Message: refusal.Message, Cause: refusal.Cause, Index: refusal.Index}
}

// notV2 describes an answer that is none of etcd's v2 API. A server without
// the API, as etcd 3.6 is, answers 404 too: that is never "key not found".
func (c *Client) notV2(ctx context.Context, e endpoint, r request, resp *http.Response, body []byte) *NotV2 {
	n := &NotV2{Endpoint: e.String(), Status: resp.StatusCode, Found: describe(resp, body)}
	switch {
	case bytes.Contains(body, []byte("HTTP request to an HTTPS server")), bytes.Contains(body, []byte("HTTP request was sent to HTTPS port")): // Go's, nginx's
		n.TLS, n.Advice = true, "it speaks TLS: use "+endpoint{scheme: "https", host: e.host, base: e.base}.String()
	case resp.StatusCode == http.StatusNotFound && strings.HasPrefix(r.path, "/v2/") && string(bytes.TrimSpace(body)) == unrouted:
		n.Found, n.Advice = c.withoutV2(ctx, e, r, n.Found)
	default:
		n.Advice = adviceFor(resp.StatusCode)
	}
	return n
}

// unrouted is what etcd answers, with 404, where it has nothing at a path. Any other
// 404 is of somebody between.
const unrouted = "404 page not found"

// withoutV2 asks a server that does not know a path below /v2 which etcd it is.
func (c *Client) withoutV2(ctx context.Context, e endpoint, r request, found string) (what, advice string) {
	v, err := c.version(ctx, e)
	if err != nil {
		return found, "check the address: this is no etcd"
	}
	what = "etcd " + v.Server + " without " + r.namespace()
	if r.root != "" && r.namespace() != "/v2/keys" {
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
