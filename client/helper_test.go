package client_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/transport"
)

// realClient is a client of an etcd whose store is empty.
func realClient(t testing.TB) *client.Client {
	t.Helper()
	endpoint, _ := sandboxtest.Server(t)
	return clienttest.Client(t, endpoint)
}

// wantValue checks what the store holds; want nil is a missing key.
func wantValue(t testing.TB, c *client.Client, key string, want *string) {
	t.Helper()
	r, err := c.Get(t.Context(), key, client.GetOptions{Quorum: true})
	switch {
	case want == nil && !errors.Is(err, client.ErrKeyNotFound):
		t.Errorf("got %+v, %v for %s, want no such key", r, err, key)
	case want == nil:
	case err != nil || r.Node.Value == nil:
		t.Errorf("got %+v, %v for %s, want %q", r, err, key, shorten(*want))
	case *r.Node.Value != *want:
		t.Errorf("got %q in %s, want %q", shorten(*r.Node.Value), key, shorten(*want))
	}
}

func shorten(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}

func wantCode(t testing.TB, err error, code client.Code) {
	t.Helper()
	var refused *client.Error
	if !errors.Is(err, code) || !errors.As(err, &refused) || refused.Code != code {
		t.Errorf("got %v (%T), want an *Error of code %d", err, err, int(code))
	}
	if errors.As(err, new(*client.UnknownOutcome)) {
		t.Errorf("got %v, which is an unknown outcome, want a refusal", err)
	}
}

func wantArgument(t testing.TB, err error, name string) {
	t.Helper()
	var argument *client.Argument
	if !errors.As(err, &argument) || argument.Name != name {
		t.Errorf("got %v (%T), want an *Argument about %q", err, err, name)
	}
}

// rawJSON asks the server without this package's help.
func rawJSON(t testing.TB, url string, v any) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(v); err != nil {
		t.Fatal(err)
	}
}

// heads tells of each head of an answer. etcd sends that of a watch once the
// watch has begun.
type heads struct {
	transport.Transport
	came chan struct{}
}

func (h *heads) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := h.Transport.RoundTrip(req)
	h.came <- struct{}{}
	return resp, err
}

// watcher is a client whose watches can be waited for.
func watcher(t testing.TB, endpoint string, timeout time.Duration) (c *client.Client, begun chan struct{}) {
	t.Helper()
	h := &heads{came: make(chan struct{}, 100)}
	return clienttest.New(t, client.Config{Endpoints: []string{endpoint}, Timeout: timeout, Transport: h}), h.came
}
