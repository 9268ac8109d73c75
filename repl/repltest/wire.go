package repltest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
)

// Wire takes the place of the network: it writes down what is sent and answers
// a read with a node of the value 36, or a directory where the key ends in /dir,
// and a write as one that was done. The zero Wire is ready; it is safe for
// concurrent use.
type Wire struct {
	mu    sync.Mutex
	sent  []string
	index uint64 // of the store
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
	asked := req.URL.Query()
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		line += " " + string(body)
		if asked, err = url.ParseQuery(string(body)); err != nil {
			return nil, err
		}
	}
	index := w.sends(req, line, asked)
	answer, err := answer(req, asked, index)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: http.Header{"X-Etcd-Index": {strconv.FormatUint(index, 10)}, "Content-Type": {"application/json"}},
		Body:   io.NopCloser(strings.NewReader(answer)),
	}, nil
}

// sends writes a request down and gives the index of the store behind it, which is
// beyond the one that a write compares with.
func (w *Wire) sends(req *http.Request, line string, asked url.Values) uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, line)
	if req.Method != http.MethodGet {
		compared, _ := strconv.ParseUint(asked.Get("prevIndex"), 10, 64) // 0 without one
		w.index = max(w.index, compared)
		w.index++
	}
	return w.index + 6
}

func answer(req *http.Request, asked url.Values, index uint64) (string, error) {
	path := strings.TrimSuffix(strings.TrimPrefix(req.URL.Path, "/v2/keys"), "/")
	if req.Method == http.MethodPost {
		path += fmt.Sprintf("/%020d", index)
	}
	value := "36"
	if asked.Has("value") {
		value = asked.Get("value")
	}
	node := map[string]any{"dir": true}
	if path != "" {
		node["key"] = path
	}
	if path != "" && (req.Method != http.MethodGet || !strings.HasSuffix(path, "/dir")) {
		node["value"], node["modifiedIndex"], node["createdIndex"] = value, index, 7
	}
	text, err := json.Marshal(map[string]any{"action": action(req, asked), "node": node})
	return string(text), err
}

// action is what etcd calls a request that it did.
func action(req *http.Request, asked url.Values) string {
	compares := asked.Has("prevIndex") || asked.Has("prevValue")
	switch {
	case req.Method == http.MethodGet:
		return "get"
	case req.Method == http.MethodDelete && compares:
		return "compareAndDelete"
	case req.Method == http.MethodDelete:
		return "delete"
	case compares:
		return "compareAndSwap"
	case req.Method == http.MethodPost, asked.Get("prevExist") == "false":
		return "create"
	case asked.Has("prevExist"):
		return "update"
	}
	return "set"
}
