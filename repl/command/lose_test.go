package command_test

import (
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// wantLost runs a command whose outcome must be unknown, and says so with its status.
func wantLost(t *testing.T, s repltest.Session, line string) {
	t.Helper()
	err := s.Refuses(line, "was sent, but whether it happened is not known: the connection was closed before the answer was complete")
	if !client.IsUnknown(err) || eval.Status(err) != lang.StatusUnknown {
		t.Errorf("%s: got %v with status %d, want an unknown outcome", line, err, eval.Status(err))
	}
}

// wantResolved checks what resolve finds: the verdict, and a part of its reason.
func wantResolved(t *testing.T, s repltest.Session, verdict, reason string) {
	t.Helper()
	got := s.Run("resolve")
	if !strings.Contains(got, ":verdict :"+verdict+",") || !strings.Contains(got, reason) {
		t.Errorf("resolve: got %s, want %s, %q", got, verdict, reason)
	}
}

// TestLose: one error for three fates of a write, and what can be known of each.
func TestLose(t *testing.T) {
	repltest.Parallel(t)
	s, _, _ := repltest.Cluster(t)
	s.Run("reset! other 1")

	wantLost(t, s, "lose request reset! blind v")
	s.Want("get blind --quorum", "nil")
	wantResolved(t, s, "not-known", "it may happen yet")
	wantLost(t, s, "lose answer reset! blind v")
	s.Want("get blind --quorum", `"v"`)
	wantResolved(t, s, "not-known", "a set just like it happened")

	s.Run("def at reset! doc old | :node :modifiedIndex")
	wantLost(t, s, "lose request cas-index! doc $at new")
	s.Want("get doc --quorum", `"old"`)
	wantResolved(t, s, "not-known", "it may happen yet")
	wantLost(t, s, "lose answer cas-index! doc $at new")
	wantResolved(t, s, "happened", "the value took the place")

	s.Want("lose request swap! other inc", "2")
	wantLost(t, s, "lose answer swap! other inc")
	s.Want("get other --quorum", `"3"`)
	wantLost(t, s, "lose answer delete! other")
	s.Want("get other --quorum", "nil")
}

// TestLoseLate: a write that was given up happens, when nobody waits for it any more.
func TestLoseLate(t *testing.T) {
	repltest.Parallel(t)
	s, _, _ := repltest.Cluster(t)
	s.Run("def at reset! doc old | :node :modifiedIndex")
	wantLost(t, s, "lose late cas-index! doc $at new")
	s.Want("get doc --quorum", `"old"`)
	wantResolved(t, s, "not-known", "it may happen yet")
	s.Run("await doc = new")
	wantResolved(t, s, "happened", "the value took the place")

	wantLost(t, s, "lose late reset! doc last")
	s.Close() // and then it never leaves
	repltest.Run(t, s.Session, "sleep 1200ms")
	s.Want("get doc --quorum", `"new"`)
}

// TestLoseNothing: what writes nothing loses nothing, and that is said; an error of
// its own is its error.
func TestLoseNothing(t *testing.T) {
	repltest.Parallel(t)
	s, _, _ := repltest.Cluster(t)
	s.Misuse("lose request get k", "get wrote nothing")
	s.Misuse("lose answer echo hi", "echo wrote nothing")
	s.Misuse("lose all reset! k v", "it is lose request, answer or late")
	s.Refuses("lose answer get* k", "100: Key not found")
	s.Misuse("lose request race 2 'reset! k v'", "put lose into a SCRIPT")
	s.Want("get k --quorum", "nil")
	s.Run("reset! c 1")
	var last error
	v, err := s.Eval(t.Context(), "lose request get c c")
	for _, failed := range eval.Parts(v, err) {
		last = failed
	}
	if last == nil || !strings.Contains(last.Error(), "get wrote nothing") {
		t.Errorf("got %v after two results, want that nothing was lost", last)
	}
	repltest.New(t).Misuse("lose request reset! k v", "lose works on a cluster of the shell's own: start etcd2sh-sandbox")
}
