package client

import (
	"context"
	"errors"

	"etcd2sh/client/transport"
)

// wrongScheme finds out whether an endpoint, from which no answer ever came, speaks
// another protocol than its URL says. Etcd answers to none but its own, it hangs up.
// Where that is not certain, err stays.
func (c *Client) wrongScheme(ctx context.Context, e endpoint, err error) error {
	probe, ok := c.transport.(interface {
		SpeaksTLS(ctx context.Context, host string) (protocol string, ok bool)
	})
	if !ok || ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	e.user = nil // a question to nobody knows whom
	switch {
	case errors.As(err, new(*transport.HandshakeError)) && !errors.As(err, new(*TLSError)) && e.scheme == "https":
		plain := endpoint{scheme: "http", host: e.host, base: e.base}
		if _, failed := c.version(ctx, plain); failed == nil {
			return &unsent{&TLSError{Endpoint: e.String(), Problem: NoTLS, Found: noTLS, Err: err}}
		}
	case isLost(err):
		ctx, cancel := context.WithTimeout(ctx, c.timeout)
		defer cancel()
		switch protocol, secure := probe.SpeaksTLS(ctx, e.host); {
		case !secure || e.scheme == "https" && protocol != "h2" || !c.hangsUp(ctx, e):
		case e.scheme == "http":
			return speaksTLS(e)
		default:
			return speaksGRPC(e)
		}
	}
	return err
}

// hangsUp reports whether a server closes the connection on a harmless question too.
func (c *Client) hangsUp(ctx context.Context, e endpoint) bool {
	_, err := c.version(ctx, e)
	return isLost(err) && !errors.Is(err, context.DeadlineExceeded)
}

// speaksTLS tells of a port that serves https alone.
func speaksTLS(e endpoint) *NotV2 {
	secure := endpoint{scheme: "https", host: e.host, base: e.base}
	return &NotV2{Endpoint: e.String(), Found: "this port speaks TLS", Advice: "use " + secure.String(), TLS: true}
}

// speaksGRPC tells of a port that serves gRPC alone.
func speaksGRPC(e endpoint) *NotV2 {
	return &NotV2{Endpoint: e.String(), Found: "this port speaks gRPC only", Advice: "use a client URL of etcd's that serves HTTP"}
}
