package recipe_test

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/recipe"
	"etcd2sh/client/sandbox/sandboxtest"
)

// observe hands on what an observer sees.
func observe(t testing.TB, e *recipe.Election) <-chan recipe.Leader {
	seen := make(chan recipe.Leader)
	go func() {
		for leader, err := range e.Observe(t.Context()) {
			if err != nil {
				if t.Context().Err() == nil {
					t.Error(err)
				}
				return
			}
			select {
			case seen <- leader:
			case <-t.Context().Done():
				return
			}
		}
	}()
	return seen
}

func wantLeader(t testing.TB, seen <-chan recipe.Leader, name string) recipe.Leader {
	t.Helper()
	leader := next(t, seen)
	if leader.Name != name || (name == "") != (leader == recipe.Leader{}) {
		t.Errorf("got %+v, want %q to lead", leader, name)
	}
	return leader
}

// TestElection: observers see each leader, however short its time, and nobody
// between; one who comes late sees the present one.
func TestElection(t *testing.T) {
	t.Parallel()
	e := &recipe.Election{Client: clienttest.Client(t, endpoint), Key: "/election", TTL: 60}
	seen := observe(t, &recipe.Election{Client: clienttest.Client(t, endpoint), Key: "/election"})
	wantLeader(t, seen, "")
	names := []string{"ann", "bob 2", "ann", "ann", "c\nd"}
	var standing []chan *recipe.Held
	for i, name := range names {
		won := make(chan *recipe.Held, 1)
		standing = append(standing, won)
		go func() {
			h, err := e.Campaign(context.Background(), name)
			if err != nil {
				t.Error(err)
			}
			won <- h
		}()
		wantWaiters(t, "/election", i+1)
	}
	for i, name := range names {
		h := next(t, standing[i])
		late := observe(t, e)
		for _, leader := range []recipe.Leader{wantLeader(t, seen, name), wantLeader(t, late, name)} {
			if leader.Token != h.Token() || leader.Key != h.Key() {
				t.Errorf("got %+v, want the token %d of %s", leader, h.Token(), h.Key())
			}
		}
		release(t, h)
	}
	wantLeader(t, seen, "")
	if _, err := e.Campaign(t.Context(), ""); !isArgument(err) {
		t.Errorf("got %v, want an empty name refused", err)
	}
}

// TestObserveChanges: what others do to the keys by hand is seen too, and what is
// no in-order key is not.
func TestObserveChanges(t *testing.T) {
	t.Parallel()
	c := clienttest.Client(t, endpoint)
	e := &recipe.Election{Client: c, Key: "/observe/here"}
	put(t, c, "/observe/here/20", "b")
	seen := observe(t, e)
	wantLeader(t, seen, "b")
	put(t, c, "/observe/here/readme", "x")
	put(t, c, "/observe/here/1/2", "x")
	put(t, c, "/observe/here/30", "c")
	put(t, c, "/observe/here/010", "a")
	wantLeader(t, seen, "a")
	put(t, c, "/observe/here/010", "other")
	wantLeader(t, seen, "other")
	remove(t, c, "/observe/here/20")
	remove(t, c, "/observe/here/010")
	wantLeader(t, seen, "c")
	removeAll(t, c, "/observe")
	wantLeader(t, seen, "")
	put(t, c, "/observe/here/40", "d")
	wantLeader(t, seen, "d")
}

// TestObserveForgotten: an observer who comes back after etcd has forgotten what
// happened still sees the latest.
func TestObserveForgotten(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(c *client.Client){
		"c": func(c *client.Client) { put(t, c, "/forgotten/9", "b"); put(t, c, "/forgotten/8", "c") },
		"":  func(c *client.Client) { removeAll(t, c, "/forgotten") },
	} {
		etcd := sandboxtest.Start(t, 1).Endpoints()[0]
		c := clienttest.Client(t, etcd)
		gate, blocked := make(chan struct{}), make(chan struct{}, 100)
		put(t, c, "/forgotten/10", "a")
		seen := observe(t, &recipe.Election{Client: clienttest.Client(t, lossyProxy(t, etcd, holdWatches(gate, blocked))), Key: "/forgotten"})
		wantLeader(t, seen, "a")
		next(t, blocked)
		change(c)
		for range 1001 {
			put(t, c, "/elsewhere", "x")
		}
		close(gate)
		wantLeader(t, seen, want)
	}
}

// TestObserveCut: the connection breaks right after the first answer.
func TestObserveCut(t *testing.T) {
	t.Parallel()
	var polls atomic.Int32
	through := lossyProxy(t, endpoint, func(req *http.Request) clienttest.Loss {
		if req.URL.Query().Has("wait") && polls.Add(1) < 5 {
			return clienttest.LoseRequest
		}
		return clienttest.LoseNothing
	})
	seen := observe(t, &recipe.Election{Client: clienttest.Client(t, through), Key: "/cut observer"})
	wantLeader(t, seen, "")
	put(t, clienttest.Client(t, endpoint), "/cut observer/1", "a")
	wantLeader(t, seen, "a")
}

func TestElectionUnreachable(t *testing.T) {
	t.Parallel()
	e := &recipe.Election{Client: clienttest.Client(t, "http://127.0.0.1:1"), Key: "/k"}
	for _, err := range e.Observe(t.Context()) {
		if !errors.As(err, new(*client.Unreachable)) {
			t.Errorf("got %v, want it unreachable", err)
		}
	}
	if _, err := e.Campaign(t.Context(), "a"); !errors.As(err, new(*client.Unreachable)) {
		t.Errorf("got %v, want it unreachable", err)
	}
}
