package command_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// TestReadsWithQuorum looks at what commands ask that must not act on what a
// member has, which may be old.
//
// Promise: A member answers a plain read
func TestReadsWithQuorum(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"get k --quorum", "get* k --quorum", "ls dir --quorum", "tree dir --quorum",
		"swap! k identity", `cas! k "" new`, "await k = 36", "await k exists",
		"dump dir", "dump dir --by-directory", "delete-all! dir", "cp k other", "mv k other", "diff dir dir",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			s, w := repltest.Wired(t)
			v, _ := s.Eval(t.Context(), line) // the wire answers everything alike, which not every command likes
			if parts, ok := v.(eval.Results); ok {
				for range parts {
				}
			}
			first := ""
			for _, sent := range w.Sent() {
				if strings.HasPrefix(sent, "GET ") {
					first = sent
					break
				}
			}
			if !strings.Contains(first, "quorum=true") {
				t.Errorf("got %q of %q as the first read, want one with quorum", first, w.Sent())
			}
		})
	}
}
