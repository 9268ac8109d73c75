package transport

import (
	"context"
	"net"
	"time"
)

// attemptDelay is how long an address has for itself before the next one of the
// same host is tried beside it.
const attemptDelay = 50 * time.Millisecond

// connect opens a connection to the host of an address. Of a host with several
// addresses it takes the first that answers: one that is silent must not use up
// the time for the others.
func (t *Transport) connect(ctx context.Context, hostPort string) (net.Conn, error) {
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
	if len(addresses) == 1 {
		return dialTCP(ctx, addresses[0])
	}
	return firstOf(ctx, addresses)
}

func dialTCP(ctx context.Context, address string) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, "tcp", address)
}

// firstOf connects to one of the addresses. The next is tried when the one before
// has failed or has been silent for attemptDelay. The error is that of the first.
func firstOf(ctx context.Context, addresses []string) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // of the attempts that lost
	type attempt struct {
		n    int
		conn net.Conn
		err  error
	}
	ended := make(chan attempt)
	begun, failed := 0, 0
	begin := func() {
		n := begun
		begun++
		go func() {
			c, err := dialTCP(ctx, addresses[n])
			select {
			case ended <- attempt{n, c, err}:
			case <-ctx.Done():
				if err == nil {
					c.Close() // it came too late, and nothing was sent on it
				}
			}
		}()
	}
	begin()
	next := time.NewTicker(attemptDelay)
	defer next.Stop()
	var first error
	for failed < len(addresses) {
		select {
		case a := <-ended:
			if a.err == nil {
				return a.conn, nil
			}
			if failed++; a.n == 0 {
				first = a.err
			}
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
	return nil, first
}
