package function_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"testing"

	"etcd2sh/repl/function"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// drawn is apply for a property: what fails, fails the drawn case.
func drawn(t *rapid.T, old, name string, args ...string) string {
	f, _ := function.Find(name)
	app, err := f.With(args)
	if err != nil {
		t.Fatal(err)
	}
	got, err := app.Apply(t.Context(), old)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// The generators are made anew for each use, since rapid's are not safe
// for tests that run in parallel.

func integers() *rapid.Generator[string] {
	return rapid.StringMatching(`0|-?[1-9][0-9]{0,60}`)
}

func decimals() *rapid.Generator[string] {
	return rapid.StringMatching(`-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?`)
}

func scalars() *rapid.Generator[any] {
	return rapid.OneOf(
		rapid.Just[any](nil),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.String(), func(s string) any { return s }),
		rapid.Map(decimals(), func(s string) any { return json.Number(s) }))
}

func arrays() *rapid.Generator[[]any] { return rapid.SliceOfN(scalars(), 0, 5) }

func objects() *rapid.Generator[map[string][]any] {
	return rapid.MapOfN(rapid.String(), arrays(), 0, 4)
}

func jsons() *rapid.Generator[any] {
	return rapid.OneOf(scalars(),
		rapid.Map(arrays(), func(a []any) any { return a }),
		rapid.Map(objects(), func(o map[string][]any) any { return o }))
}

func encode(t *rapid.T, v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestNumberProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := integers().Draw(t, "n")
		if got := drawn(t, drawn(t, n, "inc"), "dec"); got != n {
			t.Errorf("dec after inc: got %s, want %s", got, n)
		}
		want, _ := new(big.Int).SetString(n, 10)
		if got := drawn(t, n, "inc"); got != want.Add(want, big.NewInt(1)).String() {
			t.Errorf("inc %s: got %s, want %s", n, got, want)
		}
		a, b := decimals().Draw(t, "a"), decimals().Draw(t, "b")
		x := decimal.RequireFromString(a)
		if got := drawn(t, drawn(t, a, "+", b), "-", b); !decimal.RequireFromString(got).Equal(x) {
			t.Errorf("%s + %s - %s: got %s", a, b, b, got)
		}
		y := decimal.RequireFromString(b)
		if y.IsZero() {
			return
		}
		rest := decimal.RequireFromString(drawn(t, a, "mod", b))
		if rest.Abs().Cmp(y.Abs()) >= 0 || rest.Sign()*y.Sign() < 0 {
			t.Errorf("%s mod %s: got %s, want less, with the divisor's sign", a, b, rest)
		}
		if got := drawn(t, drawn(t, a, "*", b), "/", b); !decimal.RequireFromString(got).Equal(x) {
			t.Errorf("%s * %s / %s: got %s", a, b, b, got)
		}
	})
}

func TestTextProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		old, s := rapid.String().Draw(t, "old"), rapid.String().Draw(t, "s")
		if got := drawn(t, old, "append", s); got != old+s || got != drawn(t, s, "prepend", old) {
			t.Errorf("append: got %q, want %q", got, old+s)
		}
		runes := []rune(old)
		start := rapid.IntRange(0, len(runes)).Draw(t, "start")
		end := rapid.IntRange(start, len(runes)).Draw(t, "end")
		if got := drawn(t, old, "subs", encode(t, start), encode(t, end)); got != string(runes[start:end]) {
			t.Errorf("subs: got %q, want %q", got, string(runes[start:end]))
		}
	})
}

func TestJSONProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		old := encode(t, jsons().Draw(t, "old"))
		if got := drawn(t, old, "jq", "."); !sameJSON(t, got, old) {
			t.Errorf("jq .: got %s, want %s", got, old)
		}
		array, v := encode(t, arrays().Draw(t, "array")), encode(t, jsons().Draw(t, "v"))
		without := drawn(t, array, "disj", v)
		if got := drawn(t, drawn(t, array, "conj", v), "disj", v); got != without {
			t.Errorf("disj after conj: got %s, want %s", got, without)
		}
		if got := drawn(t, without, "disj", v); got != without {
			t.Errorf("disj twice: got %s, want %s", got, without)
		}
		object, k := encode(t, objects().Draw(t, "object")), rapid.String().Draw(t, "k")
		without = drawn(t, object, "dissoc", k)
		if got := drawn(t, drawn(t, object, "assoc", k, v), "dissoc", k); got != without {
			t.Errorf("dissoc after assoc: got %s, want %s", got, without)
		}
		if got := drawn(t, object, "merge", object); !sameJSON(t, got, object) {
			t.Errorf("merge with itself: got %s, want %s", got, object)
		}
	})
}

// sameJSON compares with the numbers as they are spelled.
func sameJSON(t *rapid.T, a, b string) bool {
	var values [2]any
	for i, text := range []string{a, b} {
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&values[i]); err != nil {
			t.Fatal(err)
		}
	}
	return reflect.DeepEqual(values[0], values[1])
}

// FuzzApply applies every pure function, with the arguments of its example, to
// any old value.
func FuzzApply(f *testing.F) {
	for _, seed := range []string{"", "1.50", "-1e1000", "meow", "true", "\xff", `["a",1]`, `{"a":{"b":[1e5]}}`, `{"a":1,"a":2}`, "[[", `"\ud800"`, "null"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, old string) {
		for _, fn := range function.Functions() {
			if fn.Group == "programs" {
				continue
			}
			app := bind(t, fn.Name, fn.Example.Args...)
			got, err := app.Apply(t.Context(), old)
			var refusal *function.Error
			if err != nil && (!errors.As(err, &refusal) || refusal.Function == "" || refusal.Reason == "") {
				t.Errorf("%s of %q: got error %#v, want a refusal", fn.Name, old, err)
			}
			if err != nil {
				continue
			}
			if app.Number() && !json.Valid([]byte(got)) {
				t.Errorf("%s of %q: got %q, want a number", fn.Name, old, got)
			}
			jsonResult := []string{"conj", "disj", "assoc", "dissoc", "merge", "jq"}
			if slices.Contains(jsonResult, fn.Name) && !json.Valid([]byte(got)) {
				t.Errorf("%s of %q: got %q, want JSON", fn.Name, old, got)
			}
		}
	})
}
