package assist_test

import (
	"context"
	"testing"

	"etcd2sh/repl/assist"
	"etcd2sh/repl/eval"
)

// assistant gives the assistant of a session of repltest's.
func assistant(s *eval.Session) *assist.Assistant { return s.Observer().(*assist.Assistant) }

// cancelled gives a context that has ended.
func cancelled(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// completed gives the texts of the candidates at the end of a line.
func completed(t testing.TB, s *eval.Session, line string) []string {
	t.Helper()
	var texts []string
	for _, c := range assistant(s).Complete(t.Context(), line, len(line)).Candidates {
		texts = append(texts, c.Text)
	}
	return texts
}
