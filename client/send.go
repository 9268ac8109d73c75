package client

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"

	"etcd2sh/client/transport"
)

// roundTrip sends the request to one endpoint, within the limit of its silence.
func (c *Client) roundTrip(ctx context.Context, e endpoint, r request, limit *silence) (*http.Response, error) {
	if c.trace == nil {
		resp, err := c.send(ctx, e, r)
		return resp, limit.cause(err)
	}
	x := newExchange(e, r)
	resp, err := c.send(ctx, e, r)
	if err = limit.cause(err); err != nil {
		c.trace(x.failed(err))
		return nil, err
	}
	resp.Body = &tracedBody{body: resp.Body, limit: limit, tell: func(b *tracedBody) {
		c.trace(x.answered(resp, b))
	}}
	return resp, nil
}

// send sends the request, if it may be sent.
func (c *Client) send(ctx context.Context, e endpoint, r request) (*http.Response, error) {
	if err := c.allowed(); err != nil {
		return nil, err
	}
	c.requests.Add(1)
	resp, err := c.transport.RoundTrip(e.httpRequest(ctx, r))
	if err == nil {
		c.answers.Add(1)
		c.silent.Store(false)
		return resp, nil
	}
	var other *transport.NotHTTP
	var send *transport.SendError
	var handshake *transport.HandshakeError
	if errors.As(err, &handshake) {
		if failed := tlsError(e, handshake); failed != nil {
			return nil, &unsent{failed}
		}
	}
	switch {
	case errors.As(err, &other):
		return nil, notHTTP(e, other.First)
	case errors.As(err, &send) && !send.Sent:
		return nil, &unsent{send.Err}
	case errors.As(err, &send):
		return nil, &lostAnswer{send.Err}
	case dialFailed(err):
		return nil, &unsent{err}
	}
	return nil, &lostAnswer{err}
}

// dialFailed recognises another transport's failure to connect.
func dialFailed(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// notHTTP tells what a server is that did not answer with HTTP/1. One that
// speaks another protocol did nothing; of any other bytes nobody knows who sent
// them, so they are a lost answer.
func notHTTP(e endpoint, first []byte) error {
	switch {
	case bytes.HasPrefix(first, []byte("\x00\x00")) && len(first) > 3 && first[3] == 4: // a SETTINGS frame of HTTP/2
		return speaksGRPC(e)
	case bytes.HasPrefix(first, []byte("\x15\x03")): // an alert of TLS
		return speaksTLS(e)
	}
	return &lostAnswer{&NotV2{Endpoint: e.String(), Found: "its answer is no HTTP/1.1", Advice: "check the address: another program answers there"}}
}
