package command_test

import (
	"net/http"
	"testing"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestSeveralKeysUnknown: a delete whose answer is lost ends those that were to
// follow, and says at which key that was.
func TestSeveralKeysUnknown(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run("reset! a 1", "reset! b 2", "reset! c 3")
	lossy := repltest.Open(t, repltest.Hold(t, s.URL, func(method, key string) {
		if method == http.MethodDelete && key == "/b" {
			panic(http.ErrAbortHandler) // closes the connection
		}
	}))
	v, err := lossy.Eval(t.Context(), "delete! a b c | :prevNode :value")
	if err != nil {
		t.Fatal(err)
	}
	var got []any
	for v, failed := range eval.Parts(v, nil) {
		if err = failed; failed == nil {
			got = append(got, v)
		}
	}
	if len(got) != 1 || got[0] != "1" {
		t.Errorf("got results %v, want that of the first key", got)
	}
	if eval.Status(err) != lang.StatusUnknown {
		t.Fatalf("got %v, want an unknown outcome", err)
	}
	if got, want := repltest.EDN(t, eval.ErrorData(err)[3:]), `{:key "/b"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := s.Run("get c"); got != `"3"` {
		t.Errorf("got %s for the last key, want it untouched", got)
	}
}
