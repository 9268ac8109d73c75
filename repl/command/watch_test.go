package command_test

import (
	"context"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/repltest"

	"go.uber.org/goleak"
)

// TestThousandWatches: what a thousand watches in one process hold, they give
// back.
func TestThousandWatches(t *testing.T) {
	endpoint, _ := sandboxtest.Server(t)
	before := goleak.IgnoreCurrent()
	for _, end := range []string{"an event", "an interrupt"} {
		s, begun := repltest.Watching(t, endpoint)
		writer, _ := repltest.Watching(t, endpoint)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		parts := repltest.Evaluate(ctx, s, "repeat 1000 --jobs 1000 watch k --count 1 | jq length")
		for range 1000 {
			repltest.Soon(t, begun)
		}
		want := "1000"
		if end == "an interrupt" {
			cancel()
			want = "error interrupted"
		} else {
			repltest.Run(t, writer, "reset! k seen")
		}
		if p, _ := repltest.Soon(t, parts); p.Text(t) != want {
			t.Errorf("%s: got %s %v, want %s", end, p.Text(t), p.Err, want)
		}
		s.Close()
		writer.Close()
		if err := goleak.Find(before); err != nil {
			t.Errorf("%s: %v", end, err)
		}
	}
}
