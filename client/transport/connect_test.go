//go:build unix

package transport_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
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
