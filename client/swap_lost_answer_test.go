package client_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"

	"pgregory.net/rapid"
)

// TestSwapLostAnswer loses the first compare-and-set, or all of them, and has
// a rival write before the next one. None may be applied twice.
//
// Promise: After a lost answer it repeats
func TestSwapLostAnswer(t *testing.T) {
	endpoint := realClient(t).Endpoints()[0]
	rival := clienttest.Client(t, endpoint)
	write := func(value string) func() {
		return func() {
			if _, err := rival.Set(context.Background(), "/n", value, client.SetOptions{}); err != nil {
				t.Error(err)
			}
		}
	}
	remove := func() {
		if _, err := rival.Delete(context.Background(), "/n", client.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	}
	refresh := func() {
		if _, err := rival.Refresh(context.Background(), "/n", 1000, client.SetOptions{}); err != nil {
			t.Error(err)
		}
	}
	nothing := func() {}
	for name, try := range map[string]struct {
		loss    clienttest.Loss
		always  bool
		rival   func()
		o       client.SwapOptions
		want    string  // the outcome
		value   *string // in the store, from 0
		changes uint64  // of the store, the rival's included
		sets    int     // compare-and-sets sent
	}{
		"done, alone":              {clienttest.LoseAnswer, false, nothing, client.SwapOptions{}, clienttest.Unknown, new("1"), 1, 2},
		"not done, alone":          {clienttest.LoseRequest, false, nothing, client.SwapOptions{}, clienttest.Done, new("1"), 1, 2},
		"not done, rival":          {clienttest.LoseRequest, false, write("10"), client.SwapOptions{}, clienttest.Done, new("11"), 2, 3},
		"done, rival":              {clienttest.LoseAnswer, false, write("10"), client.SwapOptions{}, clienttest.Unknown, new("10"), 2, 2},
		"not done, rival agrees":   {clienttest.LoseRequest, false, write("1"), client.SwapOptions{}, clienttest.Unknown, new("1"), 1, 2},
		"not done, rival deletes":  {clienttest.LoseRequest, false, remove, client.SwapOptions{}, clienttest.Refused, nil, 1, 2},
		"not done, made anew":      {clienttest.LoseRequest, false, remove, client.SwapOptions{Default: new("70")}, clienttest.Done, new("71"), 2, 3},
		"done, rival deletes":      {clienttest.LoseAnswer, false, remove, client.SwapOptions{Default: new("70")}, clienttest.Unknown, nil, 2, 2},
		"not done, rival refreshs": {clienttest.LoseRequest, false, refresh, client.SwapOptions{Options: client.Options{Timeout: 300 * time.Millisecond}}, clienttest.Unknown, new("0"), 1, 2},
		// The write after a refresh cannot be ours, whose index is gone.
		"not done, refresh, write": {clienttest.LoseRequest, false, func() { refresh(); write("1")() }, client.SwapOptions{}, clienttest.Done, new("2"), 3, 3},
		"never done":               {clienttest.LoseRequest, true, nothing, client.SwapOptions{}, clienttest.Unknown, new("0"), 0, 4},
		"done, never told":         {clienttest.LoseAnswer, true, nothing, client.SwapOptions{}, clienttest.Unknown, new("1"), 1, 4},
	} {
		t.Run(name, func(t *testing.T) {
			d := clienttest.NewLossyProxy(t, endpoint, func(n int, _ url.Values) clienttest.Loss {
				if n == 1 || n > 0 && try.always {
					return try.loss
				}
				return clienttest.LoseNothing
			}, func(_ *http.Request, n int) {
				if n == 1 {
					try.rival()
				}
			})
			c := clienttest.Client(t, d.URL)
			at := *clienttest.Set(t, rival, "/n", "0").Node.ModifiedIndex
			_, err := c.Swap(t.Context(), "/n", clienttest.Increment, try.o)
			clienttest.WantOutcome(t, err, try.want)
			wantValue(t, rival, "/n", try.value)
			root, rootErr := rival.Get(t.Context(), "/", client.GetOptions{Quorum: true})
			if rootErr != nil {
				t.Fatal(rootErr)
			}
			if got := *root.Meta.EtcdIndex - at; got != try.changes {
				t.Errorf("got %d changes of the store, want %d", got, try.changes)
			}
			sets := d.Writes()
			if len(sets) != try.sets {
				t.Errorf("got the writes %v, want %d", sets, try.sets)
			}
			for _, form := range sets {
				if form.Get("prevIndex") == strconv.FormatUint(at, 10) && form.Get("value") != "1" {
					t.Errorf("got %v, want each repeat to be the same write", form)
				}
			}
		})
	}
}

// TestSwapLostCreate: a create that is lost is not repeated at all.
func TestSwapLostCreate(t *testing.T) {
	for _, what := range []clienttest.Loss{clienttest.LoseRequest, clienttest.LoseAnswer} {
		d := clienttest.NewLossyProxy(t, realClient(t).Endpoints()[0], func(n int, _ url.Values) clienttest.Loss {
			if n > 0 {
				return what
			}
			return clienttest.LoseNothing
		}, func(*http.Request, int) {})
		_, err := clienttest.Client(t, d.URL).Swap(t.Context(), "/n", clienttest.Increment, client.SwapOptions{Default: new("0")})
		clienttest.WantOutcome(t, err, clienttest.Unknown)
		if sets := d.Writes(); len(sets) != 1 {
			t.Errorf("got the writes %v, want one", sets)
		}
	}
}

// TestSwapCanceled: a swap that is given up after its write has left says so.
func TestSwapCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	d := clienttest.NewLossyProxy(t, realClient(t).Endpoints()[0], func(n int, _ url.Values) clienttest.Loss {
		if n > 0 {
			return clienttest.LoseAnswer
		}
		return clienttest.LoseNothing
	}, func(req *http.Request, n int) {
		if n > 0 {
			cancel()
			<-req.Context().Done() // the client has hung up
		}
	})
	c := clienttest.Client(t, d.URL)
	_, err := c.Swap(ctx, "/n", clienttest.Increment, client.SwapOptions{Default: new("0")})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
}

