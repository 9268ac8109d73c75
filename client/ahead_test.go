package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// ahead makes a client with up to 64 requests unanswered.
func ahead(t *testing.T, c *client.Client) *client.Ahead {
	t.Helper()
	a, ok := c.Ahead(64)
	if !ok {
		t.Fatal("nothing goes ahead")
	}
	t.Cleanup(a.Drop)
	return a
}

// TestAhead: reads that go ahead behind a write see it, and each finds its own answer.
func TestAhead(t *testing.T) {
	t.Parallel()
	c := realClient(t)
	a := ahead(t, c)
	for i, value := range []string{"one", "two"} {
		for _, key := range []string{"/k", "/missing", "/k"} {
			if !a.Follow(key, client.GetOptions{Quorum: i > 0}) {
				t.Fatalf("%s does not go ahead", key)
			}
		}
		clienttest.Set(t, a.Client, "/k", value)
		for _, key := range []string{"/k", "/missing", "/k"} {
			r, err := a.Get(t.Context(), key, client.GetOptions{Quorum: i > 0})
			if key == "/missing" {
				if !errors.Is(err, client.ErrKeyNotFound) {
					t.Errorf("%s: got %v", key, err)
				}
			} else if err != nil || *r.Node.Value != value {
				t.Errorf("%s: got %+v, %v, want %s", key, r, err, value)
			}
		}
	}
	if got := c.Stats().Requests; got != 8 {
		t.Errorf("got %d requests, want 8", got)
	}
}

// TestAheadTime: the time of a read that went ahead begins at its turn.
func TestAheadTime(t *testing.T) {
	t.Parallel()
	const answerTime, reads = 300 * time.Millisecond, 5
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(answerTime)
		fmt.Fprint(w, `{"action":"get","node":{"key":"/k","value":"v"}}`)
	}))
	defer server.Close()
	a := ahead(t, clienttest.New(t, client.Config{Endpoints: []string{server.URL}, Timeout: (reads - 1) * answerTime}))
	for range reads - 1 {
		if !a.Follow("/k", client.GetOptions{}) {
			t.Fatal("it does not go ahead")
		}
	}
	for i := range reads {
		if _, err := a.Get(t.Context(), "/k", client.GetOptions{}); err != nil || a.Unanswered() != reads-1-i {
			t.Errorf("read %d: got %v, with %d unanswered", i, err, a.Unanswered())
		}
	}
}

// TestAheadNowhere: nothing goes ahead as a user, nor of what waits or is large, nor
// where each request is seen or held.
func TestAheadNowhere(t *testing.T) {
	t.Parallel()
	c := realClient(t)
	asUser := ahead(t, clienttest.New(t, client.Config{Endpoints: c.Endpoints(), User: url.UserPassword("u", "p")}))
	if asUser.Follow("/k", client.GetOptions{}) {
		t.Error("a read as a user goes ahead")
	}
	a := ahead(t, c)
	for _, o := range []client.GetOptions{{Wait: true}, {Recursive: true}, {WaitIndex: new(uint64(1))}} {
		if a.Follow("/k", o) {
			t.Errorf("a read with %+v goes ahead", o)
		}
	}
	for what, other := range map[string]*client.Client{
		"seen":  c.Traced(func(client.Exchange) {}),
		"held":  c.Gated(func(context.Context, string) (func(), error) { return func() {}, nil }),
		"under": c.While(func() error { return nil }),
		"other": clienttest.New(t, client.Config{Transport: &recordingTransport{}}),
	} {
		if _, ok := other.Ahead(64); ok {
			t.Errorf("%s: reads go ahead", what)
		}
	}
}
