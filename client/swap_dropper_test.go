package client_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
)

// fate is what becomes of a request on its way.
type fate int

const (
	pass       fate = iota
	dropBefore      // the server never sees it
	dropAfter       // the server does it, and its answer is lost
)

// dropper is a proxy in front of a real server.
type dropper struct {
	url  string
	mu   sync.Mutex
	sets []url.Values // the forms of the writes, in their order
}

// newDropper asks decide about each request before it goes on; form is that of
// a write. after is called for each one whose connection is about to break.
func newDropper(t testing.TB, to string, decide func(n int, form url.Values) fate, after func(req *http.Request, n int)) *dropper {
	t.Helper()
	d := &dropper{}
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
		if what != dropBefore {
			forward(t, w, req, to, body, carrier, what)
		}
		if what != pass {
			after(req, n)
			panic(http.ErrAbortHandler)
		}
	}))
	t.Cleanup(carrier.CloseIdleConnections)
	t.Cleanup(server.Close)
	d.url = server.URL
	return d
}

// record counts the writes; it is 0 for a read.
func (d *dropper) record(req *http.Request, form url.Values) int {
	if req.Method == http.MethodGet {
		return 0
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sets = append(d.sets, form)
	return len(d.sets)
}

func (d *dropper) writes() []url.Values {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]url.Values(nil), d.sets...)
}

func forward(t testing.TB, w http.ResponseWriter, req *http.Request, to string, body []byte, carrier *http.Transport, what fate) {
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
	if what == pass {
		for name, values := range resp.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = w.Write(text) // a client that went away has no use for it
	}
}
