package race_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"etcd2sh/repl/race"
)

// inOrder picks the lanes of an order, and ends where it ends.
func inOrder(order ...int) race.Pick {
	return func(waiting []int) (int, error) {
		if len(waiting) == 0 {
			return 0, nil
		}
		next := order[0]
		order = order[1:]
		return next, nil
	}
}

// TestPlay: one step at a time, in the order that is picked.
func TestPlay(t *testing.T) {
	t.Parallel()
	var under atomic.Int32
	var got []int
	lane := func(i int) race.Lane {
		return steps(2, func() {
			if under.Add(1) != 1 {
				t.Error("two steps at a time")
			}
			got = append(got, i)
			under.Add(-1)
		})
	}
	want := []int{1, 0, 1, 0}
	if err := race.Play(t.Context(), []race.Lane{lane(0), lane(1)}, inOrder(want...)); err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

// TestPlaySeveral: a lane that asks from several goroutines takes a step at a time.
func TestPlaySeveral(t *testing.T) {
	t.Parallel()
	var under, taken atomic.Int32
	lane := func(ctx context.Context, gate race.Gate) {
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				steps(3, func() {
					if under.Add(1) != 1 {
						t.Error("two steps at a time")
					}
					taken.Add(1)
					under.Add(-1)
				})(ctx, gate)
			})
		}
		all.Wait()
	}
	turn := 0
	err := race.Play(t.Context(), []race.Lane{lane, lane}, func(waiting []int) (int, error) {
		if len(waiting) == 0 {
			return 0, nil
		}
		turn++
		return waiting[turn%len(waiting)], nil
	})
	if err != nil || taken.Load() != 30 {
		t.Errorf("got %v after %d steps, want 30", err, taken.Load())
	}
}

// TestPlayWithin: what asks within a step is a part of it.
func TestPlayWithin(t *testing.T) {
	t.Parallel()
	n := 0
	lane := func(ctx context.Context, gate race.Gate) {
		step, over, err := gate(ctx)
		if err != nil {
			return
		}
		defer over()
		_, innerOver, err := gate(step)
		if err != nil {
			t.Error(err)
			return
		}
		innerOver()
	}
	err := race.Play(t.Context(), []race.Lane{lane}, func(waiting []int) (int, error) {
		n += len(waiting)
		return 0, nil
	})
	if err != nil || n != 1 {
		t.Errorf("got %v after %d steps, want one", err, n)
	}
}

// TestPlayEnds: when the context ends, or pick has an error, what is held is not let
// go, and all lanes have ended.
func TestPlayEnds(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, want := range []error{broken, context.Canceled} {
		ctx, cancel := context.WithCancel(t.Context())
		var refused, taken atomic.Int32
		lane := func(ctx context.Context, gate race.Gate) {
			if _, _, err := gate(ctx); err != nil {
				refused.Add(1)
				return
			}
			taken.Add(1)
		}
		err := race.Play(ctx, []race.Lane{lane, lane}, func([]int) (int, error) {
			if want == context.Canceled {
				cancel()
			}
			return 0, want
		})
		if !errors.Is(err, want) || refused.Load() != 2 || taken.Load() != 0 {
			t.Errorf("got %v, %d refused, %d taken; want %v", err, refused.Load(), taken.Load(), want)
		}
		cancel()
	}
}

// TestFree: nothing is held.
func TestFree(t *testing.T) {
	t.Parallel()
	var met sync.WaitGroup
	met.Add(2)
	lane := steps(1, func() { met.Done(); met.Wait() }) // each waits for the other within its step
	if err := race.Free(t.Context(), []race.Lane{lane, lane}); err != nil {
		t.Error(err)
	}
}
