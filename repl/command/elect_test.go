package command_test

import (
	"context"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/repltest"
)

// TestElectObserve shows each leader as it changes.
func TestElectObserve(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	other, _ := repltest.Watching(t, endpoint)
	s, begun := repltest.Watching(t, endpoint)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	leaders := repltest.Evaluate(ctx, s, "elect e --observe | :name")
	want := func(names ...string) {
		t.Helper()
		for _, name := range names {
			if p, _ := repltest.Soon(t, leaders); p.Text(t) != name {
				t.Errorf("got %s, want %s", p.Text(t), name)
			}
		}
	}
	want("nil")
	repltest.Soon(t, begun)
	repltest.Run(t, other, "elect e anna get none")
	want(`"anna"`, "nil")
	repltest.Run(t, other, "elect e bert elect f carl get none")
	want(`"bert"`, "nil")
	cancel()
	if p, _ := repltest.Soon(t, leaders); p.Err != context.Canceled {
		t.Errorf("got %v, want the end", p.Err)
	}
}
