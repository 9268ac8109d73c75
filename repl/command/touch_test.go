package command_test

import (
	"errors"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// TestTouchOldServer touches keys of a server that knows no refresh and erases
// their values, which are put back with the new ttl.
func TestTouchOldServer(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	old := s.Through(t, repltest.WithoutRefresh(t, s.URL, func() {}))
	var warned []string
	old.SetConsole(eval.Console{Warn: func(text string) { warned = append(warned, text) }})
	for i, line := range []string{`touch! k --ttl 5000`, `touch! k --ttl 5000 --prev-value v`, `touch! k --ttl 5000 --timeout 30s`} {
		s.Run(`reset! k v`)
		created := s.Run(`get* k | :node :createdIndex`)
		old.Want(line+` | :node :value`, `"v"`)
		s.Want(`get k`, `"v"`)
		s.Want(`get* k | :node :createdIndex`, created)
		if ttl := s.Seconds("/k"); ttl < 4000 {
			t.Errorf("%s: got the ttl %d", line, ttl)
		}
		if len(warned) != i+1 || !strings.Contains(warned[i], "it erased the value of /k, which was put back") {
			t.Errorf("%s: warned of %q", line, warned)
		}
	}
	s.Run(`reset! k ""`)
	old.Want(`touch! k --ttl 5000 | :node :value`, `""`)
	s.SetConsole(eval.Console{Warn: func(text string) { warned = append(warned, text) }})
	s.Run(`reset! k v`, `touch! k --ttl 5000`)
	if len(warned) != 3 {
		t.Errorf("warned of %q, want nothing where nothing was erased", warned[3:])
	}
}

// TestTouchNotPutBack has somebody else write after a value was erased: that
// stays, and the error has what was erased.
func TestTouchNotPutBack(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Write("/k", "v")
	old := s.Through(t, repltest.WithoutRefresh(t, s.URL, func() { s.Write("/k", "another's") }))
	var erased *client.ErasedValue
	if err := old.Refuses(`touch! k --ttl 5000`, "it erased the value of /k"); !errors.As(err, &erased) || erased.Value != "v" || !errors.Is(err, client.ErrCompareFailed) {
		t.Errorf("got %v, want what was erased", err)
	}
	s.Want(`get k`, `"another's"`)
}
