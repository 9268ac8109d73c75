package torture_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/transport"
)

// resender breaks rule 1: a request whose answer was lost is sent again, as
// it is.
type resender struct{ transport.Transport }

func (s *resender) RoundTrip(req *http.Request) (*http.Response, error) {
	var form []byte
	if req.Body != nil {
		var err error
		if form, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	resp, err := s.once(req, form)
	if err != nil {
		resp, err = s.once(req, form)
	}
	return resp, err
}

func (s *resender) once(req *http.Request, form []byte) (*http.Response, error) {
	again := req.Clone(req.Context())
	again.Body = io.NopCloser(bytes.NewReader(form))
	resp, err := s.Transport.RoundTrip(again)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(text))
	return resp, err
}

// naiveSwap breaks rule 2: after a lost answer it reads and applies f again.
func naiveSwap(c *client.Client, key string, f func(string) (string, error)) (*client.Response, error) {
	for {
		r, err := c.Get(context.Background(), key, client.GetOptions{Quorum: true})
		if err != nil {
			return nil, err
		}
		value, err := f(*r.Node.Value)
		if err != nil {
			return nil, err
		}
		r, err = c.CompareAndSwapIndex(context.Background(), key, *r.Node.ModifiedIndex, value, client.SetOptions{})
		if !errors.As(err, new(*client.UnknownOutcome)) && !errors.Is(err, client.ErrCompareFailed) {
			return r, err
		}
	}
}

// TestBrokenRuleShows breaks the rules on purpose, at one lost answer, and
// wants the checker to see it. The same fault is no trouble for the client
// itself.
func TestBrokenRuleShows(t *testing.T) {
	t.Parallel()
	write, swap := call{op: "set", key: "/k", value: "a"}, call{op: "swap", key: "/k", value: "a"}
	for name, try := range map[string]struct {
		transport http.RoundTripper
		swap      swapper
		in        call
		outcome   string
		want      porcupine.CheckResult
	}{
		"a write":             {nil, clientSwap, write, clienttest.Unknown, porcupine.Ok},
		"a write, sent again": {&resender{}, clientSwap, write, clienttest.Done, porcupine.Illegal},
		"a swap":              {nil, clientSwap, swap, clienttest.Unknown, porcupine.Ok},
		"a naive swap":        {nil, naiveSwap, swap, clienttest.Done, porcupine.Illegal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
			h, rival := newRecorder(), clienttest.Client(t, endpoint)
			h.do(t, 1, rival, clientSwap, call{op: "set", key: "/k", value: "0"})
			d := clienttest.NewLossyProxy(t, endpoint, func(n int, _ url.Values) clienttest.Loss {
				if n == 1 {
					return clienttest.LoseAnswer
				}
				return clienttest.LoseNothing
			}, func(*http.Request, int) {
				h.do(t, 1, rival, clientSwap, call{op: "get", key: "/k"})
				if try.in.op == "set" {
					h.do(t, 1, rival, clientSwap, call{op: "set", key: "/k", value: "b"})
				}
			})
			c := clienttest.New(t, client.Config{Endpoints: []string{d.URL}, Timeout: clienttest.LongTimeout, Transport: try.transport})
			if out := h.do(t, 0, c, try.swap, try.in); out.outcome != try.outcome {
				t.Errorf("got %s, want %s", out.outcome, try.outcome)
			}
			h.do(t, 1, rival, clientSwap, call{op: "get", key: "/k"})
			if got := h.check(); got != try.want {
				t.Errorf("got %s, want %s", got, try.want)
			}
		})
	}
}

// TestTortureSeesBrokenRules: what the clients of TestLinearizable do by
// chance shows a broken rule, where many answers are lost.
func TestTortureSeesBrokenRules(t *testing.T) {
	t.Parallel()
	resending := func(t testing.TB, endpoints []string) *client.Client {
		return clienttest.New(t, client.Config{Endpoints: endpoints, Timeout: 250 * time.Millisecond, Transport: &resender{}})
	}
	for name, try := range map[string]struct {
		connect func(t testing.TB, endpoints []string) *client.Client
		swap    swapper
		want    porcupine.CheckResult
	}{
		"none":   {newShortClient, clientSwap, porcupine.Ok},
		"rule 1": {resending, clientSwap, porcupine.Illegal},
		"rule 2": {newShortClient, naiveSwap, porcupine.Illegal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var r *linearRun
			got := porcupine.Ok
			for i := range uint64(brokenRuns) { // of a broken rule, one run may show nothing
				r = newLinearRun(t, i+1, try.connect, try.swap)
				r.run(func() { r.loseAnswers(250) })
				if got = r.history.check(); got != porcupine.Ok {
					break
				}
			}
			if got != try.want {
				t.Errorf("got histories that are %s, want %s", got, try.want)
				r.report()
			}
		})
	}
}

// brokenRuns is how many lucky runs are too many.
const brokenRuns = 3

// loseAnswers breaks each connection in the middle of one of its answers,
// until some calls were made, however slow the machine is.
func (r *linearRun) loseAnswers(calls int64) {
	for i := range r.proxied.proxies {
		r.proxied.addToxic(r.t, i, toxic{"limit_data", downstream, "bytes", 1500})
	}
	for r.ops.Load() < calls {
		time.Sleep(time.Millisecond)
	}
}
