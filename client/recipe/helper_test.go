package recipe_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/recipe"
	"etcd2sh/client/sandbox"
)

// endpoint is that of a real etcd, which the tests share; each has a directory
// of its own. Those that make etcd forget its history have an etcd of their own.
var endpoint string

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "16"); err != nil { // most of them wait for a ttl, not for a processor
		panic(err)
	}
	etcd, err := sandbox.Start(context.Background(), sandbox.Config{})
	if err != nil {
		panic(err)
	}
	endpoint = etcd.Endpoints()[0]
	code := m.Run()
	if err := etcd.Close(); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// lossyProxy is a proxy in front of an etcd. decide is asked about each request;
// after is called when one is lost, before the client knows.
func lossyProxy(t testing.TB, etcd string, decide func(*http.Request) clienttest.Loss, after ...func()) string {
	t.Helper()
	to, err := url.Parse(etcd)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.FlushInterval = -1
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if q := req.URL.Query(); req.Method == http.MethodGet && !q.Has("wait") && q.Get("quorum") != "true" {
			t.Errorf("got %s, want every read to be linearizable", req.URL)
		}
		switch decide(req) {
		case clienttest.LoseNothing:
			proxy.ServeHTTP(w, req)
			return
		case clienttest.LoseAnswer:
			proxy.ServeHTTP(httptest.NewRecorder(), req.WithContext(context.WithoutCancel(req.Context())))
		}
		for _, do := range after {
			do()
		}
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return server.URL
}

func acquire(t testing.TB, l *recipe.Lock) *recipe.Held {
	t.Helper()
	h, err := l.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Release(context.Background()); err != nil && !errors.Is(err, recipe.ErrLost) {
			t.Error(err)
		}
	})
	return h
}

func release(t testing.TB, h *recipe.Held) {
	t.Helper()
	if err := h.Release(t.Context()); err != nil {
		t.Error(err)
	}
}

// wantWaiters waits until that many stand in line.
func wantWaiters(t testing.TB, key string, n int) []recipe.Waiter {
	t.Helper()
	l := recipe.Lock{Client: clienttest.Client(t, endpoint), Key: key}
	ctx, cancel := context.WithTimeout(t.Context(), clienttest.LongTimeout)
	defer cancel()
	for {
		waiters, err := l.Show(ctx)
		if err == nil && len(waiters) == n {
			return waiters
		}
		if err == nil {
			err = wait(ctx, 5*time.Millisecond)
		}
		if err != nil {
			t.Fatalf("got %v, %v, want %d in line", waiters, err, n)
		}
	}
}

// next waits for what a channel brings.
func next[T any](t testing.TB, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(clienttest.LongTimeout):
		t.Fatal("got nothing")
	}
	return v
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// asked is an acquiring under way.
type asked struct {
	held chan *recipe.Held
	err  chan error
}

func ask(ctx context.Context, l *recipe.Lock) asked {
	a := asked{make(chan *recipe.Held, 1), make(chan error, 1)}
	go func() {
		h, err := l.Acquire(ctx)
		if err != nil {
			a.err <- err
			return
		}
		a.held <- h
	}()
	return a
}

func (a asked) take(t testing.TB) *recipe.Held {
	t.Helper()
	select {
	case h := <-a.held:
		return h
	case err := <-a.err:
		t.Fatal(err)
	case <-time.After(clienttest.LongTimeout):
		t.Fatal("got nothing, want the lock")
	}
	return nil
}

func wantLost(t testing.TB, err error) {
	t.Helper()
	if !errors.Is(err, recipe.ErrLost) {
		t.Errorf("got %v (%T), want it lost", err, err)
	}
}

func remove(t testing.TB, c *client.Client, key string) {
	t.Helper()
	if _, err := c.Delete(t.Context(), key, client.DeleteOptions{}); err != nil {
		t.Error(err)
	}
}

// removeAll deletes a directory with all that is in it.
func removeAll(t testing.TB, c *client.Client, key string) {
	t.Helper()
	if _, err := c.Delete(t.Context(), key, client.DeleteOptions{Recursive: true}); err != nil {
		t.Error(err)
	}
}

func put(t testing.TB, c *client.Client, key, value string) {
	t.Helper()
	if _, err := c.Set(t.Context(), key, value, client.SetOptions{}); err != nil {
		t.Error(err)
	}
}

func padded(n int) string { return fmt.Sprintf("%020d", n) }
