package recipe_test

import (
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/recipe"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestLockTakenAway: a holder hears at once of what becomes of its key, long
// before a heartbeat would tell, also from the directory above.
func TestLockTakenAway(t *testing.T) {
	t.Parallel()
	for name, take := range map[string]func(t *testing.T, c *client.Client, h *recipe.Held){
		"deleted":    func(t *testing.T, c *client.Client, h *recipe.Held) { remove(t, c, h.Key()) },
		"replaced":   func(t *testing.T, c *client.Client, h *recipe.Held) { put(t, c, h.Key(), "theirs") },
		"all of it":  func(t *testing.T, c *client.Client, h *recipe.Held) { removeAll(t, c, "/taken") },
		"after wait": func(t *testing.T, c *client.Client, h *recipe.Held) { remove(t, c, h.Key()) },
	} {
		c := clienttest.Client(t, endpoint)
		l := &recipe.Lock{Client: c, Key: "/taken/" + name, TTL: 3600}
		h := acquire(t, l)
		if name == "after wait" {
			second := ask(t.Context(), l)
			wantWaiters(t, l.Key, 2)
			release(t, h)
			h = second.take(t)
		}
		take(t, c, h)
		wantLost(t, next(t, errOf(h)))
	}
}

// TestLockForgotten: a holder whose watch begins after etcd has forgotten its
// key's making holds on, until the key is gone.
func TestLockForgotten(t *testing.T) {
	t.Parallel()
	gate, watching := make(chan struct{}), make(chan struct{}, 100)
	c := clienttest.Client(t, sandboxtest.Start(t, 1).Endpoints()[0])
	h := acquire(t, &recipe.Lock{Client: clienttest.Client(t, lossyProxy(t, c.Endpoint(), holdWatches(gate, watching))), Key: "/forgotten", TTL: 3600})
	next(t, watching)
	for range 1001 {
		put(t, c, "/other", "x")
	}
	close(gate)
	next(t, watching) // after the state was read
	if err := h.Err(); err != nil {
		t.Errorf("got %v, want it held", err)
	}
	remove(t, c, h.Key())
	wantLost(t, next(t, errOf(h)))
}
