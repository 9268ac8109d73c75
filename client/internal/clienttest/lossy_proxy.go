package clienttest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
)

// Loss is what gets lost of a request and its answer.
type Loss int

// What a [LossyProxy] can lose.
const (
	LoseNothing Loss = iota
	LoseRequest      // the server never sees it
	LoseAnswer       // the server does it, and its answer is lost
)

// LossyProxy is a proxy in front of a real server that loses requests or answers.
type LossyProxy struct {
	URL  string // its own
	mu   sync.Mutex
	sets []url.Values // the forms of the writes, in their order
}

// NewLossyProxy asks decide about each request before it goes on; form is that of
// a write. after is called for each one whose connection is about to break.
func NewLossyProxy(t testing.TB, to string, decide func(n int, form url.Values) Loss, after func(req *http.Request, n int)) *LossyProxy {
	t.Helper()
	p := &LossyProxy{}
	upstream := &http.Transport{DisableCompression: true}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			t.Error(err)
		}
		n := p.record(req, form)
		loss := decide(n, form)
		if loss != LoseRequest {
			forward(t, w, req, to, body, upstream, loss)
		}
		if loss != LoseNothing {
			after(req, n)
			panic(http.ErrAbortHandler)
		}
	}))
	t.Cleanup(upstream.CloseIdleConnections)
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

// record counts the writes; it is 0 for a read.
func (p *LossyProxy) record(req *http.Request, form url.Values) int {
	if req.Method == http.MethodGet {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sets = append(p.sets, form)
	return len(p.sets)
}

// Writes gives the forms of the writes so far, in their order.
func (p *LossyProxy) Writes() []url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]url.Values(nil), p.sets...)
}

func forward(t testing.TB, w http.ResponseWriter, req *http.Request, to string, body []byte, upstream *http.Transport, loss Loss) {
	out, err := http.NewRequestWithContext(req.Context(), req.Method, to+req.RequestURI, bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return
	}
	out.Header = req.Header.Clone()
	resp, err := upstream.RoundTrip(out)
	if err != nil {
		panic(http.ErrAbortHandler) // the client went away, or the test is over
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if loss == LoseNothing {
		for name, values := range resp.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = w.Write(text) // a client that went away has no use for it
	}
}
