package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"etcd2sh/client/sandbox"
)

// start starts a sandbox that ends with the test.
func start(t *testing.T, cfg sandbox.Config) *sandbox.Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	c, err := sandbox.Start(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shut(t, c) })
	return c
}

func shut(t *testing.T, c *sandbox.Cluster) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// call makes a request of its own connection and returns the answer's text. A
// write has a value.
func call(method, address, value string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	body := strings.NewReader("")
	if value != "" {
		body = strings.NewReader(url.Values{"value": {value}}.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s: %s", method, address, resp.Status, text)
	}
	return string(text), err
}

func put(t *testing.T, endpoint, key, value string) {
	t.Helper()
	if _, err := call(http.MethodPut, endpoint+"/v2/keys/"+key, value); err != nil {
		t.Fatal(err)
	}
}

// get returns the value of key at a member, linearizably when query says so.
func get(endpoint, key, query string) (string, error) {
	text, err := call(http.MethodGet, endpoint+"/v2/keys/"+key+query, "")
	if err != nil {
		return "", err
	}
	var answer struct{ Node struct{ Value string } }
	err = json.Unmarshal([]byte(text), &answer)
	return answer.Node.Value, err
}

func wantValue(t *testing.T, endpoint, key, want string) {
	t.Helper()
	if got, err := get(endpoint, key, "?quorum=true"); err != nil || got != want {
		t.Errorf("%s at %s: got %q, %v; want %q", key, endpoint, got, err, want)
	}
}

// eventually polls until done is true.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !done() {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 20 s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func leader(t *testing.T, c *sandbox.Cluster) (i int) {
	t.Helper()
	eventually(t, "a leader", func() (ok bool) {
		i, ok = c.Leader()
		return ok
	})
	return i
}
