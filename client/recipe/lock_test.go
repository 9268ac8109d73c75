package recipe_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/recipe"
)

// TestLockExcludes has many wait in line. One at a time is inside, in the order
// in which they came, with a growing token; and each release wakes one.
func TestLockExcludes(t *testing.T) {
	t.Parallel()
	const contenders = 20
	c := clienttest.Client(t, endpoint)
	l := &recipe.Lock{Client: c, Key: "/excludes", TTL: 60}
	counter, inside := 0, false // nothing but the lock guards them
	var order []int
	var tokens []uint64
	failed := make(chan error, contenders)
	allAsked := make(chan struct{})
	for i := range contenders {
		go func() {
			h, err := l.Acquire(context.Background())
			if err != nil {
				failed <- err
				return
			}
			failed <- h.Do(context.Background(), func(context.Context) error {
				if inside {
					return errors.New("two are inside")
				}
				inside = true
				before := counter
				order, tokens = append(order, i), append(tokens, h.Token())
				<-allAsked
				counter = before + 1
				inside = false
				return nil
			})
		}()
		wantWaiters(t, "/excludes", i+1)
	}
	close(allAsked)
	for range contenders {
		if err := next(t, failed); err != nil {
			t.Error(err)
		}
	}
	if counter != contenders || !slices.IsSorted(order) {
		t.Errorf("got %d times inside in the order %v, want %d in the order of asking", counter, order, contenders)
	}
	for i := 1; i < len(tokens); i++ {
		if tokens[i] <= tokens[i-1] {
			t.Errorf("got the tokens %v, want them to grow", tokens)
		}
	}
	// A create, a list and a watch to wait; a list and a watch to hold; a delete;
	// and up to two polls of a watch that has its event. A herd would list for each
	// release.
	if requests := c.Stats().Requests; requests > 8*contenders {
		t.Errorf("got %d requests of %d contenders, want at most 8 each", requests, contenders)
	}
	wantWaiters(t, "/excludes", 0)
}

// TestLockShow lists the holder first, and nothing that is no in-order key.
func TestLockShow(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"readme", "_00000000000000000001", "-1", "00000000000000000001x", "1/2"} {
		put(t, clienttest.Client(t, endpoint), "/show/"+name, "x")
	}
	first := &recipe.Lock{Client: clienttest.Client(t, endpoint), Key: "show/", TTL: 60, Owner: "one of two"}
	h := acquire(t, first)
	ctx, cancel := context.WithCancel(t.Context())
	second := ask(ctx, &recipe.Lock{Client: clienttest.Client(t, endpoint), Key: "/show"})
	got := wantWaiters(t, "/show", 2)
	if w := got[0]; w.Owner != "one of two" || w.Token != h.Token() || w.Key != h.Key() || w.TTL == nil || *w.TTL > 60 || *w.TTL < 50 {
		t.Errorf("got %+v first, want the holder %s", w, h.Key())
	}
	if w := got[1]; w.Owner == "" || w.Token <= h.Token() || *w.TTL > recipe.DefaultTTL || *w.TTL < recipe.DefaultTTL/2 {
		t.Errorf("got %+v second, want one that came later", got[1])
	}
	cancel()
	if err := next(t, second.err); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want it canceled", err)
	}
	put(t, clienttest.Client(t, endpoint), "/show/99999999999999999", "by hand-0123456789abcdef")
	if got := wantWaiters(t, "/show", 2); got[1].Owner != "by hand-0123456789abcdef" || got[1].TTL != nil {
		t.Errorf("got %+v, want the other key with its whole value", got[1])
	}
	remove(t, clienttest.Client(t, endpoint), "/show/99999999999999999")
}

// TestLockCanceled: one who gives up leaves no key, and those behind do not pass
// those before.
func TestLockCanceled(t *testing.T) {
	t.Parallel()
	l := &recipe.Lock{Client: clienttest.Client(t, endpoint), Key: "/canceled", TTL: 60}
	h := acquire(t, l)
	ctx, cancel := context.WithCancel(t.Context())
	second := ask(ctx, l)
	wantWaiters(t, "/canceled", 2)
	third := ask(t.Context(), l)
	keys := wantWaiters(t, "/canceled", 3)
	cancel()
	if err := next(t, second.err); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want it canceled", err)
	}
	if left := wantWaiters(t, "/canceled", 2); left[0].Key != h.Key() || left[1].Key != keys[2].Key {
		t.Errorf("got %v, want the second gone from %v", left, keys)
	}
	select {
	case <-third.held:
		t.Error("got the lock twice")
	default:
	}
	release(t, h)
	release(t, third.take(t))
	wantWaiters(t, "/canceled", 0)
}

// TestLockArguments are refused before anything is written.
func TestLockArguments(t *testing.T) {
	t.Parallel()
	put(t, clienttest.Client(t, endpoint), "/arguments", "a file")
	c := clienttest.Client(t, endpoint)
	for name, try := range map[string]struct {
		lock recipe.Lock
		want func(error) bool
	}{
		"key":   {recipe.Lock{Client: c, Key: "/a/.."}, isArgument},
		"ttl":   {recipe.Lock{Client: c, Key: "/b", TTL: client.MaxTTL + 1}, isArgument},
		"owner": {recipe.Lock{Client: c, Key: "/b", Owner: "\xff"}, isArgument},
		"file":  {recipe.Lock{Client: c, Key: "/arguments"}, func(err error) bool { return errors.Is(err, client.ErrNotDir) }},
	} {
		if _, err := try.lock.Acquire(t.Context()); !try.want(err) {
			t.Errorf("%s: got %v (%T), want it refused", name, err, err)
		}
	}
	file := recipe.Lock{Client: c, Key: "/arguments"}
	if _, err := file.Show(t.Context()); !isArgument(err) {
		t.Errorf("got %v, want a file refused", err)
	}
}

func isArgument(err error) bool { return errors.As(err, new(*client.Argument)) }

// TestLockTellsWhomItWaitsFor has two holders before it, one after the other.
func TestLockTellsWhomItWaitsFor(t *testing.T) {
	t.Parallel()
	c := clienttest.Client(t, endpoint)
	first := acquire(t, &recipe.Lock{Client: c, Key: "/told", TTL: 60, Owner: "anna"})
	second := ask(t.Context(), &recipe.Lock{Client: c, Key: "/told", TTL: 60, Owner: "bert"})
	wantWaiters(t, "/told", 2)
	type told struct {
		owner  string
		before int
		ttl    bool
	}
	tells := make(chan told, 10)
	third := ask(t.Context(), &recipe.Lock{Client: c, Key: "/told", TTL: 60, Waits: func(holder recipe.Waiter, before int) {
		tells <- told{holder.Owner, before, holder.TTL != nil && *holder.TTL > 0 && *holder.TTL <= 60}
	}})
	if got, want := next(t, tells), (told{"anna", 2, true}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	release(t, first)
	release(t, second.take(t))
	release(t, third.take(t))
	if len(tells) > 0 {
		t.Errorf("got %+v too, though nobody was left before it", <-tells)
	}
}
