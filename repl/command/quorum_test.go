package command_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
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

// TestWithoutQuorum: a member that is alone answers, and nobody is sent to a sandbox.
func TestWithoutQuorum(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	if err := cluster.Stop(1, 2); err != nil {
		t.Fatal(err)
	}
	s := repltest.Connect(t, client.Config{Endpoints: cluster.Endpoints(), Timeout: 500 * time.Millisecond}, eval.Settings{})
	for _, line := range []string{"get -q x", "v2store clear", "migrate"} {
		_, err := s.Eval(t.Context(), line)
		told := fmt.Sprint(eval.ErrorData(err))
		if eval.Status(err) != lang.StatusUnreachable || strings.Contains(told, "sandbox") || !strings.Contains(told, "quorum") {
			t.Errorf("%s: got %v, %s, want that there is no quorum", line, err, told)
		}
	}
}
