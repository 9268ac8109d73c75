package function_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"etcd2sh/repl/function"
)

// bind gives a function its arguments; the test ends when it does not take them.
func bind(t testing.TB, name string, args ...string) function.Application {
	t.Helper()
	f, ok := function.Find(name)
	if !ok {
		t.Fatalf("no function %q", name)
	}
	app, err := f.With(args)
	if err != nil {
		t.Fatalf("With(%q): %v", args, err)
	}
	return app
}

// apply gives the new value; the test ends when the function refuses the old one.
func apply(t testing.TB, old, name string, args ...string) string {
	t.Helper()
	got, err := bind(t, name, args...).Apply(t.Context(), old)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func needsPrograms(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: needs the programs tr, cat, false and sh of unix")
	}
}

func TestFunctionExamples(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range function.Functions() {
		t.Run(f.Name, func(t *testing.T) {
			if seen[f.Name] {
				t.Errorf("%q is in the table twice", f.Name)
			}
			seen[f.Name] = true
			if f.Group == "" || !strings.HasSuffix(f.Doc, ".") || (f.Max == 0) != (f.Args == "") {
				t.Errorf("incomplete entry: %+v", f)
			}
			if f.Group == "programs" {
				needsPrograms(t)
			}
			app := bind(t, f.Name, f.Example.Args...)
			got, err := app.Apply(t.Context(), f.Example.Old)
			if err != nil || got != f.Example.New {
				t.Errorf("got %q, %v, want %q", got, err, f.Example.New)
			}
			if app.Program() != (f.Name == "!") {
				t.Errorf("Program() = %v", app.Program())
			}
		})
	}
}

func TestFunctionResults(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("9", 30_000)
	tests := []struct {
		name, old string
		args      []string
		want      string
	}{
		{"default", "meow", []string{"purr"}, "meow"},
		{"inc", "99999999999999999999", nil, "100000000000000000000"},
		{"inc", long, nil, "1" + strings.Repeat("0", 30_000)},
		{"inc", " 36\n", nil, "37"},
		{"inc", "00000000000000001530", nil, "1531"},
		{"inc", "+1.50", nil, "2.50"},
		{"inc", "-0.5", nil, "0.5"},
		{"dec", "0", nil, "-1"},
		{"+", "1e3", []string{"1", "1E-2"}, "1001.01"},
		{"+", "0.1", []string{"0.2"}, "0.3"},
		{"-", "-0.00", []string{"0"}, "0.00"},
		{"*", "1.50", []string{"2", "2"}, "6.00"},
		{"/", "6", []string{"3"}, "2"},
		{"/", "2", []string{"3"}, "0.6666666666666667"},
		{"/", "-2", []string{"3"}, "-0.6666666666666667"},
		{"/", "1", []string{"1048576"}, "0.00000095367431640625"},
		{"/", "3.00", []string{"3"}, "1.00"},
		{"/", "1", []string{"0.001"}, "1000"},
		{"/", "1e20", []string{"3"}, "33333333333333333333.3333333333333333"},
		{"mod", "7", []string{"-3"}, "-2"},
		{"mod", "-7", []string{"-3"}, "-1"},
		{"mod", "6", []string{"-3"}, "0"},
		{"mod", "5.5", []string{"2"}, "1.5"},
		{"mod", "5", []string{"0.3"}, "0.2"},
		{"mod", "-1e3", []string{"7"}, "1"},
		{"/", "1e3", []string{"1e2"}, "10"},
		{"/", "1e-1000", []string{"1e-1000"}, "1"},
		{"max", "1", []string{"1e3", "1.5e1"}, "1000"},
		{"min", "1.10", []string{"1.2"}, "1.10"},
		{"max", "-3", []string{"-4"}, "-3"},
		{"read-string", "-1.50 ", nil, "-1.50"},
		{"read-string", "1e3", nil, "1000"},
		{"upper-case", "крошка é", nil, "КРОШКА É"},
		{"trim", "\u00a0\t meow \u2003\n", nil, "meow"},
		{"replace", "aaa", []string{"aa", ""}, "a"},
		{"replace", "a.c", []string{".", "$1"}, "a$1c"},
		{"subs", "物理学", []string{"1"}, "理学"},
		{"subs", "物理学", []string{"3"}, ""},
		{"subs", "物理学", []string{"0", "0"}, ""},
		{"subs", "a\xffb", []string{"1", "2"}, "\xff"},
		{"not", "false", nil, "true"},
		{"comp", "6", []string{"dec", "inc", "inc"}, "7"},
		{"conj", " [ 1.0 , \"\\u0061\" ] ", []string{`{"b": 1, "a": [2]}`}, `[1.0,"\u0061",{"b":1,"a":[2]}]`},
		{"conj", "[]", []string{"", "null", ":init", `"quoted"`, "a\nb"}, `["",null,":init","quoted","a\nb"]`},
		{"conj", "[123456789012345678901234567890]", []string{"1e400"}, `[123456789012345678901234567890,1e400]`},
		{"disj", "[1,1.0,10e-1,2]", []string{"1"}, "[2]"},
		{"disj", `[{"a":1,"b":[2.0]},{"a":1},"1",1]`, []string{`{"b":[2],"a":1.00}`}, `[{"a":1},"1",1]`},
		{"disj", "[9007199254740993,9007199254740992]", []string{"9007199254740992"}, "[9007199254740993]"},
		{"disj", `["\u0061",null,false,1e999999999,1]`, []string{"a", "null", "false", "1e999999999", "x"}, "[1]"},
		{"disj", `[1]`, []string{"1"}, "[]"},
		{"assoc", `{ "b": 1.50, "a": {} }`, []string{"c", "x"}, `{"b":1.50,"a":{},"c":"x"}`},
		{"assoc", `{"\u0061":1,"b":2}`, []string{"a", "[3]"}, `{"\u0061":[3],"b":2}`},
		{"assoc", "{}", []string{"a\"\n", `"3"`}, `{"a\"\n":"3"}`},
		{"dissoc", `{"a":1,"b":2,"c":3}`, []string{"c", "a", "z"}, `{"b":2}`},
		{"merge", `{"a":{"x":1},"b":2}`, []string{` {"c": 1e2, "a": {"y": 2}} `}, `{"a":{"y":2},"b":2,"c":1e2}`},
		{"jq", `{"b":123456789012345678901234567890,"a":1.50}`, []string{"."}, `{"a":1.50,"b":123456789012345678901234567890}`},
		{"jq", "9007199254740993", []string{". + 1"}, "9007199254740994"},
		{"jq", "123456789012345678901234567890", []string{". * 2"}, "246913578024691357802469135780"},
		{"jq", "null", []string{"[env, $ENV]"}, "[{},{}]"},
		{"jq", `{"name":"Tom"}`, []string{".name"}, `"Tom"`},
	}
	for _, tt := range tests {
		t.Run(tt.name+" "+strings.Join(tt.args, " "), func(t *testing.T) {
			t.Parallel()
			if got := apply(t, tt.old, tt.name, tt.args...); got != tt.want {
				t.Errorf("of %q: got %q, want %q", tt.old, got, tt.want)
			}
		})
	}
}

