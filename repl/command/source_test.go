package command_test

import (
	"testing"

	"etcd2sh/repl/repltest"
)

// TestSourceEmptyLines: an empty line or a comment of a file has no result.
func TestSourceEmptyLines(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	file := repltest.File(t, "# what comes\n\nreset! k 1 | :node :value\n\nget k\n# no more\n")
	s.Run("def all source " + file)
	s.Want("echo $all", `("1" "1")`)
}
