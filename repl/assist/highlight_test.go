package assist_test

import (
	"fmt"
	"strings"
	"testing"

	"etcd2sh/repl/assist"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

func classes() map[assist.Class]string {
	return map[assist.Class]string{
		assist.ClassCommand: "command", assist.ClassUnknown: "unknown", assist.ClassKey: "key",
		assist.ClassOption: "option", assist.ClassString: "string", assist.ClassNumber: "number",
		assist.ClassFunction: "function", assist.ClassVariable: "variable", assist.ClassOperator: "operator",
		assist.ClassOpen: "open", assist.ClassComment: "comment", assist.ClassSwallow: "swallow",
	}
}

// painted writes the parts of a line as CLASS<text>.
func painted(s *eval.Session, line string) string {
	var parts []string
	names := classes()
	for _, p := range assistant(s).Highlight(line) {
		parts = append(parts, fmt.Sprintf("%s<%s>", names[p.Class], line[p.From:p.To]))
	}
	return strings.Join(parts, " ")
}

func TestHighlight(t *testing.T) {
	t.Parallel()
	s := repltest.Offline(t)
	tests := []struct{ name, line, want string }{
		{"nothing", "", ""},
		{"command", "get", "command<get>"},
		{"alias", " quit ", "command<quit>"},
		{"unknown command", `gte :k "v"`, `unknown<gte> string<"v">`},
		{"key and value", `reset! cats/"a b" 'hi'`, `command<reset!> key<cats/"a b"> string<'hi'>`},
		{"number", "reset! 日本 42", "command<reset!> key<日本> number<42>"},
		{"quoted number", `reset! k "42"`, `command<reset!> key<k> string<"42">`},
		{"index", "cas-index! k 7 v", "command<cas-index!> key<k> number<7> string<v>"},
		{"vector", "get [:cats, :mittens]", "command<get> key<[:cats, :mittens]>"},
		{"options", "get -r k --wait-index 7 --nope", "command<get> option<-r> key<k> option<--wait-index> option<7> unknown<--nope>"},
		{"quoted option", `reset! k "--ttl"`, `command<reset!> key<k> string<"--ttl">`},
		{"end of options", "reset! k -- --ttl", "command<reset!> key<k> operator<--> string<--ttl>"},
		{"option map", `reset! k v {:ttl 10, :nope "x"}`,
			`command<reset!> key<k> string<v> option<{> option<:ttl> number<10> unknown<:nope> string<"x"> option<}>`},
		{"jq", "get k | jq '.a' | :b", "command<get> key<k> operator<|> operator<jq> string<'.a'> operator<|> key<:b>"},
		{"program", "get k | ! sort -r | ! head", "command<get> key<k> operator<|> operator<!> string<sort> string<-r> operator<|> operator<!> string<head>"},
		{"guarded program", "lock k ! sh -c x", "command<lock> key<k> operator<!> string<sh> string<-c> string<x>"},
		{"behind", "watch k &", "command<watch> key<k> operator<&>"},
		{"words", "echo a $x", "command<echo> string<a> variable<$x>"},
		{"one too many", "get* k v", "command<get*> key<k> unknown<v>"},
		{"several keys", "get k :v [a]", "command<get> key<k> key<:v> key<[a]>"},
		{"functions", "swap! k replace a 1 -> nope x -> comp trim b --ttl 5",
			"command<swap!> key<k> function<replace> string<a> number<1> operator<->> unknown<nope> string<x> operator<->> function<comp> function<trim> unknown<b> option<--ttl> option<5>"},
		{"too many for a function", "swap! k inc 1", "command<swap!> key<k> function<inc> unknown<1>"},
		{"program", "swap! k ! tr --ttl", "command<swap!> key<k> function<!> string<tr> string<--ttl>"},
		{"path", "get* k | :node nope 0", "command<get*> key<k> operator<|> key<:node> unknown<nope> number<0>"},
		{"quoted bar", "reset! k '|'", "command<reset!> key<k> string<'|'>"},
		{"nested", "meta repeat 3 swap! k inc", "command<meta> command<repeat> number<3> command<swap!> key<k> function<inc>"},
		{"try", "try get* k | :node catch [:status 404] :none catch _ get x",
			"command<try> command<get*> key<k> operator<|> key<:node> operator<catch> key<[:status 404]> string<:none> operator<catch> key<_> command<get> key<x>"},
		{"names", "help reset!", "command<help> command<reset!>"},
		{"a topic", "help keys", "command<help> string<keys>"},
		{"name of a function", "doc trim", "command<doc> function<trim>"},
		{"settings", "config output json", "command<config> option<output> string<json>"},
		{"unknown setting", "config nope", "command<config> unknown<nope>"},
		{"variable", "reset! k $x", "command<reset!> key<k> variable<$x>"},
		{"quoted variable", "reset! k '$x'", "command<reset!> key<k> string<'$x'>"},
		{"open quote", `reset! k "a b`, `command<reset!> key<k> open<"> string<a b>`},
		{"open quote within a word", `get a'b`, `command<get> key<a> open<'> key<b>`},
		{"open bracket", "get [:cats :m", "command<get> open<[> key<:cats :m>"},
		{"open map", "get k {:rec", "command<get> key<k> open<{> unknown<:rec>"},
		{"open quote in a bracket", `get [:a "b`, `command<get> key<[:a > open<"> key<b>`},
		{"backslash", `get a\`, `command<get> key<a> open<\>`},
		{"comment", "get k # a remark", "command<get> key<k> comment<# a remark>"},
		{"comment of a whole line", "#get k", "comment<#get k>"},
		{"comment after all arguments", "get* k #k", "command<get*> key<k> comment<#k>"},
		{"swallowed value", "reset! color #fff", "command<reset!> key<color> swallow<#fff>"},
		{"swallowed option value", "touch! k --ttl #5", "command<touch!> key<k> option<--ttl> swallow<#5>"},
		{"swallowed function argument", "swap! k str #5", "command<swap!> key<k> function<str> swallow<#5>"},
		{"lines", "reset! k # one\n'a\nb'", "command<reset!> key<k> comment<# one> string<'a\nb'>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := painted(s, tt.line); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.line, got, tt.want)
			}
		})
	}
}

// FuzzHighlight holds the parts of any text in order and within the text, and
// the other helps of typing free of panics.
func FuzzHighlight(f *testing.F) {
	for _, line := range []string{
		"", "get [:a \"b", `swap! k replace a\`, "try get* k | :node catch [:status 404] get x {:r", "reset! [a]] 'b #c",
		"reset! k \xff\x00 {,:ttl 1,}", "#\n#a [b", "get ([{", "cas-index! k 0 '' {}", "meta repeat 3 -- -r", `get :""a ''`, "get [ #x\n:a",
	} {
		f.Add(line)
	}
	s := repltest.Offline(f)
	f.Fuzz(func(t *testing.T, line string) {
		at := 0
		for _, p := range assistant(s).Highlight(line) {
			if p.From < at || p.To <= p.From || p.To > len(line) {
				t.Fatalf("%q: part %+v after %d", line, p, at)
			}
			at = p.To
		}
		assistant(s).TypingHint(line)
		for _, pos := range []int{len(line), len(line) / 2} {
			if c := assistant(s).Complete(cancelled(t), line, pos); c.From < 0 || c.From > pos {
				t.Fatalf("%q at %d: %+v", line, pos, c)
			}
		}
	})
}
