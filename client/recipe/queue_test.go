package recipe_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/recipe"
	"etcd2sh/client/sandbox/sandboxtest"
)

func enqueue(t testing.TB, c *client.Client, key, value string) {
	t.Helper()
	if _, err := c.CreateInOrder(t.Context(), key, value, client.SetOptions{}); err != nil {
		t.Fatal(err)
	}
}

// TestQueueOnce: of many items each is taken once, by takers who share a queue
// and by others.
func TestQueueOnce(t *testing.T) {
	t.Parallel()
	const items, queues, takersEach = 1000, 2, 4
	c := clienttest.Client(t, sandboxtest.Start(t, 1).Endpoints()[0])
	var filling sync.WaitGroup
	var next atomic.Int64
	for range 4 {
		filling.Go(func() {
			for i := next.Add(1); i <= items; i = next.Add(1) {
				enqueue(t, c, "/once", strconv.FormatInt(i, 10))
			}
		})
	}
	filling.Wait()
	var taken sync.Map
	var takers sync.WaitGroup
	for range queues {
		q := &recipe.Queue{Client: c, Key: "/once"}
		for range takersEach {
			takers.Go(func() {
				for {
					item, err := q.Dequeue(t.Context())
					if errors.Is(err, recipe.ErrEmpty) {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					if _, before := taken.LoadOrStore(item.Value, item); before {
						t.Errorf("got %s twice", item.Value)
					}
				}
			})
		}
	}
	takers.Wait()
	for i := 1; i <= items; i++ {
		if _, ok := taken.Load(strconv.Itoa(i)); !ok {
			t.Errorf("got item %d never", i)
		}
	}
}

// TestQueueOrder: the lowest number first, whatever the width of its name, and
// nothing else in the directory.
func TestQueueOrder(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"9": "second", "0008": "first", padded(10): "third", "readme": "x", "_7": "x", "1x": "x", "-1": "x", "5/5": "x",
	} {
		put(t, clienttest.Client(t, endpoint), "/order/"+name, value)
	}
	q := &recipe.Queue{Client: clienttest.Client(t, endpoint), Key: "order/"}
	for _, want := range []string{"first", "second", "third"} {
		item, err := q.Dequeue(t.Context())
		if err != nil || item.Value != want || item.Index == 0 {
			t.Errorf("got %+v, %v, want the %s", item, err, want)
		}
	}
	if item, err := q.Dequeue(t.Context()); !errors.Is(err, recipe.ErrEmpty) {
		t.Errorf("got %+v, %v, want nothing more", item, err)
	}
	missing := recipe.Queue{Client: q.Client, Key: "/order/missing"}
	if item, err := missing.Dequeue(t.Context()); !errors.Is(err, recipe.ErrEmpty) {
		t.Errorf("got %+v, %v, want nothing", item, err)
	}
}

// TestQueueChanged: an item that was changed after it was listed is taken as it
// is now.
func TestQueueChanged(t *testing.T) {
	t.Parallel()
	for n, value := range []string{"a", "b", "c"} {
		put(t, clienttest.Client(t, endpoint), "/changed/"+padded(n), value)
	}
	q := &recipe.Queue{Client: clienttest.Client(t, endpoint), Key: "/changed"}
	want := func(value string) {
		t.Helper()
		if item, err := q.Dequeue(t.Context()); err != nil || item.Value != value {
			t.Errorf("got %+v, %v, want %q", item, err, value)
		}
	}
	want("a")
	put(t, clienttest.Client(t, endpoint), "/changed/"+padded(1), "B")
	want("c")
	want("B")
}

// TestQueueWait: takers wait for items, and each item wakes as many as it needs.
func TestQueueWait(t *testing.T) {
	t.Parallel()
	c := clienttest.Client(t, endpoint)
	gate := make(chan struct{})
	waiting := make(chan struct{}, 100)
	through := clienttest.Client(t, lossyProxy(t, endpoint, holdWatches(gate, waiting)))
	got := make(chan string, 3)
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 3)
	for range 3 {
		go func() {
			item, err := (&recipe.Queue{Client: through, Key: "/wait"}).DequeueWait(ctx)
			if err != nil {
				stopped <- err
				return
			}
			got <- item.Value
		}()
		next(t, waiting)
	}
	put(t, clienttest.Client(t, endpoint), "/wait/readme", "x")
	enqueue(t, c, "/wait", "1") // between their listing and their watch
	close(gate)
	if value := next(t, got); value != "1" {
		t.Errorf("got %q, want 1", value)
	}
	enqueue(t, c, "/wait", "2")
	if value := next(t, got); value != "2" {
		t.Errorf("got %q, want 2", value)
	}
	cancel()
	if err := next(t, stopped); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want it canceled", err)
	}
	enqueue(t, c, "/wait", "3")
	if item, err := (&recipe.Queue{Client: c, Key: "/wait"}).DequeueWait(t.Context()); err != nil || item.Value != "3" {
		t.Errorf("got %+v, %v, want 3 at once", item, err)
	}
}

