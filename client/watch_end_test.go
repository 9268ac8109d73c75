package client_test

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestWatchEnds with the loop, with the context, and when it cannot begin.
func TestWatchEnds(t *testing.T) {
	c := realClient(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	f := begin(t, c.Endpoints()[0], "/k", client.WatchOptions{})
	f.stop()
	n, from := 0, *clienttest.Set(t, c, "/k", "0").Node.ModifiedIndex
	clienttest.Set(t, c, "/k", "1")
	w, begun := watcher(t, c.Endpoints()[0], clienttest.LongTimeout)
	for e, err := range w.Watch(ctx, "/k", client.WatchOptions{From: from}) {
		if n++; n == 1 {
			for range 3 {
				<-begun // the second event has been read ahead
			}
			cancel()
			continue
		}
		if e != nil || err != context.Canceled {
			t.Errorf("got %v, %v, want context.Canceled", e, err)
		}
	}
	if n != 2 {
		t.Errorf("got %d pairs, want an event and the end", n)
	}
	for range c.Watch(ctx, "/k", client.WatchOptions{}) {
		n++
	}
	if n != 3 {
		t.Errorf("got %d pairs, want one more when the context has ended before", n)
	}
}

// TestWatchCannotBegin: what fails at first contact is not tried for ever.
func TestWatchCannotBegin(t *testing.T) {
	t.Parallel()
	page := fakeServer(t, func(int, *http.Request) (string, bool) { return answer(200, "text/html", "<html>"), true })
	bare := fakeServer(t, func(int, *http.Request) (string, bool) { return answerJSON(200, setV), true })
	silent, _ := silentServer(t)
	for name, try := range map[string]struct {
		endpoint, key string
		o             client.WatchOptions
		want          any
	}{
		"down":       {closedPort, "/k", client.WatchOptions{}, new(*client.Unreachable)},
		"page":       {page.url, "/k", client.WatchOptions{}, new(*client.NotV2)},
		"no index":   {bare.url, "/k", client.WatchOptions{}, new(*client.NotV2)},
		"silent":     {silent.url, "/k", client.WatchOptions{From: 3}, new(*client.Timeout)},
		"key":        {page.url, "/a/../k", client.WatchOptions{}, new(*client.Argument)},
		"read ahead": {page.url, "/k", client.WatchOptions{ReadAhead: -1}, new(*client.Argument)},
	} {
		c := clienttest.New(t, client.Config{Endpoints: []string{try.endpoint}, Timeout: shortTimeout})
		try.o.Trouble = func(err error) { t.Errorf("%s: got %v told as survived", name, err) }
		if err := follow(t, c, try.key, try.o).end(); !errors.As(err, try.want) {
			t.Errorf("%s: got %v (%T), want a %T", name, err, err, try.want)
		}
	}
}

// TestWatchRefused: a refusal ends a watch, at its beginning and later.
func TestWatchRefused(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	proxy := clienttest.NewCuttingProxy(t, endpoint, nil)
	wrong := strings.Replace(proxy.URL, "//", "//nobody:wrong@", 1)
	f := begin(t, wrong, "/k", client.WatchOptions{})
	sandboxtest.EnableAuth(t, endpoint)
	proxy.Cut()
	wantCode(t, f.end(), client.ErrUnauthorized)
	wantCode(t, follow(t, clienttest.Client(t, wrong), "/k", client.WatchOptions{}).end(), client.ErrUnauthorized)
}

// TestWatchLeavesNothing: no watcher in etcd, no goroutine, no connection.
func TestWatchLeavesNothing(t *testing.T) {
	if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		t.Skip("etcd reads the number of its watchers without a lock, which the race detector finds; run it without")
	}
	endpoint := realClient(t).Endpoints()[0]
	writer := clienttest.Client(t, endpoint)
	before := goleak.IgnoreCurrent()
	watchers := func() int {
		var stats struct{ Watchers int }
		rawJSON(t, endpoint+"/v2/stats/store", &stats)
		return stats.Watchers
	}
	await := func(want int) {
		t.Helper()
		for n := 0; watchers() != want; n++ { // etcd sees a connection end a moment later
			if n == 2000 {
				t.Fatalf("got %d watchers, want %d", watchers(), want)
			}
			time.Sleep(time.Millisecond)
		}
	}
	was := watchers()
	c, begun := watcher(t, endpoint, clienttest.LongTimeout)
	for _, end := range []func(ctx context.Context, cancel func(), key string){
		func(ctx context.Context, _ func(), key string) { // the loop ends
			for range c.Watch(ctx, key, client.WatchOptions{Recursive: true}) {
				return
			}
		},
		func(ctx context.Context, cancel func(), key string) { // the context ends
			for e := range c.Watch(ctx, key, client.WatchOptions{Recursive: true}) {
				if e != nil {
					cancel()
				}
			}
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			end(ctx, cancel, "/d")
		}()
		<-begun
		await(was + 1)
		clienttest.Set(t, writer, "/d/k", "v")
		<-done
		cancel()
		await(was)
		for len(begun) > 0 {
			<-begun
		}
	}
	c.Close()
	writer.Close()
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	goleak.VerifyNone(t, before)
}
