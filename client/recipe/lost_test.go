package recipe_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/recipe"
)

// TestLockKept: the heartbeat keeps the key for longer than its ttl, and its
// value and its token stay.
func TestLockKept(t *testing.T) {
	t.Parallel()
	c := clienttest.Client(t, endpoint)
	h := acquire(t, &recipe.Lock{Client: c, Key: "/kept", TTL: 2})
	first, err := c.Get(t.Context(), h.Key(), client.GetOptions{Quorum: true})
	if err != nil {
		t.Fatal(err)
	}
	for seen := first.Node; seen.Expiration.Sub(*first.Node.Expiration) < 2100*time.Millisecond; {
		r, err := c.Get(t.Context(), h.Key(), client.GetOptions{Quorum: true})
		if err != nil {
			t.Fatal(err)
		}
		if seen = r.Node; *seen.Value != *first.Node.Value || *seen.CreatedIndex != h.Token() {
			t.Fatalf("got %q of %d, want %q of %d", *seen.Value, *seen.CreatedIndex, *first.Node.Value, h.Token())
		}
		if err := wait(t.Context(), 10*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Err(); err != nil {
		t.Error(err)
	}
	release(t, h)
	if !isDone(h) || h.Err() != context.Canceled {
		t.Errorf("got %v, want the hold ended by the release", h.Err())
	}
	release(t, h) // again
}

// TestLockDeleted: somebody deletes the key of the holder, and that of one who
// waits.
func TestLockDeleted(t *testing.T) {
	t.Parallel()
	l := &recipe.Lock{Client: clienttest.Client(t, endpoint), Key: "/deleted", TTL: 2}
	h := acquire(t, l)
	second := ask(t.Context(), l)
	waiting := wantWaiters(t, "/deleted", 2)
	third := ask(t.Context(), l)
	wantWaiters(t, "/deleted", 3)
	remove(t, clienttest.Client(t, endpoint), waiting[1].Key)
	wantLost(t, next(t, second.err))
	failed := make(chan error)
	go func() {
		failed <- h.Do(t.Context(), func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		})
	}()
	remove(t, clienttest.Client(t, endpoint), h.Key())
	successor := third.take(t)
	if err := next(t, failed); !errors.Is(err, recipe.ErrLost) || errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want it lost and nothing else", err)
	}
	if wantLost(t, h.Err()); !strings.Contains(h.Err().Error(), "is gone") {
		t.Errorf("got %v, want it told by etcd, not by the clock", h.Err())
	}
	wantLost(t, h.Release(t.Context()))
	write := &client.UnknownOutcome{Request: "PUT /x", Err: context.Canceled}
	err := h.Do(t.Context(), func(context.Context) error { return write })
	if !errors.Is(err, recipe.ErrLost) || !errors.Is(err, write) {
		t.Errorf("got %v, want it lost, and the write of which nobody knows", err)
	}
	if now := wantWaiters(t, "/deleted", 1); now[0].Key != successor.Key() {
		t.Errorf("got %v, want the successor's key %s", now, successor.Key())
	}
	release(t, successor)
}

// TestLockOverwritten: a key with another's value is another's, and is left
// alone.
func TestLockOverwritten(t *testing.T) {
	t.Parallel()
	c := clienttest.Client(t, endpoint)
	h := acquire(t, &recipe.Lock{Client: c, Key: "/overwritten", TTL: 2})
	second := ask(t.Context(), &recipe.Lock{Client: c, Key: "/overwritten", TTL: 60})
	put(t, c, wantWaiters(t, "/overwritten", 2)[1].Key, "theirs")
	put(t, c, h.Key(), "theirs too")
	wantLost(t, next(t, errOf(h)))
	wantLost(t, h.Release(t.Context()))
	if left := wantWaiters(t, "/overwritten", 2); left[0].Owner != "theirs too" {
		t.Errorf("got %v, want what another wrote", left)
	}
	remove(t, c, h.Key())
	wantLost(t, next(t, second.err))
	if left := wantWaiters(t, "/overwritten", 1); left[0].Owner != "theirs" {
		t.Errorf("got %v, want what another wrote", left)
	}
}

// TestLockGap: the one before goes between the listing and the watch.
func TestLockGap(t *testing.T) {
	t.Parallel()
	gate, watching := make(chan struct{}), make(chan struct{}, 100)
	h := acquire(t, &recipe.Lock{Client: clienttest.Client(t, endpoint), Key: "/gap", TTL: 60})
	second := ask(t.Context(), &recipe.Lock{Client: clienttest.Client(t, lossyProxy(t, endpoint, holdWatches(gate, watching))), Key: "/gap", TTL: 60})
	next(t, watching)
	release(t, h)
	close(gate)
	release(t, second.take(t))
}

// TestLockHangs: a refresh that hangs is given up in time for another.
func TestLockHangs(t *testing.T) {
	t.Parallel()
	var refreshes atomic.Int32
	again := make(chan struct{})
	through := lossyProxy(t, endpoint, func(req *http.Request) clienttest.Loss {
		if req.Method != http.MethodPut {
			return clienttest.LoseNothing
		}
		switch refreshes.Add(1) {
		case 1:
			select {
			case <-again:
			case <-t.Context().Done():
			}
			return clienttest.LoseRequest
		case 2:
			close(again)
		}
		return clienttest.LoseNothing
	})
	h := acquire(t, &recipe.Lock{Client: clienttest.Client(t, through), Key: "/hangs", TTL: 4})
	select {
	case <-again:
	case <-h.Done():
		t.Errorf("got %v, want another refresh", h.Err())
	case <-time.After(clienttest.LongTimeout):
		t.Error("got nothing, want another refresh")
	}
}