// TestSwapAnyDrops counts with several workers over a connection that loses
// requests and answers at random: what was reported done is in the counter,
// and nothing but what is unknown may be in it besides.
//
// Promise: swap! is never applied twice
func TestSwapAnyDrops(t *testing.T) {
	endpoint := realClient(t).Endpoints()[0]
	direct := clienttest.Client(t, endpoint)
	tries := 0
	rapid.Check(t, func(rt *rapid.T) {
		losses := rapid.SliceOfN(rapid.SampledFrom([]clienttest.Loss{clienttest.LoseNothing, clienttest.LoseNothing, clienttest.LoseNothing, clienttest.LoseRequest, clienttest.LoseAnswer}), 1, 40).Draw(rt, "losses")
		workers := rapid.IntRange(1, 4).Draw(rt, "workers")
		clients := rapid.IntRange(1, 2).Draw(rt, "clients")
		tries++
		key := "/any/" + strconv.Itoa(tries)
		clienttest.Set(t, direct, key, "0")
		var at atomic.Int64
		d := clienttest.NewLossyProxy(t, endpoint, func(int, url.Values) clienttest.Loss { return losses[int(at.Add(1))%len(losses)] }, func(*http.Request, int) {})
		var done, unknown atomic.Int64
		var work sync.WaitGroup
		for range clients {
			c := clienttest.New(t, client.Config{Endpoints: []string{d.URL}, Timeout: clienttest.LongTimeout, RetryDelay: 100 * time.Microsecond})
			for range workers {
				work.Go(func() {
					for range 3 {
						_, err := c.Swap(context.Background(), key, clienttest.Increment, client.SwapOptions{})
						switch clienttest.Outcome(err) {
						case clienttest.Done:
							done.Add(1)
						case clienttest.Unknown:
							unknown.Add(1)
						case clienttest.Unreachable: // its read was lost twice: nothing was written
						default:
							rt.Errorf("got %v (%T), want it done, unknown or not begun", err, err)
						}
					}
				})
			}
		}
		work.Wait()
		n, err := strconv.ParseInt(*clienttest.Get(t, direct, key).Value, 10, 64)
		if err != nil || n < done.Load() || n > done.Load()+unknown.Load() {
			rt.Errorf("got %d (%v) in the store, want from %d to %d", n, err, done.Load(), done.Load()+unknown.Load())
		}
	})
}
