package repltest

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// Hold makes a proxy that calls before with the method and the key of each
// request, and then forwards it. It gives the proxy's URL.
func Hold(t testing.TB, endpoint string, before func(method, key string)) string {
	t.Helper()
	forward := forwarder(t, endpoint)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		before(r.Method, strings.TrimPrefix(r.URL.Path, "/v2/keys"))
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}

// WithoutRefresh makes a proxy to what is then a server before etcd 2.3, which
// knows no refresh. It calls erased when that has erased a value, before the
// answer goes out, and gives the proxy's URL.
func WithoutRefresh(t testing.TB, endpoint string, erased func()) string {
	t.Helper()
	forward := forwarder(t, endpoint)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		old := strings.Replace(string(body), "refresh=true", "unknown=true", 1)
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(old)), int64(len(old))
		if old == string(body) {
			forward.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		forward.ServeHTTP(answer, r)
		erased()
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = answer.Body.WriteTo(w) // a client that went away misses nothing
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}

// Loser is a proxy that drops answers, after the server did what was asked. Its
// functions are set before the first request.
type Loser struct {
	*httptest.Server
	Lost   atomic.Int32          // how many answers were dropped
	Before func()                // called before an answer is dropped; or nil
	Other  func(r *http.Request) // called after any other answer; or nil
}

// LoseAnswers makes a proxy that drops the answers about one key.
func LoseAnswers(t testing.TB, endpoint, method, key string) *Loser {
	t.Helper()
	l := &Loser{}
	forward := forwarder(t, endpoint)
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != method || r.URL.Path != "/v2/keys"+key {
			forward.ServeHTTP(w, r)
			if l.Other != nil {
				l.Other(r)
			}
			return
		}
		l.Lost.Add(1)
		forward.ServeHTTP(httptest.NewRecorder(), r)
		if l.Before != nil {
			l.Before()
		}
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(l.Close)
	return l
}

func forwarder(t testing.TB, endpoint string) http.Handler {
	t.Helper()
	to, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	return httputil.NewSingleHostReverseProxy(to)
}
