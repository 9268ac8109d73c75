package command_test

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"

	"go.uber.org/goleak"
)

// hanging takes the place of a server that never answers about keys.
type hanging struct {
	repltest.Wire
	asked func()
	sent  atomic.Int32
}

func (h *hanging) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Path != "/v2/keys/k" {
		return h.Wire.RoundTrip(req)
	}
	h.sent.Add(1)
	h.asked()
	<-req.Context().Done()
	return nil, req.Context().Err()
}

// TestRaceInterrupted: what is held is not sent any more, nothing is left running, and
// the status tells whether a write was under way.
func TestRaceInterrupted(t *testing.T) {
	for line, want := range map[string]int{
		`race 3 'get k'`:                      lang.StatusInterrupted,
		`race 3 'reset! k 1'`:                 lang.StatusUnknown,
		`race 3 'reset! k 1' --order 'b a c'`: lang.StatusUnknown,
		`race 1 'reset! k 1' --free`:          lang.StatusUnknown,
		`race 2 'get l' --check 'get k'`:      lang.StatusInterrupted,
		`race 2 'get l' --check 'reset! k 1'`: lang.StatusUnknown,
		`race 2 'get l' --setup 'reset! k 1'`: lang.StatusUnknown,
		`race 2 'sleep 1000'`:                 lang.StatusInterrupted,
	} {
		t.Run(line, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			ctx, cancel := context.WithCancel(t.Context())
			h := &hanging{asked: cancel}
			s := repltest.Connect(t, client.Config{Transport: h, Timeout: repltest.LongEnough}, eval.Settings{})
			if line == `race 2 'sleep 1000'` {
				cancel()
			}
			_, err := s.Eval(ctx, line)
			if status := eval.Status(err); status != want || h.sent.Load() > 1 {
				t.Errorf("got %v with status %d after %d requests, want status %d", err, status, h.sent.Load(), want)
			}
			if want == lang.StatusUnknown && s.LostWrite() == nil {
				t.Error("resolve knows of no write")
			}
			if err := goleak.Find(before); err != nil {
				t.Error(err)
			}
		})
	}
}