// holdWatches lets a watch through when the gate is open, and tells of each.
func holdWatches(gate <-chan struct{}, came chan<- struct{}) func(*http.Request) clienttest.Loss {
	return func(req *http.Request) clienttest.Loss {
		if req.URL.Query().Has("wait") {
			came <- struct{}{}
			select {
			case <-gate:
			case <-req.Context().Done():
			}
		}
		return clienttest.LoseNothing
	}
}

// TestQueueAnswerLost: what was taken is never given to another, and what may
// have been taken is said so.
//
// Promise: dequeue, lock and elect repeat
func TestQueueAnswerLost(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]struct {
		loss   clienttest.Loss
		always bool
		rival  bool   // deletes the item, plainly, when the first request is lost
		want   string // the item, or what may be taken in brackets
		next   string // of another taker
	}{
		"lost":                  {clienttest.LoseRequest, false, false, "a", "b"},
		"done":                  {clienttest.LoseAnswer, false, false, "[a]", "b"},
		"lost, taken by others": {clienttest.LoseRequest, false, true, "b", ""},
		"never told":            {clienttest.LoseAnswer, true, false, "[a]", "b"},
		"never done":            {clienttest.LoseRequest, true, false, "[a]", "a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key := "/lost/" + name
			put(t, clienttest.Client(t, endpoint), key+"/"+padded(1), "a")
			put(t, clienttest.Client(t, endpoint), key+"/"+padded(2), "b")
			var lost atomic.Bool
			through := lossyProxy(t, endpoint, func(req *http.Request) clienttest.Loss {
				if req.Method != http.MethodDelete || lost.Swap(true) && !try.always {
					return clienttest.LoseNothing
				}
				if try.rival {
					remove(t, clienttest.Client(t, endpoint), key+"/"+padded(1))
				}
				return try.loss
			})
			got := ""
			item, err := (&recipe.Queue{Client: clienttest.Client(t, through), Key: key}).Dequeue(t.Context())
			var maybe *recipe.MaybeTaken
			switch {
			case err == nil:
				got = item.Value
			case errors.As(err, &maybe) && errors.As(err, new(*client.UnknownOutcome)):
				got = "[" + maybe.Item.Value + "]"
			}
			if got != try.want {
				t.Errorf("got %s (%v), want %s", got, err, try.want)
			}
			after, err := (&recipe.Queue{Client: clienttest.Client(t, endpoint), Key: key}).Dequeue(t.Context())
			if try.next == "" && !errors.Is(err, recipe.ErrEmpty) || try.next != "" && (err != nil || after.Value != try.next) {
				t.Errorf("got %+v, %v after it, want %q", after, err, try.next)
			}
		})
	}
}

// TestQueueTriedInVain: an item that could not be taken comes first again.
func TestQueueTriedInVain(t *testing.T) {
	t.Parallel()
	for n, value := range []string{"a", "b"} {
		put(t, clienttest.Client(t, endpoint), "/vain/"+padded(n), value)
	}
	var cut atomic.Bool
	cut.Store(true)
	q := &recipe.Queue{Client: clienttest.Client(t, lossyProxy(t, endpoint, func(req *http.Request) clienttest.Loss {
		if req.Method == http.MethodDelete && cut.Load() {
			return clienttest.LoseRequest
		}
		return clienttest.LoseNothing
	})), Key: "/vain"}
	if _, err := q.Dequeue(t.Context()); !errors.As(err, new(*recipe.MaybeTaken)) {
		t.Errorf("got %v, want it perhaps taken", err)
	}
	cut.Store(false)
	for _, want := range []string{"a", "b"} {
		if item, err := q.Dequeue(t.Context()); err != nil || item.Value != want {
			t.Errorf("got %+v, %v, want %q", item, err, want)
		}
	}
}
