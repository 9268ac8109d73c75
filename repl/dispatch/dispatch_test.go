package dispatch

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"etcd2sh/client/tree"
)

// related reports whether the order of two tasks matters: their keys are the same, or
// one is above the other.
func related(a, b string) bool { return tree.IsWithin(a, b) || tree.IsBelow(b, a) }

// step is a task with its key.
type step struct {
	key    string
	number int
}

// Tasks of related keys end in the order in which they came, and every task
// runs once.
func TestOrderOfRelatedKeys(t *testing.T) {
	t.Parallel()
	keys := []string{"/a", "/a/b", "/a/b/c", "/ab", "/d", "/"}
	d := New[step]()
	var mu sync.Mutex
	var ran []step
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			d.Work(func(s step) {
				mu.Lock()
				defer mu.Unlock()
				ran = append(ran, s)
			})
		})
	}
	const tasks = 500
	for i := range tasks {
		s := step{keys[i%len(keys)], i}
		d.Add(s.key, s)
	}
	d.Close()
	workers.Wait()
	if len(ran) != tasks {
		t.Fatalf("%d tasks ran, want %d", len(ran), tasks)
	}
	for i, s := range ran {
		for _, later := range ran[i+1:] {
			if later.number < s.number && related(s.key, later.key) {
				t.Errorf("%v ran before %v", s, later)
			}
		}
	}
}

// Unrelated keys run side by side, related ones do not.
func TestSideBySide(t *testing.T) {
	t.Parallel()
	tests := []struct {
		keys []string
		want time.Duration
	}{
		{[]string{"/a", "/b", "/ab"}, time.Second},
		{[]string{"/a", "/a"}, 2 * time.Second},
		{[]string{"/a", "/b", "/a/c", "/b/d"}, 2 * time.Second},
		{[]string{"/a/b", "/a/c", "/a"}, 2 * time.Second},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.keys), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := New[int]()
				for i, key := range tt.keys {
					d.Add(key, i)
				}
				d.Close()
				start := time.Now()
				var workers sync.WaitGroup
				for range tt.keys {
					workers.Go(func() { d.Work(func(int) { time.Sleep(time.Second) }) })
				}
				workers.Wait()
				if took := time.Since(start); took != tt.want {
					t.Errorf("took %v, want %v", took, tt.want)
				}
			})
		})
	}
}

// Of the tasks that are ready the one that came first is taken.
func TestFirstComeFirst(t *testing.T) {
	t.Parallel()
	d := New[int]()
	for i, key := range []string{"/a", "/a/b", "/c", "/a", "/d"} {
		d.Add(key, i)
	}
	d.Close()
	var ran []int
	d.Work(func(i int) { ran = append(ran, i) })
	if want := []int{0, 1, 2, 3, 4}; !slices.Equal(ran, want) {
		t.Errorf("got %v, want %v", ran, want)
	}
}

// A worker waits for tasks until the dispatcher is closed.
func TestCloseEndsWorkers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := New[int]()
		ended := false
		go func() {
			d.Work(func(int) {})
			ended = true
		}()
		synctest.Wait()
		if ended {
			t.Error("a worker ended before Close")
		}
		d.Close()
		synctest.Wait()
		if !ended {
			t.Error("a worker goes on after Close")
		}
	})
}
