package client_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"

	"etcd2sh/client"
)

// failing is a transport whose every request ends in an error.
type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

// TestNetworkErrors: what the network said is told in plain words, without addresses
// that are told already, and can be decided on as before.
func TestNetworkErrors(t *testing.T) {
	t.Parallel()
	address := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 2379}
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Addr: address, Err: err} }
	call := func(errno syscall.Errno) error { return os.NewSyscallError("connect", errno) }
	for want, err := range map[string]error{
		"connection refused":                       dial(call(syscall.ECONNREFUSED)),
		"network is unreachable":                   dial(call(syscall.ENETUNREACH)),
		"proxy p:3128: connection refused":         fmt.Errorf("proxy p:3128: %w", dial(call(syscall.ECONNREFUSED))),
		"there is no host etcd.test":               dial(&net.DNSError{Name: "etcd.test", Server: "127.0.0.53:53", Err: "no such host", IsNotFound: true}),
		"the host h could not be looked up: worse": dial(&net.DNSError{Name: "h", Server: "127.0.0.53:53", Err: "worse"}),
	} {
		c, failed := client.New(client.Config{Endpoints: []string{"http://a:1"}, Transport: failing{err}})
		if failed != nil {
			t.Fatal(failed)
		}
		_, got := c.Get(t.Context(), "k", client.GetOptions{})
		if want := "no endpoint served the request: http://a:1: " + want; got == nil || got.Error() != want || !errors.Is(got, err) {
			t.Errorf("got %v, want %s", got, want)
		}
	}
	reset := &net.OpError{Op: "read", Net: "tcp", Source: address, Addr: address, Err: os.NewSyscallError("read", syscall.ECONNRESET)}
	c, err := client.New(client.Config{Endpoints: []string{"http://a:1"}, Transport: failing{reset}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Set(t.Context(), "k", "v", client.SetOptions{})
	if want := "PUT /k was sent, but whether it happened is not known: connection reset by peer"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
