package race_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"etcd2sh/repl/race"
)

// steps is a lane of n steps, each of which notes the lane.
func steps(n int, note func()) race.Lane {
	return func(ctx context.Context, gate race.Gate) {
		for range n {
			_, over, err := gate(ctx)
			if err != nil {
				return
			}
			note()
			over()
		}
	}
}

// orders plays lanes of so many steps, and gives their orders.
func orders(t *testing.T, most int, counts ...int) (all []string, complete bool, estimate float64) {
	t.Helper()
	complete, estimate, err := race.Explore(most, func(pick race.Pick) error {
		order := ""
		var lanes []race.Lane
		for i, n := range counts {
			lanes = append(lanes, steps(n, func() { order += string(rune('a' + i)) }))
		}
		err := race.Play(t.Context(), lanes, pick)
		all = append(all, order)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	if n := len(slices.Compact(slices.Clone(all))); n != len(all) {
		t.Errorf("%v: got %d different orders in %d", counts, n, len(all))
	}
	return all, complete, estimate
}

// TestExplore: each order is played once, as many as there are.
func TestExplore(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		counts []int
		want   int
	}{
		{[]int{0}, 1}, {[]int{3}, 1}, {[]int{0, 2}, 1}, {[]int{1, 1}, 2}, {[]int{2, 2}, 6}, {[]int{3, 4}, 35},
		{[]int{5, 5}, 252}, {[]int{2, 2, 2}, 90}, {[]int{1, 2, 3}, 60},
	} {
		all, complete, estimate := orders(t, 1000, test.counts...)
		if len(all) != test.want || !complete || estimate != float64(test.want) {
			t.Errorf("%v: got %d orders of %v, complete %v; want %d", test.counts, len(all), estimate, complete, test.want)
		}
	}
}

// TestExploreMost: as many orders as may be played are all of them, or a sample that
// is the same each time.
func TestExploreMost(t *testing.T) {
	t.Parallel()
	if all, complete, _ := orders(t, 252, 5, 5); len(all) != 252 || !complete {
		t.Errorf("got %d orders, complete %v", len(all), complete)
	}
	all, complete, estimate := orders(t, 251, 5, 5)
	if len(all) != 251 || complete || estimate != 252 {
		t.Errorf("got %d orders of %v, complete %v", len(all), estimate, complete)
	}
	few, _, _ := orders(t, 100, 4, 4, 4)
	again, _, _ := orders(t, 100, 4, 4, 4)
	if !slices.Equal(few, again) {
		t.Error("another sample the second time")
	}
	first := map[byte]int{}
	for _, order := range few {
		first[order[0]]++
	}
	if first['a'] < 20 || first['b'] < 20 || first['c'] < 20 {
		t.Errorf("the first step is that of %v in 100 orders", first)
	}
}

// TestExploreAdapting: lanes whose steps depend on the order are played in each, too.
func TestExploreAdapting(t *testing.T) {
	t.Parallel()
	played := map[string]int{}
	complete, _, err := race.Explore(1000, func(pick race.Pick) error {
		value, order := 0, ""
		swap := func(name string) race.Lane {
			step := func(ctx context.Context, gate race.Gate, do func()) bool {
				_, over, err := gate(ctx)
				if err != nil {
					return false
				}
				order += name
				do()
				over()
				return true
			}
			return func(ctx context.Context, gate race.Gate) {
				for done := false; !done; {
					seen := 0
					if !step(ctx, gate, func() { seen = value }) || !step(ctx, gate, func() {
						if done = value == seen; done {
							value++
						}
					}) {
						return
					}
				}
			}
		}
		err := race.Play(t.Context(), []race.Lane{swap("a"), swap("b"), swap("c")}, pick)
		if played[order]++; value != 3 {
			t.Errorf("%s: got %d, want 3", order, value)
		}
		return err
	})
	if err != nil || !complete || len(played) != 498 {
		t.Errorf("got %d orders, complete %v, %v; want 498", len(played), complete, err)
	}
}

// TestExploreDiverged: a lane whose steps depend on more than their order.
func TestExploreDiverged(t *testing.T) {
	t.Parallel()
	n := 0
	_, _, err := race.Explore(100, func(pick race.Pick) error {
		n++
		return race.Play(t.Context(), []race.Lane{steps(2+n%2, func() {}), steps(2, func() {})}, pick)
	})
	if !errors.Is(err, race.ErrDiverged) {
		t.Errorf("got %v", err)
	}
}

// TestExploreError: an error of an order ends it.
func TestExploreError(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	n := 0
	_, _, err := race.Explore(100, func(race.Pick) error { n++; return fmt.Errorf("no: %w", broken) })
	if !errors.Is(err, broken) || n != 1 {
		t.Errorf("got %v after %d", err, n)
	}
}
