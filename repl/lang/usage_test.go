package lang_test

import (
	"errors"
	"strings"
	"testing"

	"etcd2sh/repl/command"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestUsage types commands that are wrong: each is a usage error that says
// why, and nothing is sent.
func TestUsage(t *testing.T) {
	t.Parallel()
	tests := []struct{ line, want string }{
		{`nope`, "there is no command nope; help lists them"},
		{`reset k v`, "there is no command reset; did you mean reset!?"},
		{`get k --recursve`, "get has no option --recursve; did you mean --recursive? (quote '--recursve', or put -- before it, to mean the text)"},
		{`get k --recursive=`, `--recursive is true or false, not ""`},
		{`get k --wait-index`, "--wait-index wants a value: --wait-index N"},
		{`get k --wait --wait-index=x`, `--wait-index wants a whole number, not "x"`},
		{`get k {:recursve? true}`, "get has no option --recursve; did you mean --recursive?"},
		{`get k {:recursive}`, "an option map has pairs of a keyword and a value, as in {:recursive? true}; quote '{…}' to mean the text"},
		{`get k {"recursive" true}`, "recursive is no keyword, which an option map wants, as in {:recursive? true}; quote '{…}' to mean the text"},
		{`get k --recursive -r`, "--recursive is given twice"},
		{`reset! k v --ttl 5 {:ttl 5}`, "--ttl is given twice"},
		{`reset! k v --file p`, "give V or --file, not both"},
		{`reset! k --file p v`, "give V or --file, not both"},
		{`connect x:1 --discovery-srv example.com`, "give URL[,URL…] or --discovery-srv, not both"},
		{`connect --discovery-srv example.com x:1`, "give URL[,URL…] or --discovery-srv, not both"},
		{`reset! k --file ""`, "--file wants the path of a file, or - for standard input"},
		{`cas! k v {:file ""}`, "--file wants the path of a file, or - for standard input"},
		{`""`, `there is no command ""; help lists them`},
		{`get k {:Recursve? true}`, "get has no option --recursve; did you mean --recursive?"},
		{`reset! k v "{:ttl 10}"`, "reset! takes 2 arguments; \"{:ttl 10}\" is one too many: an option map is not quoted"},
		{`get k --recursive true`, "true is not taken for a key here: a flag's value is joined to it, as in --recursive=true; quote it to mean one"},
		{`delete! k -r false`, "false is not taken for a key here: a flag's value is joined to it, as in --recursive=false; quote it to mean one"},
		{`get* k --recursive true`, "get* takes 1 argument; true is one too many: a flag's value is joined to it, as in --recursive=true"},
		{`delete! a b --prev-index 7`, "--prev-index is about one key, and here are 2; give each a command of its own"},
		{`delete! a b {:prev-value x}`, "--prev-value is about one key, and here are 2; give each a command of its own"},
		{`get a b c --wait`, "--wait is about one key, and here are 3; give each a command of its own"},
		{`get a b --file x`, "--file is about one key, and here are 2; give each a command of its own"},
		{`get a ""`, "an empty word names no key; the root is nil or /"},
		{`reset! k v --ttl -5`, `--ttl wants a whole number, not "-5"`},
		{`reset! k v --ttl`, "--ttl wants a value: --ttl SECONDS"},
		{`reset! k v --prev-exist=no`, `--prev-exist is true or false, not "no"`},
		{`get`, "get wants a key: get K"},
		{`get #k`, "get wants a key: get K; #k began a comment; quote '#k' to mean the text"},
		{`reset! color #fff`, "reset! wants a value: reset! K V; #fff began a comment; quote '#fff' to mean the text"},
		{`reset! color # fff`, "reset! wants a value: reset! K V"},
		{`set k`, "set wants a value: set K V"},
		{`touch! k`, "touch! wants --ttl SECONDS: touch! K --ttl SECONDS"},
		{`cp k`, "cp wants DST: cp SRC DST"},
		{`reset! k`, "reset! wants a value: reset! K V"},
		{`reset! k a b`, "reset! takes 2 arguments; b is one too many: quote a value that has spaces in it"},
		{`pwd k`, "pwd takes no arguments; k is one too many"},
		{`pwd -- --x`, "pwd takes no arguments; --x is one too many"},
		{`pwd --x`, "pwd has no options (quote '--x', or put -- before it, to mean the text)"},
		{`set -x 1`, "set has no option -x; it has --file --ttl --prev-value --prev-index --prev-exist --timeout --root-key --secret (quote '-x', or put -- before it, to mean the text)"},
		{`reset! k -ttl 5`, "reset! has no option -ttl; did you mean --ttl? (quote '-ttl', or put -- before it, to mean the text)"},
		{`rm -rf k`, "rm has no option -f; it has --recursive --dir --prev-value --prev-index --timeout --root-key --secret (quote '-rf', or put -- before it, to mean the text)"},
		{`ls -la`, "ls has no option -a; it has --long --recursive --slash --sort --quorum --timeout --root-key (quote '-la', or put -- before it, to mean the text)"},
		{`ls -R`, "ls has no option -R; did you mean -r? (quote '-R', or put -- before it, to mean the text)"},
		{`source f --jobs 4`, "source cannot take --jobs: etcd2sh --jobs N -f FILE runs the commands of a script at once, and repeat N --jobs M one command (quote '--jobs', or put -- before it, to mean the text)"},
		{`get k {:jobs 4}`, "get cannot take --jobs: etcd2sh --jobs N -f FILE runs the commands of a script at once, and repeat N --jobs M one command"},
		{`get k -t 5s`, "get has no option -t; did you mean --timeout? (quote '-t', or put -- before it, to mean the text)"},
		{`reset! k ->`, "reset! has no option ->; it has --file --ttl --prev-value --prev-index --prev-exist --timeout --root-key --secret (quote '->', or put -- before it, to mean the text)"},
		{`swap! k append -x`, "swap! has no option -x; it has --default --ttl --swap-retry-delay --timeout --root-key --secret (quote '-x', or put -- before it, to mean the text)"},
		{`watch k -nr`, "-n wants a value, a word of its own: -n N (quote '-nr', or put -- before it, to mean the text)"},
		{`get k -r=maybe`, `--recursive is true or false, not "maybe"`},
		{`get k -rr`, "--recursive is given twice"},
		{`reset! k v --prev-value --ttl 5`, "--prev-value wants a value: --prev-value V; quote '--ttl' to mean the text"},
		{`expect -x get k`, "expect has no options (quote '-x', or put -- before it, to mean the text)"},
		{`cas-index! k x v`, `INDEX wants a whole number, not "x"`},
		{`cas-index! k 0 v`, "prev-index 0 would be no condition to etcd; indexes begin at 1"},
		{`cas-index! k -- 18446744073709551616 v`, `INDEX is at most 18446744073709551615, not 18446744073709551616`},
		{`repeat 2`, "repeat wants COMMAND: repeat N COMMAND…"},
		{`repeat 2 nope`, "there is no command nope; help lists them"},
		{`repeat 2 reset! k`, "reset! wants a value: reset! K V"},
		{`meta repeat 2 get`, "get wants a key: get K"},
		{`try get k catch _ reset! k`, "reset! wants a value: reset! K V"},
		{`try reset! k catch _ get k`, "reset! wants a value: reset! K V"},
		{`get k |`, "a path such as :node :modifiedIndex, jq 'PROGRAM' or ! PROGRAM is missing after |; quote '|' to mean the text"},
		{`get | :node`, "get wants a key: get K"},
		{`| :node`, "a command is missing before |"},
		{`get k | node`, "node is no step of a path after |; a program stands behind !: type get k | ! node; a keyword is :node; quote '|' to mean the text"},
		{`get foo | wc -c`, "wc is no step of a path after |; a program stands behind !: type get foo | ! wc -c; a keyword is :wc; quote '|' to mean the text"},
		{`get* foo | :node | sort -r | ! head -n 1`, "sort is no step of a path after |; a program stands behind !: type get* foo | :node | ! sort -r; a keyword is :sort; quote '|' to mean the text"},
		{`reset! k "` + strings.Repeat("long", 20) + `" | wc`, "wc is no step of a path after |; a program stands behind !: type … | ! wc; a keyword is :wc; quote '|' to mean the text"},
		{`get k | :node value`, "value is no step of a path after |; type a keyword such as :node or a position such as 0, jq 'PROGRAM' or ! PROGRAM, or quote '|' to mean the text"},
		{`get k --root-key ..`, `root-key ".." cannot be part of a path`},
		{`get $x`, "there is no variable $x; def x COMMAND makes one; quote '$x' to mean the text"},
		{`reset! k v --prev-value $x`, "there is no variable $x; def x COMMAND makes one; quote '$x' to mean the text"},
		{`reset! k v {:prev-value $x}`, "there is no variable $x; def x COMMAND makes one; quote '$x' to mean the text"},
		{`get k --wait --quorum`, "wait does not go with quorum: etcd would answer at once, with a plain read"},
		{`delete! k --prev-value ""`, "prev-value is empty, which etcd cannot compare; compare with the key's modifiedIndex"},
		{`get "open`, "the command ends within an open quote"},
		{`get 'open`, "the command ends within an open quote"},
		{`get [:a`, "the command ends within an open bracket"},
		{`get k \`, "the command ends within an open backslash"},
		{"get \xff", "the command is not UTF-8; nothing was sent"},
		{`get k {:recursive? true} --sorted`, "an option map stands last; a key is typed :atom, cats/mittens or [:cats :mittens]"},
		{`get* k {:recursive? true} --sorted`, "get* takes 1 argument; {:recursive? true} is one too many: an option map stands last; quote it '{…}' if it is a value"},
		{`swap! k trim ->`, "a function is missing after ->"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			s, w := repltest.Wired(t)
			_, err := s.Eval(t.Context(), tt.line)
			var usage *lang.UsageError
			if !errors.As(err, &usage) {
				t.Fatalf("got %v, want a usage error: %s", err, tt.want)
			}
			if usage.Message != tt.want {
				t.Errorf("\n got %s\nwant %s", usage.Message, tt.want)
			}
			if len(w.Sent()) > 0 {
				t.Errorf("sent %q, want nothing", w.Sent())
			}
		})
	}
}

// TestUsageNamesTheCommand finds the innermost command blamed, with its usage.
func TestUsageNamesTheCommand(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		`get`: "get", `repeat 2 get`: "get", `repeat x get k`: "repeat", `meta try delete! catch _ x`: "delete!", `quit now`: "exit",
	} {
		s, _ := repltest.Wired(t)
		_, err := s.Eval(t.Context(), line)
		var usage *lang.UsageError
		if !errors.As(err, &usage) || usage.Command != want || usage.Usage != command.Table().Find(want).Usage() {
			t.Errorf("%s: got %+v, want the usage of %s", line, err, want)
		}
	}
}

// TestUsageLine holds the usage line against the declaration.
func TestUsageLine(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"touch!": "touch! K --ttl SECONDS [--prev-value V] [--prev-index N] [--secret]",
		"repeat": "repeat N [-j|--jobs M] COMMAND…",
		"cd":     "cd [K]",
		"pwd":    "pwd",
	} {
		if got := command.Table().Find(name).Usage(); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}
