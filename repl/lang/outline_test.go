package lang_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/command"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// outlined are lines of every kind, right and wrong.
var outlined = []string{
	"", "pwd", "nope k | :x", "| :node", "get k |", "get k | jq '.a' | :b", "get k | ! sort | :x", "get k | $x", "watch k &", "get k &",
	"reset! [:cats, :mittens] 'a b' --ttl 5 | :node", "reset! k v {:ttl 10, :nope 1}", "get {:wait? true} k", "get k --wait-index", "get k -- --x y",
	"swap! k trim -> -> nope x --ttl 5 -> ! tr --x", "swap! k ->", "try get k catch _ pwd catch [:status 404] get x", "try catch", "try get k catch", "lock k ! sh -c x", "lock k | :x",
	"elect k me get [a [b]]", "exec-watch k -- echo | :a", "echo a [b {c d}] | ! cat", "repeat 2 --jobs 3 meta get", "expect {:a [1 2]} get k | 0", "def x get k", "config output json", "source f a b", "dump --file x", "reset! k --file x v", "get [a)", "get [a]b",
}

// The grammar gives a half-typed line the role of each of its tokens, and blames
// a whole one for what it blames it when it is read to be run.
func FuzzOutline(f *testing.F) {
	for _, text := range outlined {
		f.Add(text)
	}
	for _, c := range command.Table().All() {
		for _, e := range c.Example {
			f.Add(e.Line)
		}
	}
	l := lang.Language{Commands: command.Table().Table}
	f.Fuzz(func(t *testing.T, text string) {
		half := scan.ScanHalf(text)
		o := l.Outline(text, half.Tokens)
		if len(o.Parts) != len(half.Tokens) {
			t.Fatalf("%q: got %d parts of %d tokens", text, len(o.Parts), len(half.Tokens))
		}
		for i, p := range o.Parts {
			if p.Start != half.Tokens[i].Start || p.End != half.Tokens[i].End {
				t.Errorf("%q: part %d is %+v, and token %+v", text, i, p, half.Tokens[i])
			}
		}
		sc := scan.Scan(text)
		if what, _ := sc.Open(); what != "" || strings.Contains(text, "$") || strings.ToValidUTF8(text, "") != text || strings.Contains(text, "#") {
			return // variables are not looked up, and a comment is only blamed of a whole line
		}
		_, err := l.Parse(sc, new(lang.Scope))
		if noted := l.OutlineError(text); message(err) != message(noted) {
			t.Errorf("%q\n  read whole: %v\nhalf typed: %v", text, err, noted)
		}
	})
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
