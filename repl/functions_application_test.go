package repl_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"etcd2sh/repl"
)

func TestChain(t *testing.T) {
	t.Parallel()
	loud := repl.Chain(bind(t, "trim"), bind(t, "upper-case"), bind(t, "append", "!"))
	if got, err := loud.Apply(t.Context(), " meow "); err != nil || got != "MEOW!" {
		t.Errorf("got %q, %v, want MEOW!", got, err)
	}
	if got, err := (repl.Application{}).Apply(t.Context(), "meow"); err != nil || got != "meow" {
		t.Errorf("the zero value: got %q, %v, want meow", got, err)
	}
	tests := map[string]struct {
		app             repl.Application
		number, program bool
	}{
		"zero":            {repl.Application{}, false, false},
		"inc":             {bind(t, "inc"), true, false},
		"default":         {bind(t, "default", "0"), false, false},
		"number last":     {repl.Chain(bind(t, "trim"), bind(t, "inc")), true, false},
		"text last":       {repl.Chain(bind(t, "inc"), bind(t, "trim")), false, false},
		"comp number":     {bind(t, "comp", "inc", "trim"), true, false},
		"comp text":       {bind(t, "comp", "trim", "inc"), false, false},
		"program, number": {repl.Chain(bind(t, "!", "cat"), bind(t, "inc")), true, true},
	}
	for name, tt := range tests {
		if tt.app.Number() != tt.number || tt.app.Program() != tt.program {
			t.Errorf("%s: got Number %v, Program %v, want %v, %v",
				name, tt.app.Number(), tt.app.Program(), tt.number, tt.program)
		}
	}
}

func TestApplyCancelled(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, app := range []repl.Application{bind(t, "inc"), bind(t, "jq", "."), bind(t, "!", "cat")} {
		if got, err := app.Apply(cancelled, "1"); !errors.Is(err, context.Canceled) {
			t.Errorf("got %q, %v, want context.Canceled", got, err)
		}
	}
	soon, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	got, err := bind(t, "jq", "def f: f; f").Apply(soon, "1")
	var refusal *repl.FunctionError
	if !errors.Is(err, context.DeadlineExceeded) || errors.As(err, &refusal) {
		t.Errorf("got %q, %v, want context.DeadlineExceeded", got, err)
	}
}
