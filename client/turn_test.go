package client_test

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

type roundTripper func(*http.Request) (*http.Response, error)

func (r roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return r(req) }

// TestTurns: as a user no more than two requests are in flight, as guest as many as
// there are, and a context that ends while one waits ends it unsent.
func TestTurns(t *testing.T) {
	t.Parallel()
	real := realClient(t)
	carrier := &http.Transport{}
	t.Cleanup(carrier.CloseIdleConnections)
	for _, user := range []*url.Userinfo{nil, url.UserPassword("root", "p")} {
		var now, most, begun atomic.Int32
		var all, first sync.WaitGroup
		first.Add(client.MostWithUser)
		goes := make(chan struct{})
		c := clienttest.New(t, client.Config{Endpoints: real.Endpoints(), User: user, Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			if begun.Add(1) <= client.MostWithUser {
				first.Done()
			}
			<-goes
			defer now.Add(-1)
			return carrier.RoundTrip(r)
		})})
		const together = 6
		for range together {
			all.Go(func() { c.Get(t.Context(), "/k", client.GetOptions{}) })
		}
		first.Wait()
		if user != nil {
			ended, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := c.Set(ended, "/k", "v", client.SetOptions{}); err == nil {
				t.Error("a write was done without its turn")
			}
			wantValue(t, real, "/k", nil)
		}
		close(goes)
		all.Wait()
		if got := most.Load(); user != nil && got != client.MostWithUser {
			t.Errorf("as a user %d requests were in flight, want %d", got, client.MostWithUser)
		}
	}
}
