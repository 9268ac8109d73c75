//go:build unix

package transport_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"etcd2sh/client/transport"
)

// resolving gives a host name some addresses.
func resolving(addresses ...string) func(context.Context, string) ([]string, error) {
	return func(context.Context, string) ([]string, error) { return addresses, nil }
}

// TestAddresses: a host is there if one of its addresses is, whatever the others do,
// within the time that one of them would have used up alone.
func TestAddresses(t *testing.T) {
	t.Parallel()
	url, count := serve(t, func(int, *http.Request, string) string { return text("done") })
	_, port, err := net.SplitHostPort(strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	silentAddress(t, "127.0.0.2:"+port)
	const silent, refusing, there = "127.0.0.2", "127.0.0.3", "127.0.0.1"
	for _, hosts := range [][]string{{silent, there}, {there, silent}, {refusing, there}, {silent, refusing, there}, {refusing, silent, silent, there}} {
		tr := newTransport(t)
		tr.SetLookup(resolving(hosts...))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		got, err := do(tr, ctx, "PUT", "http://etcd.test:"+port, "v")
		cancel()
		if err != nil || got != "done" {
			t.Errorf("%v: got %q, %v, want it done", hosts, got, err)
		}
	}
	if got := count.Load(); got < 5 {
		t.Errorf("got %d connections, want one for each", got)
	}
}

// TestNoAddress: where no address serves, nothing was sent, and the reason is that of the
// first address, or the end of the time.
func TestNoAddress(t *testing.T) {
	t.Parallel()
	addr := silentAddress(t, "127.0.0.1:0")
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	for want, try := range map[error]struct {
		hosts []string
		limit time.Duration
	}{
		syscall.ECONNREFUSED:     {[]string{"127.0.0.3", "127.0.0.4"}, time.Minute},
		context.DeadlineExceeded: {[]string{"127.0.0.3", "127.0.0.1", "127.0.0.4"}, 300 * time.Millisecond},
	} {
		tr, hosts := newTransport(t), try.hosts
		tr.SetLookup(resolving(hosts...))
		ctx, cancel := context.WithTimeout(t.Context(), try.limit)
		_, err := do(tr, ctx, "PUT", "http://etcd.test:"+port, "v")
		cancel()
		if !errors.Is(err, want) || slices.Contains(hosts, "127.0.0.1") != errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v: got %v, want %v", hosts, err, want)
		}
		wantSent(t, err, false)
	}
}

// TestHandshakeAtAddresses: where TLS with one address of a host does not come about,
// or hangs, the next one is asked; where it does with none, that is the reason, though
// another address does not answer at all.
func TestHandshakeAtAddresses(t *testing.T) {
	t.Parallel()
	server, asked := asking(t, tls.NoClientCert, false)
	address := server.Listener.Addr().(*net.TCPAddr)
	at := func(host string, serve func(net.Conn)) {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(address.Port)))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		go func() {
			for c, err := l.Accept(); err == nil; c, err = l.Accept() {
				t.Cleanup(func() { c.Close() })
				go serve(c)
			}
		}()
	}
	old := &tls.Config{Certificates: server.TLS.Certificates, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11} // which no client takes
	const failing, hanging, ending, refusing, there = "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.1"
	at(failing, func(c net.Conn) {
		tls.Server(c, old).Handshake()
		c.Close()
	})
	at(hanging, func(net.Conn) {})
	at(ending, func(c net.Conn) { c.Close() })
	url := fmt.Sprintf("https://example.com:%d/k", address.Port)
	put := func(hosts ...string) error {
		tr := newTransport(t)
		tr.TLS = &tls.Config{RootCAs: roots(server)}
		tr.SetLookup(resolving(hosts...))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := do(tr, ctx, "PUT", url, "v")
		return err
	}
	for _, hosts := range [][]string{{failing, there}, {hanging, there}, {ending, there}, {refusing, ending, failing, there}, {there, failing}} {
		if err := put(hosts...); err != nil {
			t.Errorf("%v: %v, want it done", hosts, err)
		}
	}
	if got := asked(); len(got) != 5 {
		t.Errorf("the server was asked %q, want each PUT once", got)
	}
	for _, hosts := range [][]string{{failing, refusing}, {refusing, failing}} {
		err := put(hosts...)
		var handshake *transport.HandshakeError
		if !errors.As(err, &handshake) {
			t.Errorf("%v: got %v, want it to be TLS", hosts, err)
		}
		wantSent(t, err, false)
	}
}
