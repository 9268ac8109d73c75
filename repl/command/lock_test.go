package command_test

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/transport"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestLockLost stops what runs when the lock's key is gone.
func TestLockLost(t *testing.T) {
	repltest.Parallel(t)
	needsPrograms(t)
	endpoint, _ := sandboxtest.Server(t)
	other, _ := repltest.Watching(t, endpoint)
	from := repltest.Run(t, other, "reset! k v | :node :modifiedIndex")
	for _, line := range []string{
		"lock m --ttl 1 watch k --from " + from,
		"lock m --ttl 1 ! sh -c 'echo ready; sleep 30; true'", // which leaves sleep behind
		"elect m me --ttl 1 ! sh -c 'echo ready; exec sleep 30'",
		"lock m --ttl 1 lock n --ttl 1000 watch k --from " + from,
	} {
		s, _ := repltest.Watching(t, endpoint)
		parts := repltest.Evaluate(t.Context(), s, line)
		if p, _ := repltest.Soon(t, parts); p.Err != nil {
			t.Fatalf("%s: got %v, want a result first", line, p.Err)
		}
		repltest.Run(t, other, "delete! m --recursive")
		p, _ := repltest.Soon(t, parts)
		if !errors.As(p.Err, new(*command.LockLostError)) || p.Text(t) != "error lock-lost" {
			t.Errorf("%s: got %v, want the loss of the lock", line, p.Err)
		}
		if status := eval.Status(p.Err); status != lang.StatusRefused {
			t.Errorf("%s: got status %d, want %d", line, status, lang.StatusRefused)
		}
		if p, more := repltest.Soon(t, parts); more {
			t.Errorf("%s: got %s after the loss", line, p.Text(t))
		}
		if keys := repltest.Run(t, other, "get n"); keys != "nil" && keys != "{}" {
			t.Errorf("%s: got %s in the inner lock, want nothing left", line, keys)
		}
	}
}

// TestLockPlaceLost: who waits and loses its place never held anything.
func TestLockPlaceLost(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	other, _ := repltest.Watching(t, endpoint)
	repltest.Run(t, other, "create! m somebody")
	s, begun := repltest.Watching(t, endpoint)
	parts := repltest.Evaluate(t.Context(), s, "lock m reset! k v")
	repltest.Soon(t, begun)
	place := repltest.Run(t, other, "get m | jq 'keys[1]'")
	repltest.Run(t, other, "delete! [m "+place+"]")
	p, _ := repltest.Soon(t, parts)
	if p.Text(t) != "error lock-lost" || !strings.Contains(p.Err.Error(), "the command never began") {
		t.Errorf("got %v, want the loss of the place", p.Err)
	}
	if got := repltest.Run(t, other, "get k"); got != "nil" {
		t.Errorf("got %s, want the command not run", got)
	}
}

// TestLockCutOff: whoever is cut off for longer than the ttl is told of the
// loss, not that the lock could not be released.
func TestLockCutOff(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	cut := &cuttable{}
	s := repltest.Connect(t, client.Config{Endpoints: []string{endpoint}, Transport: cut, Timeout: repltest.LongEnough}, eval.Settings{})
	from := repltest.Run(t, s, "reset! k v | :node :modifiedIndex")
	parts := repltest.Evaluate(t.Context(), s, "lock m --ttl 1 watch k --from "+from)
	if p, _ := repltest.Soon(t, parts); p.Err != nil {
		t.Fatalf("got %v, want a result first", p.Err)
	}
	cut.off.Store(true)
	p, _ := repltest.Soon(t, parts)
	if p.Text(t) != "error lock-lost" || eval.Status(p.Err) != lang.StatusRefused {
		t.Errorf("got %s: %v, want the loss of the lock", p.Text(t), p.Err)
	}
}

// TestLockInterrupted: neither a wait for a lock nor a command under one leaves
// a key behind, and another's key stays.
func TestLockInterrupted(t *testing.T) {
	repltest.Parallel(t)
	needsPrograms(t)
	endpoint, _ := sandboxtest.Server(t)
	other, _ := repltest.Watching(t, endpoint)
	from := repltest.Run(t, other, "reset! k v | :node :modifiedIndex")
	first := repltest.Run(t, other, "create! waits somebody")
	for _, tt := range []struct{ line, left string }{
		{"lock waits get k", "[" + first + "]"},
		{"elect waits me get k", "[" + first + "]"},
		{"lock m watch k --from " + from, "[]"},
		{"lock m ! sh -c 'echo ready; sleep 30; true'", "[]"},
		{"elect m me ! sh -c 'echo ready; sleep 30; true'", "[]"},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		s, begun := repltest.Watching(t, endpoint)
		parts := repltest.Evaluate(ctx, s, tt.line)
		if tt.left == "[]" {
			repltest.Soon(t, parts)
		} else if key, _ := repltest.Soon(t, begun); key != strings.Trim(first, `"`) {
			t.Errorf("%s: got a watch of %s, want one of %s", tt.line, key, first)
		}
		cancel()
		if p, _ := repltest.Soon(t, parts); !errors.Is(p.Err, context.Canceled) || eval.Status(p.Err) != lang.StatusInterrupted {
			t.Errorf("%s: got %v, want context.Canceled", tt.line, p.Err)
		}
		dir := strings.Fields(tt.line)[1]
		if got := repltest.Run(t, other, "ls "+dir+" | jq '[.[] | \"/"+dir+"/\" + .]'"); got != tt.left {
			t.Errorf("%s: got keys %s, want %s", tt.line, got, tt.left)
		}
	}
}

// cuttable is a transport that loses every request once it is off.
type cuttable struct {
	transport.Transport
	off atomic.Bool
}

func (c *cuttable) RoundTrip(req *http.Request) (*http.Response, error) {
	if c.off.Load() {
		return nil, &transport.SendError{Sent: true, Err: errors.New("connection reset")}
	}
	return c.Transport.RoundTrip(req)
}

func needsPrograms(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: needs the programs cat and sh of unix")
	}
}
