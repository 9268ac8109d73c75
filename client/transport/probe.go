package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/url"
)

// SpeaksTLS finds out whether a server speaks TLS, at a host as in a URL, and which
// protocol it chooses where it can have HTTP/2: "h2", "http/1.1", or "" for no choice.
// Its certificate is not looked at, and nothing but the handshake is sent. What
// cannot be found out is false.
func (t *Transport) SpeaksTLS(ctx context.Context, host string) (protocol string, ok bool) {
	probe := &Transport{
		TLS: &tls.Config{InsecureSkipVerify: true}, Proxy: t.Proxy, lookup: t.lookup, // nothing is told that others must not hear
		protocols: []string{"h2", "http/1.1"},
	}
	u := url.URL{Scheme: "https", Host: host}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return "", false
	}
	route, proxy, err := probe.route(req)
	if err != nil {
		return "", false
	}
	c, err := probe.dial(ctx, route, proxy)
	if err != nil {
		var refused *HandshakeError
		if errors.As(err, &refused) && !refused.Proxy {
			_, ok = refused.Alert()
		}
		return "", ok
	}
	defer c.close()
	return c.conn.(*tls.Conn).ConnectionState().NegotiatedProtocol, true
}
