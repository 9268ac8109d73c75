package function_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"etcd2sh/repl/function"
)

func TestFunctionArguments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"inc", []string{"1"}, "inc takes no arguments, not 1"},
		{"+", nil, "+ takes 1 argument or more (N…), not 0"},
		{"/", []string{"1", "2"}, "/ takes 1 argument (N), not 2"},
		{"replace", []string{"a"}, "replace takes 2 arguments (OLD NEW), not 1"},
		{"subs", nil, "subs takes 1 to 2 arguments (START [END]), not 0"},
		{"+", []string{"1", "x"}, `+ wants numbers, not "x"`},
		{"+", []string{"1e9999"}, `+: "1e9999" has an exponent beyond 1000`},
		{"replace", []string{"", "a"}, `replace wants some text as OLD, not ""`},
		{"subs", []string{"-1"}, `subs wants positions counted from 0, not "-1"`},
		{"subs", []string{"2", "1"}, "subs wants an END that is not before START, not 2 1"},
		{"comp", []string{"inc", "nope"}, `comp knows no function "nope"`},
		{"comp", []string{"append"}, `comp wants functions that need no arguments, not "append" (S…)`},
		{"merge", []string{"[]"}, `merge: "[]" is not a JSON object`},
		{"merge", []string{"x"}, `merge: "x" is not JSON: invalid character 'x' at start of value`},
		{"conj", []string{`{"a":1,"a":2}`}, `conj: "{\"a\":1,\"a\":2}" has a key twice in one JSON object`},
		{"assoc", []string{"\xff", "1"}, `assoc: "\xff" is not UTF-8`},
		{"jq", []string{".["}, `jq cannot read ".[": unexpected EOF`},
		{"jq", []string{"nope"}, `jq cannot compile "nope": function not defined: nope/0`},
		{"jq", []string{"input"}, `jq cannot compile "input": input(s)/0 is not allowed`},
		{"jq", []string{`import "a" as a; 1`}, `jq cannot compile "import \"a\" as a; 1": cannot load module: "a"`},
		{"!", []string{""}, `! wants the name of a program, not ""`},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			t.Parallel()
			f, ok := function.Find(tt.name)
			if !ok {
				t.Fatalf("no function %q", tt.name)
			}
			if _, err := f.With(tt.args); err == nil || err.Error() != tt.want {
				t.Errorf("\n got %v\nwant %s", err, tt.want)
			}
		})
	}
	if f, ok := function.Find("->"); ok {
		t.Errorf("-> is a function: %+v", f)
	}
}

func TestChain(t *testing.T) {
	t.Parallel()
	loud := function.Chain(bind(t, "trim"), bind(t, "upper-case"), bind(t, "append", "!"))
	if got, err := loud.Apply(t.Context(), " meow "); err != nil || got != "MEOW!" {
		t.Errorf("got %q, %v, want MEOW!", got, err)
	}
	if got, err := (function.Application{}).Apply(t.Context(), "meow"); err != nil || got != "meow" {
		t.Errorf("the zero value: got %q, %v, want meow", got, err)
	}
	tests := map[string]struct {
		app             function.Application
		number, program bool
	}{
		"zero":            {function.Application{}, false, false},
		"inc":             {bind(t, "inc"), true, false},
		"default":         {bind(t, "default", "0"), false, false},
		"number last":     {function.Chain(bind(t, "trim"), bind(t, "inc")), true, false},
		"text last":       {function.Chain(bind(t, "inc"), bind(t, "trim")), false, false},
		"comp number":     {bind(t, "comp", "inc", "trim"), true, false},
		"comp text":       {bind(t, "comp", "trim", "inc"), false, false},
		"program, number": {function.Chain(bind(t, "!", "cat"), bind(t, "inc")), true, true},
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
	for _, app := range []function.Application{bind(t, "inc"), bind(t, "jq", "."), bind(t, "!", "cat")} {
		if got, err := app.Apply(cancelled, "1"); !errors.Is(err, context.Canceled) {
			t.Errorf("got %q, %v, want context.Canceled", got, err)
		}
	}
	soon, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	got, err := bind(t, "jq", "def f: f; f").Apply(soon, "1")
	var refusal *function.Error
	if !errors.Is(err, context.DeadlineExceeded) || errors.As(err, &refusal) {
		t.Errorf("got %q, %v, want context.DeadlineExceeded", got, err)
	}
}
