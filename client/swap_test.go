package client_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

func TestSwap(t *testing.T) {
	c := realClient(t)
	at := *clienttest.Set(t, c, "/n", "41").Node.ModifiedIndex
	r, err := c.Swap(t.Context(), "n/", clienttest.Increment, client.SwapOptions{})
	if err != nil || r.Action != "compareAndSwap" || *r.Node.Value != "42" || *r.PrevNode.Value != "41" || *r.Node.CreatedIndex != at {
		t.Errorf("got %+v, %v, want a compareAndSwap of 41 by 42", r, err)
	}
	wantValue(t, c, "/n", new("42"))
	empty := func(old string) (string, error) { return "", nil }
	full := func(old string) (string, error) { return "a;b" + old, nil }
	for _, f := range []func(string) (string, error){empty, full, empty} {
		if _, err := c.Swap(t.Context(), "/n", f, client.SwapOptions{}); err != nil {
			t.Error(err)
		}
	}
	wantValue(t, c, "/n", new(""))
}

// TestSwapQueue: swaps of one key cost one request each, and one to begin.
func TestSwapQueue(t *testing.T) {
	c := realClient(t)
	clienttest.Set(t, c, "/n", "0")
	before := c.Stats()
	var work sync.WaitGroup
	for range 100 {
		work.Go(func() {
			if _, err := c.Swap(context.Background(), "/n", clienttest.Increment, client.SwapOptions{}); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	after := c.Stats()
	wantValue(t, c, "/n", new("100"))
	if sent := after.Requests - before.Requests; sent > 105 || after.Conflicts != before.Conflicts {
		t.Errorf("got %d requests and %d conflicts, want at most 105 and none", sent, after.Conflicts-before.Conflicts)
	}
}

// TestSwapRivals lets two clients of eight workers each count together, until
// they have been in each other's way.
func TestSwapRivals(t *testing.T) {
	endpoint := realClient(t).Endpoints()[0]
	rivals := []*client.Client{clienttest.Client(t, endpoint), clienttest.Client(t, endpoint)}
	const most = 20
	total := 0
	for rivals[0].Stats().Conflicts+rivals[1].Stats().Conflicts == 0 {
		if total += 500; total > most*500 {
			t.Fatalf("got no conflict in %d swaps, so they were no rivals", total)
		}
		countTogether(t, rivals, 500)
	}
	wantValue(t, rivals[0], "/n", new(strconv.Itoa(total)))
}

// countTogether adds n to /n, one by one, by eight workers for each client.
func countTogether(t *testing.T, rivals []*client.Client, n int) {
	t.Helper()
	turns := make(chan int, n)
	for i := range n {
		turns <- i
	}
	close(turns)
	var work sync.WaitGroup
	for _, c := range rivals {
		for range 8 {
			work.Go(func() {
				for range turns {
					if _, err := c.Swap(context.Background(), "/n", clienttest.Increment, client.SwapOptions{Default: new("0")}); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	work.Wait()
}

// TestSwapStaleStart: another client's write since the last swap is seen
// before anything is believed of the value that swap left behind.
func TestSwapStaleStart(t *testing.T) {
	endpoint := realClient(t).Endpoints()[0]
	c, rival := clienttest.Client(t, endpoint), clienttest.Client(t, endpoint)
	swap := func(f func(string) (string, error), o client.SwapOptions) error {
		_, err := c.Swap(t.Context(), "/n", f, o)
		return err
	}
	begin := func() {
		t.Helper()
		clienttest.Set(t, c, "/n", "0")
		if err := swap(clienttest.Increment, client.SwapOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	begin()
	clienttest.Set(t, rival, "/n", "10")
	if err := swap(clienttest.Increment, client.SwapOptions{}); err != nil {
		t.Error(err)
	}
	wantValue(t, c, "/n", new("11"))

	begin()
	clienttest.Set(t, rival, "/n", "10")
	stale := errors.New("a value that is gone")
	if err := swap(func(old string) (string, error) {
		if old != "10" {
			return "", stale
		}
		return "fresh", nil
	}, client.SwapOptions{}); err != nil {
		t.Errorf("got %v, want the stale value read again", err)
	}
	wantValue(t, c, "/n", new("fresh"))

	begin()
	if _, err := rival.Delete(t.Context(), "/n", client.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	wantCode(t, swap(clienttest.Increment, client.SwapOptions{}), client.ErrKeyNotFound)
	wantValue(t, c, "/n", nil)

	begin()
	if _, err := rival.Delete(t.Context(), "/n", client.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := swap(clienttest.Increment, client.SwapOptions{Default: new("70")}); err != nil {
		t.Error(err)
	}
	wantValue(t, c, "/n", new("71"))

	begin()
	if _, err := rival.Delete(t.Context(), "/n", client.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	clienttest.Mkdir(t, rival, "/n")
	wantCode(t, swap(clienttest.Increment, client.SwapOptions{}), client.ErrNotFile)
}

func TestSwapErrors(t *testing.T) {
	c := realClient(t)
	clienttest.Set(t, c, "/n", "v")
	clienttest.Mkdir(t, c, "/dir")
	mine := errors.New("mine")
	for range 2 {
		r, err := c.Swap(t.Context(), "/n", func(string) (string, error) { return "w", mine }, client.SwapOptions{})
		if err != mine || r != nil {
			t.Errorf("got %+v, %v, want my own error alone", r, err)
		}
		wantValue(t, c, "/n", new("v"))
	}
	for key, want := range map[string]client.Code{"/none": client.ErrKeyNotFound, "/dir": client.ErrNotFile, "/": client.ErrNotFile, "/n/x": client.ErrNotDir} {
		called := false
		_, err := c.Swap(t.Context(), key, func(string) (string, error) { called = true; return "w", nil }, client.SwapOptions{})
		wantCode(t, err, want)
		if called {
			t.Errorf("%s: the function was called, want it not called", key)
		}
	}
	_, err := c.Swap(t.Context(), "/new", func(string) (string, error) { return "w", mine }, client.SwapOptions{Default: new("0")})
	if err != mine {
		t.Errorf("got %v, want my own error", err)
	}
	wantValue(t, c, "/new", nil)
	_, err = c.Swap(t.Context(), "/n", func(string) (string, error) { return "\xff", nil }, client.SwapOptions{})
	wantArgument(t, err, "value")
	wantValue(t, c, "/n", new("v"))
}

func TestSwapOptions(t *testing.T) {
	c := realClient(t)
	r, err := c.Swap(t.Context(), "/n", clienttest.Increment, client.SwapOptions{Default: new("0"), TTL: new(uint64(100))})
	if err != nil || r.Action != "create" || *r.Node.Value != "1" || r.Node.TTL == nil || *r.Node.TTL != 100 {
		t.Errorf("got %+v, %v, want 1 created with a ttl", r, err)
	}
	r, err = c.Swap(t.Context(), "/n", clienttest.Increment, client.SwapOptions{Default: new("70"), TTL: new(uint64(200))})
	if err != nil || *r.Node.Value != "2" || r.Node.TTL == nil || *r.Node.TTL != 200 {
		t.Errorf("got %+v, %v, want 2 with the new ttl", r, err)
	}
	r, err = c.Swap(t.Context(), "/n", clienttest.Increment, client.SwapOptions{})
	if err != nil || *r.Node.Value != "3" || r.Node.TTL != nil {
		t.Errorf("got %+v, %v, want 3 without a ttl", r, err)
	}
}

// TestSwapWaits: who waits for a turn can give up, and whoever had the turn
// gives it back, also by a panic.
func TestSwapWaits(t *testing.T) {
	c := realClient(t)
	clienttest.Set(t, c, "/n", "0")
	inside, finish, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		_, err := c.Swap(context.Background(), "/n", func(old string) (string, error) {
			close(inside)
			<-finish
			return clienttest.Increment(old)
		}, client.SwapOptions{})
		done <- err
	}()
	<-inside
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Swap(ctx, "/n", func(string) (string, error) { panic("called") }, client.SwapOptions{})
	if err != context.Canceled {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if _, err := c.Swap(t.Context(), "/other", clienttest.Increment, client.SwapOptions{Default: new("0")}); err != nil {
		t.Errorf("got %v, want another key to be free", err)
	}
	close(finish)
	if err := <-done; err != nil {
		t.Error(err)
	}
	func() {
		defer func() { _ = recover() }() // the panic is this test's own
		_, err := c.Swap(t.Context(), "/n", func(string) (string, error) { panic("mine") }, client.SwapOptions{})
		t.Errorf("got %v, want a panic", err)
	}()
	if _, err := c.Swap(t.Context(), "/n", clienttest.Increment, client.SwapOptions{}); err != nil {
		t.Error(err)
	}
	wantValue(t, c, "/n", new("2"))
}

// TestSwapManyKeys has more keys than starts are kept for.
func TestSwapManyKeys(t *testing.T) {
	c := realClient(t)
	for round := range 2 {
		for i := range 1100 {
			key := fmt.Sprintf("/many/%d", i)
			r, err := c.Swap(t.Context(), key, clienttest.Increment, client.SwapOptions{Default: new("0")})
			if err != nil || *r.Node.Value != strconv.Itoa(round+1) {
				t.Fatalf("%s: got %+v, %v, want %d", key, r, err, round+1)
			}
		}
	}
}
