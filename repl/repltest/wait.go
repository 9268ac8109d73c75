package repltest

import (
	"testing"
	"time"

	"etcd2sh/client/sandbox/sandboxtest"
)

// LongEnough is how long an event may take before a test gives up on it.
const LongEnough = time.Minute

// Soon gives what comes through a channel; more is false when the channel was
// closed.
func Soon[T any](t testing.TB, c <-chan T) (v T, more bool) {
	t.Helper()
	select {
	case v, more = <-c:
		return v, more
	case <-time.After(LongEnough):
		t.Fatalf("nothing came within %v", LongEnough)
		return v, false
	}
}

// Parallel is t.Parallel, unless all tests share one server.
func Parallel(t *testing.T) {
	t.Helper()
	if !sandboxtest.External() {
		t.Parallel()
	}
}
