package recipe

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestClockJumps: after a jump of either clock beyond the ttl the holder must
// not believe that it still holds; a wall clock that is set back proves nothing.
func TestClockJumps(t *testing.T) {
	t.Parallel()
	c := sandboxtest.Client(t, sandboxtest.Start(t, 1).Endpoints()[0])
	const ttl = 60
	for name, try := range map[string]struct {
		monotonic, wall time.Duration
		lost            bool
	}{
		"a pause":                   {61 * time.Second, 61 * time.Second, true},
		"a sleep":                   {0, 61 * time.Second, true},
		"set back during a pause":   {61 * time.Second, -time.Hour, true},
		"set back":                  {0, -time.Hour, false},
		"a short sleep":             {0, 30 * time.Second, false},
		"a pause, just short of it": {50 * time.Second, 50 * time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var jumped atomic.Bool
			clock := func() instant {
				i := now()
				if jumped.Load() {
					i.monotonic += try.monotonic
					i.wall = i.wall.Add(try.wall)
				}
				return i
			}
			h, err := (&Lock{Client: c, Key: "/" + name, TTL: ttl, clock: clock}).Acquire(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if h.Err() != nil {
				t.Error(h.Err())
			}
			jumped.Store(true)
			if try.lost { // without anybody's asking
				<-h.Done()
			}
			if err := h.Err(); errors.Is(err, ErrLost) != try.lost {
				t.Errorf("got %v, want it lost: %v", err, try.lost)
			}
			if err := h.Release(context.Background()); errors.Is(err, ErrLost) != try.lost {
				t.Errorf("got %v, want it lost: %v", err, try.lost)
			}
			if r, err := c.Get(t.Context(), h.Key(), client.GetOptions{Quorum: true}); !errors.Is(err, client.ErrKeyNotFound) {
				t.Errorf("got %+v, %v, want the key deleted", r, err)
			}
		})
	}
}

// TestClockAsked: Err itself looks at the clock.
func TestClockAsked(t *testing.T) {
	t.Parallel()
	var jump atomic.Int64
	h := &Held{line: &line{}, entry: entry{key: "/k"}, done: make(chan struct{})}
	h.lease.ttl, h.lease.clock = time.Minute, func() instant { return instant{monotonic: time.Duration(jump.Load())} }
	if h.Err() != nil {
		t.Error(h.Err())
	}
	jump.Store(int64(time.Minute))
	if !errors.Is(h.Err(), ErrLost) {
		t.Errorf("got %v, want it lost", h.Err())
	}
	select {
	case <-h.Done():
	default:
		t.Error("got it not done, want it done with the error")
	}
}
