package command_test

import (
	"strings"
	"testing"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// TestWatchGapNamesItsKeys: a gap is told of all keys that are watched, and behind it
// each state of its own key, also when a key was given twice.
func TestWatchGapNamesItsKeys(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run("def begun reset! a 1 | :node :modifiedIndex", "repeat 1100 reset! b 2", "reset! a 3")
	v, err := s.Eval(t.Context(), "watch a a none b --from $begun")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	told := 0
	for v, err := range eval.Parts(v, nil) {
		if err != nil {
			t.Fatal(err)
		}
		if err := (render.Style{Format: render.Simple}).Result(&text, eval.Shown(v)); err != nil {
			t.Fatal(err)
		}
		if told++; told == 4 {
			break
		}
	}
	var got []string
	for line := range strings.Lines(text.String()) {
		got = append(got, strings.Join(strings.Split(strings.TrimSpace(line), "\t")[1:3], " "))
	}
	if got, want := strings.Join(got, ", "), "history-lost /a, /a, /none, /b, get /a, missing /none, get /b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
