package recipe_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/recipe"
)

// TestOldServer keeps a leadership alive on a server that knows no refresh, as
// etcd before 2.3, and would erase the value: nobody sees it gone for a moment.
func TestOldServer(t *testing.T) {
	t.Parallel()
	heartbeats := make(chan struct{}, 100)
	old := lossyProxy(t, endpoint, func(req *http.Request) clienttest.Loss {
		if req.Method != http.MethodPut {
			return clienttest.LoseNothing
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return clienttest.LoseRequest
		}
		unknown := strings.Replace(string(body), "refresh=true", "unknown=true", 1)
		req.Body, req.ContentLength = io.NopCloser(strings.NewReader(unknown)), int64(len(unknown))
		heartbeats <- struct{}{}
		return clienttest.LoseNothing
	})
	e := &recipe.Election{Client: clienttest.Client(t, old), Key: "/old-server", TTL: 3}
	h, err := e.Campaign(t.Context(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	seen := observe(t, &recipe.Election{Client: clienttest.Client(t, endpoint), Key: "/old-server"})
	wantLeader(t, seen, "ann")
	for range 3 {
		select {
		case <-heartbeats:
		case <-h.Done():
			t.Fatalf("got %v, want it kept alive", h.Err())
		case <-time.After(clienttest.LongTimeout):
			t.Fatal("got nothing, want a heartbeat")
		}
	}
	release(t, h)
	wantLeader(t, seen, "")
}
