package repltest

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
)

// Wire takes the place of the network: it writes down what is sent and answers
// everything alike: a node with the value 36, or a directory where the key ends
// in /dir. The zero Wire is ready; it is safe for concurrent use.
type Wire struct {
	mu   sync.Mutex
	sent []string
}

// Wired gives a session whose requests end on a wire, and whose prompt is the
// current directory.
func Wired(t testing.TB) (*eval.Session, *Wire) {
	t.Helper()
	w := &Wire{}
	return Connect(t, client.Config{Transport: w}, eval.Settings{Prompt: "{dir}> "}), w
}

// Offline gives a session whose server nobody asks.
func Offline(t testing.TB) *eval.Session {
	t.Helper()
	return Connect(t, client.Config{Endpoints: []string{"http://127.0.0.1:1"}}, eval.Settings{})
}

// Sent gives the requests so far, each as METHOD KEY?QUERY BODY.
func (w *Wire) Sent() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sent)
}

// RoundTrip implements http.RoundTripper.
func (w *Wire) RoundTrip(req *http.Request) (*http.Response, error) {
	line := req.Method + " " + strings.TrimPrefix(req.URL.EscapedPath(), "/v2/keys")
	if req.URL.RawQuery != "" {
		line += "?" + req.URL.RawQuery
	}
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		line += " " + string(body)
	}
	w.mu.Lock()
	w.sent = append(w.sent, line)
	w.mu.Unlock()
	answer, err := answer(req)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: http.Header{"X-Etcd-Index": {"7"}, "Content-Type": {"application/json"}},
		Body:   io.NopCloser(strings.NewReader(answer)),
	}, nil
}

func answer(req *http.Request) (string, error) {
	action := map[string]string{http.MethodGet: "get", http.MethodPut: "set", http.MethodPost: "create", http.MethodDelete: "delete"}[req.Method]
	path := strings.TrimSuffix(strings.TrimPrefix(req.URL.Path, "/v2/keys"), "/")
	if req.Method == http.MethodPost {
		path += "/new"
	}
	key, err := json.Marshal(path)
	if err != nil {
		return "", err
	}
	node := `"key":` + string(key) + `,"dir":true,"value":"36","modifiedIndex":7,"createdIndex":7`
	if path == "" {
		node = `"dir":true`
	} else if strings.HasSuffix(path, "/dir") {
		node = `"key":` + string(key) + `,"dir":true`
	}
	return `{"action":"` + action + `","node":{` + node + `}}`, nil
}
