package eval_test

import (
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/repltest"
)

// TestEnterGone: a session stays where it is if the sandbox that it should enter does
// not answer.
func TestEnterGone(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run("reset! k here")
	gone := sandboxtest.Start(t, 1)
	if err := gone.Stop(0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Enter(t.Context(), gone); err == nil {
		t.Error("entered a cluster that is gone")
	}
	s.Want("get k", `"here"`)
	if s.InSandbox() {
		t.Error("the session says that it is in a sandbox")
	}
}
