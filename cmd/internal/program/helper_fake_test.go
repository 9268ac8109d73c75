package program_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

const (
	jsonType = "application/json"
	textType = "text/plain; charset=utf-8"
	htmlType = "text/html; charset=utf-8"
)

// fake is a server that answers as no etcd would: it makes the faults that a
// real one cannot be asked for. It keeps what arrived.
type fake struct {
	url string

	mu       sync.Mutex
	requests []string
}

// startFake serves with answer, which is told how many requests came before.
func startFake(t *testing.T, answer func(n int, w http.ResponseWriter, r *http.Request)) *fake {
	t.Helper()
	f := &fake{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		answer(f.keep(r, string(body)), w, r)
	}))
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

func (f *fake) keep(r *http.Request, body string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests = append(f.requests, fmt.Sprintf("%s %s %s", r.Method, r.URL.RequestURI(), body))
	return len(f.requests) - 1
}

// got checks which requests arrived.
func (f *fake) got(t *testing.T, want ...string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.Equal(f.requests, want) {
		t.Errorf("requests:\n got %q\nwant %q", f.requests, want)
	}
}

// always answers every request alike.
func always(status int, contentType, body string) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, _ *http.Request) { respond(w, status, contentType, body) }
}

func respond(w http.ResponseWriter, status int, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	io.WriteString(w, body) // a client that has gone is not this server's worry
}

// hangUp closes the connection without an answer.
func hangUp(http.ResponseWriter) { panic(http.ErrAbortHandler) }

// hanging is a server that says what it is, and answers no question about a
// key whose name begins with hang. Each such question is told about.
func hanging(t *testing.T) (*fake, <-chan struct{}) {
	waiting := make(chan struct{}, 99)
	return startFake(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/version":
			respond(w, http.StatusOK, jsonType, `{"etcdserver":"3.5.21","etcdcluster":"3.5.0"}`)
		case r.URL.Path == "/v2/members":
			respond(w, http.StatusOK, jsonType, `{"members":[]}`)
		case strings.HasPrefix(r.URL.Path, "/v2/keys/hang"):
			waiting <- struct{}{}
			<-r.Context().Done()
		default:
			respond(w, http.StatusOK, jsonType, `{"action":"get","node":{"key":"/k","value":"v"}}`)
		}
	}), waiting
}
