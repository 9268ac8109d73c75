package client_test

import (
	"context"
	"errors"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

var errOver = errors.New("it is over")

// TestWhile: nothing is sent any more once what it is sent under is over, not
// even a later request of an operation that had begun before.
func TestWhile(t *testing.T) {
	t.Parallel()
	c := realClient(t)
	from := *clienttest.Set(t, c, "/k", "v").Node.ModifiedIndex
	for name, try := range map[string]struct {
		allowed int // how many requests
		do      func(c *client.Client) error
	}{
		"a write":     {0, func(c *client.Client) error { _, err := c.Set(t.Context(), "/k", "w", client.SetOptions{}); return err }},
		"a read":      {0, func(c *client.Client) error { _, err := c.Get(t.Context(), "/k", client.GetOptions{}); return err }},
		"the version": {0, func(c *client.Client) error { _, err := c.Version(t.Context()); return err }},
		"a swap": {1, func(c *client.Client) error {
			_, err := c.Swap(t.Context(), "/k", func(string) (string, error) { return "w", nil }, client.SwapOptions{})
			return err
		}},
		"a watch": {1, func(c *client.Client) error {
			for _, err := range c.Watch(t.Context(), "/k", client.WatchOptions{From: from}) {
				if err != nil {
					return err
				}
			}
			return nil
		}},
	} {
		asked := 0
		under := clienttest.Client(t, closedPort, c.Endpoints()[0])
		wantValue(t, under, "/k", new("v")) // which finds out which endpoint is there
		before := under.Stats().Requests
		err := try.do(under.While(func() error {
			if asked++; asked > try.allowed {
				return errOver
			}
			return nil
		}))
		if sent := int(under.Stats().Requests - before); !errors.Is(err, errOver) || sent != try.allowed || client.IsUnknown(err) {
			t.Errorf("%s: got %v after %d requests, want the reason after %d", name, err, sent, try.allowed)
		}
		wantValue(t, c, "/k", new("v"))
	}
}

// TestWhileWithin asks the outer one first.
func TestWhileWithin(t *testing.T) {
	t.Parallel()
	c := realClient(t).While(func() error { return errOver }).While(func() error { return context.Canceled })
	if _, err := c.Set(t.Context(), "/k", "v", client.SetOptions{}); !errors.Is(err, errOver) || errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the outer reason", err)
	}
}
