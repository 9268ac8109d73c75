package client_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// traced gives a client and what its exchanges were.
func traced(c *client.Client) (*client.Client, *[]client.Exchange) {
	var all []client.Exchange
	return c.Traced(func(x client.Exchange) { all = append(all, x) }), &all
}

// TestTraced: each request is told with what came, a refusal too.
func TestTraced(t *testing.T) {
	t.Parallel()
	c, all := traced(realClient(t))
	set := clienttest.Set(t, c, "/k", "v")
	if _, err := c.CompareAndSwap(t.Context(), "/k", "other", "w", client.SetOptions{}); !errors.Is(err, client.ErrCompareFailed) {
		t.Fatal(err)
	}
	clienttest.Get(t, c, "/k")
	if _, err := c.Version(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(*all) != 4 {
		t.Fatalf("got %d exchanges, want 4: %+v", len(*all), *all)
	}
	put, cas, get, version := (*all)[0], (*all)[1], (*all)[2], (*all)[3]
	if put.Method != "PUT" || put.Key != "/k" || put.Status != 201 || put.Asked.Get("value") != "v" || !put.Sent ||
		*put.Answer.Node.ModifiedIndex != *set.Node.ModifiedIndex || put.Err != nil || put.Took <= 0 || *put.Meta.EtcdIndex != *set.Meta.EtcdIndex {
		t.Errorf("set: got %+v", put)
	}
	if cas.Status != 412 || cas.Answer != nil || !errors.Is(cas.Refusal, client.ErrCompareFailed) || cas.Err != nil {
		t.Errorf("cas: got %+v", cas)
	}
	if get.Method != "GET" || get.Status != 200 || *get.Answer.Node.Value != "v" {
		t.Errorf("get: got %+v", get)
	}
	if version.Key != "" || version.Status != 200 || version.Answer != nil || version.Err != nil {
		t.Errorf("version: got %+v", version)
	}
}

// TestTracedWithin: the trace around another one is told too, and a trace stays on
// what is made of its client.
func TestTracedWithin(t *testing.T) {
	t.Parallel()
	outer, all := traced(realClient(t))
	inner, more := traced(outer)
	clienttest.Set(t, inner.While(func() error { return nil }), "/k", "v")
	if len(*all) != 1 || len(*more) != 1 {
		t.Errorf("got %d and %d exchanges, want one each", len(*all), len(*more))
	}
}

// TestTracedFailures: requests that were not sent are told, and answers that did
// not come, or not whole.
func TestTracedFailures(t *testing.T) {
	t.Parallel()
	over := errors.New("it is over")
	silent := fakeServer(t, func(int, *http.Request) (string, bool) { return "", true })
	cut := fakeServer(t, func(int, *http.Request) (string, bool) {
		return "HTTP/1.1 200 OK\r\nX-Etcd-Index: 7\r\nContent-Length: 100\r\n\r\n{\"action\"", false
	})
	for name, test := range map[string]struct {
		client *client.Client
		sent   bool
		status int
		err    error
	}{
		"nobody listens": {clienttest.Client(t, closedPort), false, 0, nil},
		"a lock is lost": {clienttest.Client(t, closedPort).While(func() error { return over }), false, 0, over},
		"no answer":      {clienttest.New(t, client.Config{Endpoints: []string{silent.url}, Timeout: 50 * time.Millisecond}), true, 0, context.DeadlineExceeded},
		"cut short":      {clienttest.Client(t, cut.url), true, 200, nil},
	} {
		c, all := traced(test.client)
		if _, err := c.Set(t.Context(), "/k", "v", client.SetOptions{}); err == nil {
			t.Errorf("%s: no error", name)
		}
		if len(*all) != 1 {
			t.Errorf("%s: got %d exchanges, want one", name, len(*all))
			continue
		}
		x := (*all)[0]
		if x.Sent != test.sent || x.Status != test.status || x.Err == nil || test.err != nil && !errors.Is(x.Err, test.err) || x.Answer != nil {
			t.Errorf("%s: got %+v", name, x)
		}
	}
}
