package repl_test

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

// losing is a transport that loses the answers to the writes of a key, or the
// writes themselves.
type losing struct {
	transport.Transport
	key    string
	before bool
}

func (l *losing) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodGet || req.URL.Path != "/v2/keys"+l.key {
		return l.Transport.RoundTrip(req)
	}
	if !l.before {
		resp, err := l.Transport.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		resp.Body.Close()
	}
	return nil, &transport.SendError{Sent: true, Err: errors.New("connection reset")}
}

// TestResolve says what became of writes, also of those that a command made
// which is part of another.
func TestResolve(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	other, _ := repltest.Watching(t, endpoint)
	for _, tt := range []struct {
		before, line string
		lost         bool   // the write itself, not its answer
		then         string // happens before resolve
		request      string
		want         string // the verdict, and whether it was seen in the history
	}{
		{"reset! a 1", "cas-index! a $index 2", false, "reset! a 3", "PUT /a", `"happened" true`},
		{"reset! b 1", "cas-index! b $index 2", true, "reset! b 3", "PUT /b", `"cannot-happen" false`},
		{"reset! c 1", "cas-index! c $index 2", true, "get c", "PUT /c", `"not-known" false`},
		{"get x", "reset! d v", false, "get d", "PUT /d", `"not-known" true`},
		{"get x", "reset! e v", true, "get e", "PUT /e", `"not-known" false`},
		{"reset! f 1", "delete! f", false, "get f", "DELETE /f", `"not-known" true`},
		{"get x", "create! g v", false, "get g", "POST /g", `"not-known" true`},
		{"reset! h 1", "try cas-index! h $index 2 catch [:type :usage] no", false, "get h", "PUT /h", `"happened" true`},
		{"reset! i 1", "repeat 1 cas-index! i $index 2", false, "get i", "PUT /i", `"happened" true`},
		{"reset! j 1", "lock m cas-index! j $index 2", false, "get j", "PUT /j", `"happened" true`},
		{"get x", "lock k get x", true, "get k", "POST /k", `"not-known" false`},
	} {
		_, key, _ := strings.Cut(tt.request, " ")
		l := &losing{key: key, before: tt.lost}
		s := repltest.Connect(t, client.Config{Endpoints: []string{endpoint}, Transport: l, Timeout: repltest.LongEnough}, eval.Settings{})
		l.key = "" // not yet
		repltest.Run(t, s, "def index "+tt.before+" | :node :modifiedIndex")
		l.key = key
		var last repltest.Part
		for last = range repltest.Evaluate(t.Context(), s, tt.line) {
		}
		if eval.Status(last.Err) != lang.StatusUnknown {
			t.Errorf("%s: got %s %v, want an unknown outcome", tt.line, last.Text(t), last.Err)
			continue
		}
		repltest.Run(t, other, tt.then)
		got := repltest.Run(t, s, "resolve | jq '[.request, .verdict, has(\"index\")]'")
		if want := `["` + tt.request + `" ` + tt.want + `]`; got != want {
			t.Errorf("%s: got %s, want %s: %s", tt.line, got, want, repltest.Run(t, s, "resolve"))
		}
	}
}

// TestNoExecWaiting turns off what would start a program.
func TestNoExecWaiting(t *testing.T) {
	t.Parallel()
	s, w := repltest.Wired(t)
	repltest.ForbidPrograms(s)
	for _, line := range []string{
		"lock k ! true", "elect k me ! true", "exec-watch k -- true", "exec-watch k true", "lock k lock l ! true",
		"watch k | ! true", "lock k get x | ! true", "try lock k ! true catch _ x", "repeat 2 lock k ! true", "def x lock k ! true", "await k exists | ! true",
	} {
		_, err := s.Eval(t.Context(), line)
		if eval.Status(err) != lang.StatusUsage || !strings.Contains(err.Error(), "--no-exec") {
			t.Errorf("%s: got %v, want a usage error about --no-exec", line, err)
		}
	}
	if len(w.Sent()) > 0 {
		t.Errorf("sent %q, want nothing", w.Sent())
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
