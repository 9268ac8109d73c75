package command_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/transport"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestAwaitWatches waits for what happens after the key was read.
func TestAwaitWatches(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	other, _ := repltest.Watching(t, endpoint)
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
			repltest.Run(t, other, tt.before)
		}
		s, begun := repltest.Watching(t, endpoint)
		parts := repltest.Evaluate(t.Context(), s, tt.line)
		repltest.Soon(t, begun)
		for _, line := range tt.then {
			repltest.Run(t, other, line)
		}
		if p, _ := repltest.Soon(t, parts); p.Text(t) != tt.want {
			t.Errorf("%s: got %s %v, want %s", tt.line, p.Text(t), p.Err, tt.want)
		}
	}
}

// TestAwaitInTime: the time is for the whole wait, and the error says that
// nothing was done; an interrupt is another thing.
func TestAwaitInTime(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	s, begun := repltest.Watching(t, endpoint)
	_, err := s.Eval(t.Context(), "def x await k exists --timeout 50ms")
	if !errors.As(err, new(*command.AwaitTimeout)) || eval.Status(err) != lang.StatusUnreachable {
		t.Errorf("got %v, status %d, want a timeout", err, eval.Status(err))
	}
	repltest.Soon(t, begun)
	ctx, cancel := context.WithCancel(t.Context())
	parts := repltest.Evaluate(ctx, s, "await k exists --timeout 1h")
	repltest.Soon(t, begun)
	cancel()
	if p, _ := repltest.Soon(t, parts); p.Err != context.Canceled {
		t.Errorf("got %v, want context.Canceled", p.Err)
	}
}

// TestAwaitLooksAgain: what a watch did not hear of is found when the time is
// over.
func TestAwaitLooksAgain(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	other := sandboxtest.Client(t, endpoint)
	deaf := &deafTransport{meanwhile: func() {
		if _, err := other.Set(t.Context(), "/k", "v", client.SetOptions{}); err != nil {
			t.Error(err)
		}
	}}
	s := repltest.Connect(t, client.Config{Endpoints: []string{endpoint}, Transport: deaf, Timeout: repltest.LongEnough}, eval.Settings{})
	if got := repltest.Run(t, s, "await k exists --timeout 1s | :node :value"); got != `"v"` {
		t.Errorf("got %s, want the value", got)
	}
}

// deafTransport hears of no event: something happens meanwhile.
type deafTransport struct {
	transport.Transport
	meanwhile func()
}

func (d *deafTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Query().Get("wait") != "true" {
		return d.Transport.RoundTrip(req)
	}
	d.meanwhile()
	<-req.Context().Done()
	return nil, &transport.SendError{Sent: true, Err: req.Context().Err()}
}
