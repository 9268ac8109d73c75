package command_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/render"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestRepeatCounts stops at the first failure, and says how many were done.
func TestRepeatCounts(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	shell, _ := repltest.NewShell(t, endpoint)
	s := shell.Session
	repltest.Run(t, s, "reset! :n 0")
	v, err := s.Eval(t.Context(), "repeat 200 --jobs 16 swap! :n inc")
	results, ok := v.(render.List)
	if err != nil || !ok || len(results) != 200 {
		t.Fatalf("got %v, %v, want 200 results", v, err)
	}
	for n := range 200 {
		if want := render.Number(strconv.Itoa(n + 1)); !slices.Contains(results, any(want)) {
			t.Errorf("got %v, want %s among them", results, want)
		}
	}
	if got := repltest.Run(t, s, "get :n"); got != `"200"` {
		t.Errorf("got %s, want \"200\": none lost, none twice", got)
	}
	_, err = s.Eval(t.Context(), "repeat 100 --jobs 8 create! q/none/.. x --ttl 7000000001")
	var repeat *command.RepeatError
	if !errors.As(err, &repeat) || repeat.Done != 0 || repeat.Of != 100 || eval.Status(err) != lang.StatusUsage {
		t.Errorf("got %v, want the first of 100 refused", err)
	}
}

// TestRefusedCompares: a compare that fails is a result, of which a person is told
// why; repeat counts it as a conflict.
func TestRefusedCompares(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run("set k 1")
	var notes []string
	repltest.OnNote(s.Session, func(text string) { notes = append(notes, text) })
	s.Want("cas! k 2 3", "false")
	s.Want("cas-index! k 1 3", "false")
	s.Want("cas! k 1 2 | :node :value", `"2"`)
	s.Want("repeat 3 cas! k 2 2 | 0 :action", `"compareAndSwap"`)
	s.Want("repeat 3 cas! k 1 2", "(false false false)")
	for i, want := range []string{`hint: the value was "1"`, "hint: the index was ", "3 succeeded, 3 requests, 0 conflicts, ", "0 succeeded, 3 requests, 3 conflicts, "} {
		if i >= len(notes) || !strings.HasPrefix(notes[i], want) {
			t.Errorf("got %q, want %q at %d", notes, want, i)
		}
	}
}

// TestMetaKeepsErrors: what is more than a refusal is no metadata.
func TestMetaKeepsErrors(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run("set k 1")
	s.Want("meta mk k 2 | :status", "412")
	s.Want("meta get missing | :status", "404")
	s.Refuses("meta cd missing", "Key not found")
	s.Refuses("meta repeat 2 mk k 2", "0 of 2 were done")
	s.Refuses("meta expect 1 get* missing", "Key not found")
}
