package repl_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/transport"
	"etcd2sh/render"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// polls is a transport that tells of each watch that a server has begun.
type polls struct {
	transport.Transport
	begun chan string // the key
}

func (p *polls) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := p.Transport.RoundTrip(req)
	if err == nil && req.URL.Query().Get("wait") == "true" {
		select {
		case p.begun <- strings.TrimPrefix(req.URL.Path, "/v2/keys"):
		default: // nobody wants to know of so many
		}
	}
	return resp, err
}

// watching makes a session on a server, and tells of its watches.
func watching(t testing.TB, endpoint string) (*eval.Session, <-chan string) {
	t.Helper()
	p := &polls{begun: make(chan string, 2000)}
	s, err := eval.NewSession(command.Table(), client.Config{Endpoints: []string{endpoint}, Transport: p, Timeout: longEnough}, eval.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, p.begun
}

// part is a part of a result.
type part struct {
	v   any
	err error
}

// evaluating evaluates a line in a goroutine and gives the parts of its result
// as they come. The channel is closed at the end.
func evaluating(ctx context.Context, s *eval.Session, line string) <-chan part {
	parts := make(chan part, 1000)
	go func() {
		defer close(parts)
		v, err := s.Eval(ctx, line)
		r, later := v.(eval.Results)
		if err != nil || !later {
			parts <- part{v, err}
			return
		}
		for v, err := range r {
			parts <- part{v, err}
		}
	}()
	return parts
}

// soon gives what comes through a channel.
func soon[T any](t testing.TB, c <-chan T) (v T, more bool) {
	t.Helper()
	select {
	case v, more = <-c:
		return v, more
	case <-time.After(longEnough):
		t.Fatalf("nothing came within %v", longEnough)
		return v, false
	}
}

// text is a part in edn, or its error's type.
func (p part) text(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	if p.err != nil {
		v, _ := render.Lookup(eval.ErrorData(p.err), render.Keyword("type"))
		kind, _ := v.(render.Keyword)
		return "error " + string(kind)
	}
	if err := (render.Style{}).Result(&b, p.v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// TestAwaitWatches waits for what happens after the key was read.
func TestAwaitWatches(t *testing.T) {
	parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	other, _ := watching(t, endpoint)
	for _, tt := range []struct {
		before, line string
		then         []string
		want         string
	}{
		{"", "await a exists | :node :value", []string{"reset! a 1"}, `"1"`},
		{"", "await b changed | :node :value", []string{"reset! b 1"}, `"1"`},
		{"reset! c 1", "await c changed | :action", []string{"touch! c --ttl 100", "reset! c 1"}, `"set"`},
		{"reset! d 1", "await d missing | :action", []string{"reset! d 2", "delete! d"}, `"delete"`},
		{"reset! e/f/g 1", "await e/f/g missing | :node :key", []string{"delete! e --recursive"}, `"/e"`},
		{"reset! h 1", "await h = 3 | :node :value", []string{"reset! h 2", "reset! h 3"}, `"3"`},
		{"", "await i exists | :node :dir", []string{"mkdir! i"}, `true`},
		{"", "await j exists | :node :key", []string{"reset! j/k/l 1"}, `"/j/k/l"`}, // which makes /j
		{"", "await m changed | :node :key", []string{"reset! m/n 1"}, `"/m/n"`},
		{"", "await o = 1 | :node :key", []string{"reset! o/p 1", "delete! o --recursive", "reset! o 1"}, `"/o"`},
		{"reset! q 1", "await q/r exists | :node :key", []string{"delete! q", "reset! q/r 1"}, `"/q/r"`},
	} {
		if tt.before != "" {
			evaluate(t, other, tt.before)
		}
		s, begun := watching(t, endpoint)
		parts := evaluating(t.Context(), s, tt.line)
		soon(t, begun)
		for _, line := range tt.then {
			evaluate(t, other, line)
		}
		if p, _ := soon(t, parts); p.text(t) != tt.want {
			t.Errorf("%s: got %s %v, want %s", tt.line, p.text(t), p.err, tt.want)
		}
	}
}

// TestAwaitInTime: the time is for the whole wait, and the error says that
// nothing was done; an interrupt is another thing.
func TestAwaitInTime(t *testing.T) {
	parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	s, begun := watching(t, endpoint)
	_, err := s.Eval(t.Context(), "def x await k exists --timeout 50ms")
	if !errors.As(err, new(*command.AwaitTimeout)) || eval.Status(err) != lang.StatusUnreachable {
		t.Errorf("got %v, status %d, want a timeout", err, eval.Status(err))
	}
	soon(t, begun)
	ctx, cancel := context.WithCancel(t.Context())
	parts := evaluating(ctx, s, "await k exists --timeout 1h")
	soon(t, begun)
	cancel()
	if p, _ := soon(t, parts); p.err != context.Canceled {
		t.Errorf("got %v, want context.Canceled", p.err)
	}
}
