package dispatch

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// TestLooks counts the places looked at: as many for each task, however many are
// under way.
func TestLooks(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]func(i int) string{
		"other keys":             func(i int) string { return fmt.Sprintf("/dir%d/k%d", i%100, i) },
		"one key":                func(int) string { return "/a/k" },
		"the whole now and then": func(i int) string { return []string{"/", fmt.Sprintf("/k%d", i)}[min(i%50, 1)] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, tasks := range []int{1_000, 32_000} {
				d := New[int]()
				for i := range tasks {
					d.Add(key(i), i)
				}
				edges := 0
				d.Close()
				for e := d.take(); e != nil; e = d.take() {
					edges += len(e.followers)
					d.finish(e)
				}
				if each := d.underWay.looks / tasks; each > 4 || edges > 4*tasks {
					t.Errorf("%d tasks: %d looks for each, %d waits in all", tasks, each, edges)
				}
			}
		})
	}
}

// TestIndex: whichever tasks end, one is ready as soon as no unfinished one before
// it is about a related key, and not before; nothing is left at the end.
func TestIndex(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := New[int]()
		var unfinished []*entry[int] // in their order
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				key := rapid.StringMatching(`(/[ab]){1,3}|/`).Draw(t, "key")
				d.Add(key, 0)
				unfinished = append(unfinished, &entry[int]{key: key, number: d.count})
			},
			"finish": func(t *rapid.T) {
				if len(d.ready) == 0 {
					t.Skip()
				}
				i := rapid.IntRange(0, len(d.ready)-1).Draw(t, "ready")
				e := d.ready[i]
				d.ready = append(d.ready[:i:i], d.ready[i+1:]...)
				for i, u := range unfinished {
					if u.number == e.number {
						unfinished = append(unfinished[:i:i], unfinished[i+1:]...)
						break
					}
				}
				d.finish(e)
			},
			"": func(t *rapid.T) {
				ready := map[int]bool{}
				for _, e := range d.ready {
					ready[e.number] = true
				}
				for i, e := range unfinished {
					free := true
					for _, before := range unfinished[:i] {
						free = free && !related(e.key, before.key)
					}
					if free != ready[e.number] {
						t.Fatalf("%s, number %d: ready %v, want %v", e.key, e.number, ready[e.number], free)
					}
				}
				if len(unfinished) == 0 && (d.underWay.root.latest != nil || len(d.underWay.root.below) > 0) {
					t.Fatal("something is left in the index")
				}
			},
		})
	})
}
