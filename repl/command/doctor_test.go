package command_test

import (
	"testing"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// What is bad is told in the table, and then by an error, so that a script stops.
func TestDoctorFailsWhereSomethingIsBad(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.Alone(t)
	s.Want("set k v | :action", `"set"`)
	v, err := s.Eval(t.Context(), "doctor")
	results, ok := v.(eval.Results)
	if err != nil || !ok {
		t.Fatalf("got %v, %v, want results", v, err)
	}
	var all []any
	for v, problem := range results {
		if problem == nil {
			all = append(all, v)
		}
		err = problem
	}
	if len(all) != 1 || eval.Status(err) != lang.StatusRefused {
		t.Fatalf("got %v, %v, want one table and status 1", all, err)
	}
	table := all[0].(eval.Printed).Value.(render.Table)
	if got := table.Rows[0]; got[0] != "upgrade" || got[1] != render.Keyword("bad") {
		t.Errorf("got %v", got)
	}
}

// Where nobody answers, nothing is told of the cluster but why.
func TestDoctorFailsWhereNobodyAnswers(t *testing.T) {
	t.Parallel()
	s := repltest.Open(t, "http://127.0.0.1:1")
	for _, line := range []string{"doctor", "v2store check", "v2store seal"} {
		if v, err := s.Eval(t.Context(), line); v != nil || eval.Status(err) != lang.StatusUnreachable {
			t.Errorf("%s: got %v, %v, want status 3", line, v, err)
		}
	}
}