// TestLockMovesOn: a member that answers no refresh any more is left for
// another before the ttl ends.
func TestLockMovesOn(t *testing.T) {
	t.Parallel()
	refreshed := make(chan struct{}, 100)
	hangs := lossyProxy(t, endpoint, func(req *http.Request) clienttest.Loss {
		if req.Method == http.MethodPut {
			<-t.Context().Done()
			return clienttest.LoseRequest
		}
		return clienttest.LoseNothing
	})
	next := lossyProxy(t, endpoint, func(req *http.Request) clienttest.Loss {
		if req.Method == http.MethodPut {
			refreshed <- struct{}{}
		}
		return clienttest.LoseNothing
	})
	h := acquire(t, &recipe.Lock{Client: clienttest.Client(t, hangs, next), Key: "/moves-on", TTL: 4})
	for range 2 {
		select {
		case <-refreshed:
		case <-h.Done():
			t.Fatalf("got %v, want the other member asked", h.Err())
		case <-time.After(clienttest.LongTimeout):
			t.Fatal("got nothing, want the other member asked")
		}
	}
}

// TestLockCut: the holder's connection is cut. It knows that it has lost before
// another holds, and touches nothing when the connection is back.
func TestLockCut(t *testing.T) {
	t.Parallel()
	var cut atomic.Bool
	through := lossyProxy(t, endpoint, func(*http.Request) clienttest.Loss {
		if cut.Load() {
			return clienttest.LoseRequest
		}
		return clienttest.LoseNothing
	})
	h := acquire(t, &recipe.Lock{Client: clienttest.Client(t, through), Key: "/cut", TTL: 2})
	second := ask(t.Context(), &recipe.Lock{Client: clienttest.Client(t, endpoint), Key: "/cut", TTL: 60})
	wantWaiters(t, "/cut", 2)
	cut.Store(true)
	successor := second.take(t)
	if !isDone(h) {
		t.Error("got two holders")
	}
	wantLost(t, h.Err())
	for what, err := range map[string]error{
		"release": h.Release(t.Context()),
		"do":      h.Do(t.Context(), func(ctx context.Context) error { return ctx.Err() }),
	} {
		if wantLost(t, err); errors.As(err, new(*client.UnknownOutcome)) {
			t.Errorf("%s: got %v, want the loss and not its release's failure", what, err)
		}
	}
	cut.Store(false)
	wantLost(t, h.Release(t.Context()))
	if now := wantWaiters(t, "/cut", 1); now[0].Key != successor.Key() || successor.Token() <= h.Token() {
		t.Errorf("got %v, want the successor's key %s", now, successor.Key())
	}
	release(t, successor)
}

// TestLockCutWaiting: the connection of one who waits is cut for a moment, which
// it survives, or for good.
func TestLockCutWaiting(t *testing.T) {
	t.Parallel()
	var cuts atomic.Int32
	through := lossyProxy(t, endpoint, func(*http.Request) clienttest.Loss {
		if cuts.Add(-1) >= 0 {
			return clienttest.LoseRequest
		}
		return clienttest.LoseNothing
	})
	h := acquire(t, &recipe.Lock{Client: clienttest.Client(t, endpoint), Key: "/waiting", TTL: 60})
	waiter := clienttest.Client(t, through)
	second := ask(t.Context(), &recipe.Lock{Client: waiter, Key: "/waiting", TTL: 2})
	wantWaiters(t, "/waiting", 2)
	cuts.Store(8)
	release(t, h)
	h = second.take(t)
	cuts.Store(0)
	third := ask(t.Context(), &recipe.Lock{Client: waiter, Key: "/waiting", TTL: 2})
	wantWaiters(t, "/waiting", 2)
	cuts.Store(1 << 30)
	wantLost(t, next(t, third.err))
	wantLost(t, next(t, errOf(h)))
}

// errOf gives the error of a hold once it is done.
func errOf(h *recipe.Held) <-chan error {
	c := make(chan error, 1)
	go func() { <-h.Done(); c <- h.Err() }()
	return c
}

func isDone(h *recipe.Held) bool {
	select {
	case <-h.Done():
		return true
	default:
		return false
	}
}

// TestLockAnswerLost loses the answers of the create and of the delete, or the
// requests.
//
// Promise: dequeue, lock and elect repeat
func TestLockAnswerLost(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]struct {
		method string
		loss   clienttest.Loss
		cancel bool // the waiting, while the answer is lost
		held   bool
	}{
		"create done":           {http.MethodPost, clienttest.LoseAnswer, false, true},
		"create done, canceled": {http.MethodPost, clienttest.LoseAnswer, true, false},
		"create lost":           {http.MethodPost, clienttest.LoseRequest, false, false},
		"create lost, canceled": {http.MethodPost, clienttest.LoseRequest, true, false},
		"release done":          {http.MethodDelete, clienttest.LoseAnswer, false, true},
		"release lost":          {http.MethodDelete, clienttest.LoseRequest, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var lost atomic.Bool
			through := lossyProxy(t, endpoint, func(req *http.Request) clienttest.Loss {
				if req.Method != try.method || lost.Swap(true) {
					return clienttest.LoseNothing
				}
				return try.loss
			}, func() {
				if try.cancel {
					cancel()
				}
			})
			key := "/answer/" + name
			h, err := (&recipe.Lock{Client: clienttest.Client(t, through), Key: key, TTL: 60}).Acquire(ctx)
			if try.held {
				if err != nil {
					t.Fatal(err)
				}
				release(t, h)
			} else if unknown := errors.As(err, new(*client.UnknownOutcome)); err == nil || !unknown && !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want it unknown or canceled", err)
			}
			wantWaiters(t, key, 0)
		})
	}
}
