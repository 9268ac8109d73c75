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

// Fate is what becomes of a request on its way.
type Fate int

// What a [Dropper] does with a request.
const (
	Pass       Fate = iota
	DropBefore      // the server never sees it
	DropAfter       // the server does it, and its answer is lost
)

// Dropper is a proxy in front of a real server.
type Dropper struct {
	URL  string // its own
	mu   sync.Mutex
	sets []url.Values // the forms of the writes, in their order
}

// NewDropper asks decide about each request before it goes on; form is that of
// a write. after is called for each one whose connection is about to break.
func NewDropper(t testing.TB, to string, decide func(n int, form url.Values) Fate, after func(req *http.Request, n int)) *Dropper {
	t.Helper()
	d := &Dropper{}
	carrier := &http.Transport{DisableCompression: true}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			t.Error(err)
		}
		n := d.record(req, form)
		what := decide(n, form)
		if what != DropBefore {
			forward(t, w, req, to, body, carrier, what)
		}
		if what != Pass {
			after(req, n)
			panic(http.ErrAbortHandler)
		}
	}))
	t.Cleanup(carrier.CloseIdleConnections)
	t.Cleanup(server.Close)
	d.URL = server.URL
	return d
}

// record counts the writes; it is 0 for a read.
func (d *Dropper) record(req *http.Request, form url.Values) int {
	if req.Method == http.MethodGet {
		return 0
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sets = append(d.sets, form)
	return len(d.sets)
}

// Writes gives the forms of the writes so far, in their order.
func (d *Dropper) Writes() []url.Values {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]url.Values(nil), d.sets...)
}

func forward(t testing.TB, w http.ResponseWriter, req *http.Request, to string, body []byte, carrier *http.Transport, what Fate) {
	out, err := http.NewRequestWithContext(req.Context(), req.Method, to+req.RequestURI, bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return
	}
	out.Header = req.Header.Clone()
	resp, err := carrier.RoundTrip(out)
	if err != nil {
		panic(http.ErrAbortHandler) // the client went away, or the test is over
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if what == Pass {
		for name, values := range resp.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = w.Write(text) // a client that went away has no use for it
	}
}
