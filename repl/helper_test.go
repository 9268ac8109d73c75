package repl_test

import (
	"testing"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

const longEnough = repltest.LongEnough

func evaluate(t testing.TB, s *eval.Session, line string) string { return repltest.Run(t, s, line) }
