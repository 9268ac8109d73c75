package command_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/history"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lesson"
	"etcd2sh/repl/repltest"
)

// TestExamples runs what help shows, each example on an empty store, with a
// history, an editor and a tour as at a prompt.
func TestExamples(t *testing.T) {
	t.Chdir(t.TempDir()) // for the files of the examples
	endpoint, _ := sandboxtest.Server(t)
	var all []lang.Example
	for _, c := range command.Table().All() {
		all = append(all, c.Example...)
	}
	for _, topic := range command.Topics() {
		all = append(all, topic.Example...)
	}
	for _, e := range all {
		t.Run(e.Line, func(t *testing.T) {
			if sandboxtest.External() && strings.Contains(e.Line, "doctor") {
				t.Skip("SKIPPED: what doctor sees depends on the version")
			}
			p := place{endpoint: endpoint, offset: sandboxtest.Clear(t, endpoint) - sandboxtest.Empty}
			s := repltest.Open(t, endpoint)
			typed, err := history.Open("", 0)
			if err != nil {
				t.Fatal(err)
			}
			repltest.SetHistory(s, typed)
			repltest.SetEditor(s, func(_ context.Context, path string) error { return os.WriteFile(path, []byte("typed"), 0o600) })
			repltest.SetTour(s, func(bool) error { return nil })
			repltest.SetCourse(s, lesson.NewCourse(nil, command.Table(), "")) // no example begins one
			for _, line := range e.Before {
				repltest.Run(t, s, line)
				typed.Keep(history.Entry{Command: line})
			}
			v, err := s.Eval(t.Context(), e.Line)
			if err != nil && !errors.Is(err, eval.ErrExit) {
				t.Fatal(err)
			}
			var got string
			if err == nil {
				got = p.seen(e.Line, repltest.EDN(t, v))
			}
			if got != e.Result {
				t.Errorf("\n got %s\nwant %s", got, e.Result)
			}
		})
	}
}
