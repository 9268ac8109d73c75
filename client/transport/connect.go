package transport

import (
	"context"
	"errors"
	"net"
	"time"
)

// attemptDelay is how long an address has for itself before the next one of the
// same host is tried beside it.
const attemptDelay = 50 * time.Millisecond

// addresses looks up where the host of a host and a port is.
func (t *Transport) addresses(ctx context.Context, hostPort string) ([]string, error) {
	host, port, err := net.SplitHostPort(hostPort)
	if err != nil {
		return nil, err
	}
	lookup := net.DefaultResolver.LookupHost
	if t.lookup != nil {
		lookup = t.lookup
	}
	hosts, err := lookup(ctx, host)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
	}
	addresses := make([]string, len(hosts))
	for i, h := range hosts {
		addresses[i] = net.JoinHostPort(h, port)
	}
	return addresses, nil
}

// firstOf opens a connection to the first of the addresses where open succeeds: one
// that is silent must not use up the time for the others. The next is tried when the
// one before has failed or has been silent for attemptDelay. The error is that of the
// first where TLS did not come about, for there is a server; else that of the first.
func firstOf(ctx context.Context, addresses []string, open func(ctx context.Context, address string) (*conn, error)) (*conn, error) {
	if len(addresses) == 1 {
		return open(ctx, addresses[0])
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // of the attempts that lost
	type attempt struct {
		n    int
		conn *conn
		err  error
	}
	ended := make(chan attempt)
	begun, failed := 0, 0
	begin := func() {
		n := begun
		begun++
		go func() {
			c, err := open(ctx, addresses[n])
			select {
			case ended <- attempt{n, c, err}:
			case <-ctx.Done():
				if err == nil {
					c.close() // it came too late, and nothing was sent on it
				}
			}
		}()
	}
	begin()
	next := time.NewTicker(attemptDelay)
	defer next.Stop()
	failures := make([]error, len(addresses))
	for failed < len(addresses) {
		select {
		case a := <-ended:
			if a.err == nil {
				return a.conn, nil
			}
			failures[a.n] = a.err
			failed++
			if begun == failed && begun < len(addresses) {
				begin()
			}
		case <-next.C:
			if begun < len(addresses) {
				begin()
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	for _, err := range failures {
		if errors.As(err, new(*HandshakeError)) {
			return nil, err
		}
	}
	return nil, failures[0]
}
