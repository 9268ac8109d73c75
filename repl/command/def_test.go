package command_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// TestFailedPlaces: a name whose definition failed stands for nothing, and a
// failed cd ends a script that goes on after errors.
func TestFailedPlaces(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`reset! job 1`, `def j get* job | :node :key`)
	s.Refuses(`def j get* gone | :node :key`, "Key not found")
	s.Misuse(`delete! $j`, "there is no variable $j")
	shell, _ := repltest.NewShell(t, s.URL)
	shell.KeepGoing = true
	text := strings.NewReader("get* gone\ncd staging\nreset! replicas 0\n")
	if err := shell.Script(t.Context(), []script.Source{{Name: "script", Reader: text}}); eval.Status(err) != lang.StatusNotFound {
		t.Errorf("got %v, want the first error", err)
	}
	s.Want(`get replicas`, `nil`)
}
