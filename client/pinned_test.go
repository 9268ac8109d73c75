package client_test

import (
	"context"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// TestCallerEnds: a request that its caller ends moves nobody to another
// endpoint, where a later read might go back in time.
func TestCallerEnds(t *testing.T) {
	t.Parallel()
	silent, asked := silentServer(t)
	real := realClient(t).Endpoints()[0]
	for name, do := range map[string]func(ctx context.Context, c *client.Client){
		"a write": func(ctx context.Context, c *client.Client) { _, _ = c.Set(ctx, "/k", "v", client.SetOptions{}) },
		"a read":  func(ctx context.Context, c *client.Client) { _, _ = c.Get(ctx, "/k", client.GetOptions{}) },
		"a poll":  func(ctx context.Context, c *client.Client) { _, _ = c.Get(ctx, "/k", client.GetOptions{Wait: true}) },
		"a watch": func(ctx context.Context, c *client.Client) {
			for range c.Watch(ctx, "/k", client.WatchOptions{}) {
			}
		},
	} {
		c := clienttest.Client(t, silent.url, real)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			do(ctx, c)
		}()
		<-asked
		cancel()
		<-done
		if c.Endpoint() != silent.url {
			t.Errorf("%s: got %s asked from then on, want the endpoint that was in use", name, c.Endpoint())
		}
	}
}

// TestWatchEndsInPlace: polls are under way when a loop has seen enough.
func TestWatchEndsInPlace(t *testing.T) {
	t.Parallel()
	writer := realClient(t)
	from := *clienttest.Set(t, writer, "/k", "0").Node.ModifiedIndex
	for range 50 {
		clienttest.Set(t, writer, "/k", "v")
	}
	proxies := []string{clienttest.NewCuttingProxy(t, writer.Endpoints()[0], nil).URL, clienttest.NewCuttingProxy(t, writer.Endpoints()[0], nil).URL}
	c := clienttest.Client(t, proxies...)
	for count := range 40 {
		for range c.Watch(t.Context(), "/k", client.WatchOptions{From: from, ReadAhead: 1}) {
			if count--; count < 0 {
				break
			}
		}
		if c.Endpoint() != proxies[0] {
			t.Fatalf("got %s asked after a watch, want the endpoint that was in use", c.Endpoint())
		}
	}
}

// TestPollEndsInPlace: a poll that had begun and brought no event in the time it
// was given is nobody's failure, and asked of nobody else.
func TestPollEndsInPlace(t *testing.T) {
	t.Parallel()
	endpoint := realClient(t).Endpoints()[0]
	proxies := []string{clienttest.NewCuttingProxy(t, endpoint, nil).URL, clienttest.NewCuttingProxy(t, endpoint, nil).URL}
	c := clienttest.Client(t, proxies...)
	_, err := c.Get(t.Context(), "/k", client.GetOptions{Wait: true, Options: client.Options{Timeout: time.Second}})
	clienttest.WantOutcome(t, err, clienttest.TimedOut)
	if c.Endpoint() != proxies[0] || c.Stats().Requests != 1 {
		t.Errorf("got %s asked then, after %d requests, want the endpoint that was in use, after one", c.Endpoint(), c.Stats().Requests)
	}
}

// TestHungEndpointIsLeft: one that does not answer in time is left, whether or
// not its request could be asked elsewhere.
func TestHungEndpointIsLeft(t *testing.T) {
	t.Parallel()
	silent, _ := silentServer(t)
	real := realClient(t).Endpoints()[0]
	for name, do := range map[string]func(c *client.Client) error{
		"a write": func(c *client.Client) error { _, err := c.Set(t.Context(), "/k", "v", client.SetOptions{}); return err },
		"a read":  func(c *client.Client) error { _, err := c.Get(t.Context(), "/", client.GetOptions{}); return err },
	} {
		c := clienttest.New(t, client.Config{Endpoints: []string{silent.url, closedPort, real}, Timeout: time.Second})
		clienttest.WantOutcome(t, do(c), map[string]string{"a write": clienttest.Unknown, "a read": clienttest.Done}[name])
		if c.Endpoint() == silent.url {
			t.Errorf("%s: got the endpoint kept that hung", name)
		}
		wantValue(t, c, "/k", nil)
		if c.Endpoint() != real {
			t.Errorf("%s: got %s asked from then on, want the one that answers", name, c.Endpoint())
		}
	}
}
