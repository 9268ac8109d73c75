package command_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestNoExecWaiting turns off what would start a program.
func TestNoExecWaiting(t *testing.T) {
	t.Parallel()
	s, w := repltest.Wired(t)
	repltest.ForbidPrograms(s)
	for _, line := range []string{
		"lock k ! true", "elect k me ! true", "exec-watch k -- true", "exec-watch k true", "lock k lock l ! true",
		"watch k | ! true", "lock k get x | ! true", "try lock k ! true catch _ x", "repeat 2 lock k ! true", "def x lock k ! true", "await k exists | ! true",
	} {
		_, err := s.Eval(t.Context(), line)
		if eval.Status(err) != lang.StatusUsage || !strings.Contains(err.Error(), "--no-exec") {
			t.Errorf("%s: got %v, want a usage error about --no-exec", line, err)
		}
	}
	if len(w.Sent()) > 0 {
		t.Errorf("sent %q, want nothing", w.Sent())
	}
}