func TestFunctionRefusals(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ж", 1000)
	tests := []struct {
		name, old string
		args      []string
		want      string
	}{
		{"inc", "meow", nil, `inc: "meow" is no number`},
		{"inc", "", nil, `inc: "" is no number`},
		{"inc", long, nil, `inc: "` + strings.Repeat("ж", 40) + `"… is no number`},
		{"inc", "0x10", nil, `inc: "0x10" is no number`},
		{"inc", "1_000", nil, `inc: "1_000" is no number`},
		{"inc", "NaN", nil, `inc: "NaN" is no number`},
		{"inc", "Inf", nil, `inc: "Inf" is no number`},
		{"inc", "1.", nil, `inc: "1." is no number`},
		{"inc", "1.2.3", nil, `inc: "1.2.3" is no number`},
		{"inc", "1.-2", nil, `inc: "1.-2" is no number`},
		{"inc", "--1", nil, `inc: "--1" is no number`},
		{"inc", "1e", nil, `inc: "1e" is no number`},
		{"inc", "1e1.5", nil, `inc: "1e1.5" is no number`},
		{"inc", "١", nil, `inc: "١" is no number`},
		{"inc", "1e999999999", nil, `inc: "1e999999999" has an exponent beyond 1000`},
		{"inc", "1e-1001", nil, `inc: "1e-1001" has an exponent beyond 1000`},
		{"inc", "1e99999999999999999999", nil, `inc: "1e99999999999999999999" has an exponent beyond 1000`},
		{"/", "5", []string{"0.0"}, `/: "5" cannot be divided by zero`},
		{"mod", "5", []string{"0"}, `mod: "5" cannot be divided by zero`},
		{"comp", "meow", []string{"upper-case", "inc"}, `inc: "meow" is no number`},
		{"not", "True", nil, `not: "True" is neither true nor false`},
		{"subs", "物理学", []string{"1", "4"}, `subs: "物理学" has only 3 characters, not 4`},
		{"subs", "", []string{"1"}, `subs: "" has only 0 characters, not 1`},
		{"conj", "", []string{"1"}, `conj: "" is not JSON: unexpected EOF`},
		{"conj", "{}", []string{"1"}, `conj: "{}" is not a JSON array`},
		{"conj", `[{"a":1,"\u0061":2}]`, []string{"1"}, `conj: "[{\"a\":1,\"\\u0061\":2}]" has a key twice in one JSON object`},
		{"assoc", "[]", []string{"a", "1"}, `assoc: "[]" is not a JSON object`},
		{"merge", "null", []string{"{}"}, `merge: "null" is not a JSON object`},
		{"jq", "[1,2]", []string{".[]"}, `jq: "[1,2]" gives several outputs, but the new value must be exactly one`},
		{"jq", "1", []string{"empty"}, `jq: "1" gives no output, but the new value must be exactly one`},
		{"jq", "1", []string{".a"}, `jq: "1" makes the program fail: expected an object but got: number (1)`},
		{"jq", "1", []string{"., error"}, `jq: "1" makes the program fail: error: 1`},
		{"jq", "1", []string{"halt_error"}, `jq: "1" makes the program fail: halt error: 1`},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			t.Parallel()
			got, err := bind(t, tt.name, tt.args...).Apply(t.Context(), tt.old)
			var refusal *function.Error
			if !errors.As(err, &refusal) || refusal.Value != tt.old && tt.name != "comp" {
				t.Fatalf("got %q, %#v, want a refusal of %q", got, err, tt.old)
			}
			if err.Error() != tt.want {
				t.Errorf("\n got %s\nwant %s", err, tt.want)
			}
		})
	}
}
