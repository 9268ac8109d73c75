package lang_test

import (
	"errors"
	"strings"
	"testing"

	"etcd2sh/repl/command"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestForeign types what other shells understand: each is a usage error that
// tells what to type here, and nothing is sent.
func TestForeign(t *testing.T) {
	t.Parallel()
	tests := []struct{ line, want string }{
		{`put k v`, "there is no command put; type reset! K V"},
		{`DEL k`, "there is no command DEL; type delete! K"},
		{`keys *`, "there is no command keys; type ls K"},
		{`cat k`, "there is no command cat; type get K"},
		{`version`, "there is no command version; type connect URL, which tells the server's version; etcd2sh --version the shell's"},
		{`ping`, "there is no command ping; type health"},
		{`status`, "there is no command status; type health"},
		{`info`, "there is no command info; type health"},
		{`members`, "there is no command members; type member list"},
		{`undo`, "there is no command undo; type reset! K V, where V is the value before, which the answer to the write has as :prevNode"},
		{`scan 0`, "there is no command scan; type ls K"},
		{`select 0`, "there is no command select; type cd K"},
		{`flushall`, "there is no command flushall; type delete-all! K"},
		{`exists k`, "there is no command exists; type get* K"},
		{`expire k 9`, "there is no command expire; type touch! K --ttl SECONDS"},
		{`ttl k`, "there is no command ttl; type get* K | :node :ttl"},
		{`type k`, "there is no command type; type get K"},
		{`mget a b`, "there is no command mget; type get K"},
		{`rename a b`, "there is no command rename; type mv SRC DST"},
		{`persist k`, "there is no command persist; type update! K V, after which the key has no ttl"},
		{`tutorial`, "there is no command tutorial; type tour"},
		{`fg`, "there is no command fg; type jobs"},
		{`incr k`, "there is no command incr; type swap! K inc"},
		{`inc`, "there is no command inc; it is a function of swap!: type swap! K inc"},
		{`inc :k | :node`, "there is no command inc; it is a function of swap!: type swap! :k inc"},
		{`append v "a b" c`, `there is no command append; it is a function of swap!: type swap! v append "a b" c`},
		{`!!`, "there is no command !!; type the Up key, which recalls the last command"},
		{`!5`, "there is no command !5; type history run 5"},
		{`!re`, "there is no command !re; type history /re to find a command, COMMAND | ! re to run a program"},
		{`(v/get :v)`, "a command stands without brackets: type get :v"},
		{`(v/cas! c :k 1 2)`, "a command stands without brackets: type cas! :k 1 2"},
		{`(v/get c [:a "b c"])`, `a command stands without brackets: type get [:a "b c"]`},
		{`(v/get c)`, "a command stands without brackets: type get c"},
		{`v/reset! client :k 1 | :node`, "there is no command v/reset!: type reset! :k 1"},
		{`get* v | :node:value`, ":node:value is one keyword; each step of a path is a word of its own: :node :value; quote 'node:value' to mean the name"},
		{`\q`, `there is no command \q; type exit`},
		{`\d`, `there is no command \d; type ls K --long`},
		{`etcdctl get k`, "there is no command etcdctl; type the command that follows, alone"},
		{`repeat 3 put k v`, "there is no command put; type reset! K V"},
		{`help incr`, "there is no command incr; type swap! K inc"},
		{`(get :k)`, "a command stands without brackets: type get :k"},
		{`( swap! :k (inc) )`, "a command stands without brackets: type swap! :k (inc)"},
		{`(nope :k)`, "there is no command (nope :k); help lists them"},
		{`[get :k]`, "there is no command [get :k]; help lists them"},
		{`get k|:node`, "a bar has a blank before it and one behind it: k | :node; quote 'k|:node' to mean the text"},
		{`get* k| :node`, "a bar has a blank before it and one behind it: k |; quote 'k|' to mean the text"},
		{`get* k |:node`, `a bar has a blank before it and one behind it: … | :node; quote '|:node' to mean the text`},
		{`get k|jq .`, "a bar has a blank before it and one behind it: k | jq; quote 'k|jq' to mean the text"},
		{`get "a b"|! sort`, "a bar has a blank before it and one behind it: a b | !; quote 'a b|!' to mean the text"},
		{`reset! k v;`, "; ends no command here: each has a line of its own, and # begins a comment; quote 'v;' to mean the text"},
		{`get k; get l`, "; ends no command here: each has a line of its own, and # begins a comment; quote 'k;' to mean the text"},
		{`get k ; a comment`, "; ends no command here: each has a line of its own, and # begins a comment; quote ';' to mean the text"},
		{`delete! k;pwd`, "; ends no command here: each has a line of its own, and # begins a comment; quote 'k;pwd' to mean the text"},
		{`reset! k v && get k`, "&& joins no commands here: each has a line of its own, and a script stops at the first error; quote '&&' to mean the text"},
		{`reset! k v&&get k`, "&& joins no commands here: each has a line of its own, and a script stops at the first error; quote 'v&&get' to mean the text"},
		{`get k || pwd`, "|| joins no commands here: type try COMMAND catch _ COMMAND; quote '||' to mean the text"},
		{`get k > file`, "> writes no file here: type get K --file PATH, dump K --file PATH or COMMAND | ! tee FILE; quote '>' to mean the text"},
		{`echo hi >>file`, "> writes no file here: type get K --file PATH, dump K --file PATH or COMMAND | ! tee FILE; quote '>>file' to mean the text"},
		{`get k 2>&1`, "> writes no file here: type get K --file PATH, dump K --file PATH or COMMAND | ! tee FILE; quote '2>&1' to mean the text"},
		{`get k | ! sort > file`, "> writes no file here: type get K --file PATH, dump K --file PATH or COMMAND | ! tee FILE; quote '>' to mean the text"},
		{`dump k>f`, "> writes no file here: type get K --file PATH, dump K --file PATH or COMMAND | ! tee FILE; quote 'k>f' to mean the text"},
		{`get :k>>f --quorum`, "> writes no file here: type get K --file PATH, dump K --file PATH or COMMAND | ! tee FILE; quote ':k>>f' to mean the text"},
		{`tree a/b>`, "> writes no file here: type get K --file PATH, dump K --file PATH or COMMAND | ! tee FILE; quote 'a/b>' to mean the text"},
		{`get k>f | :node`, "> writes no file here: type get K --file PATH, dump K --file PATH or COMMAND | ! tee FILE; quote 'k>f' to mean the text"},
		{`get "a b">f`, "> writes no file here: type get K --file PATH, dump K --file PATH or COMMAND | ! tee FILE; quote 'a b>f' to mean the text"},
		{`reset! k < file`, "< reads no file here: --file PATH reads a value from one, and source FILE runs one; quote '<' to mean the text"},
		{`get k &`, "get cannot run behind the prompt, as migrate, await, exec-watch and watch can: leave out &, or quote '&' to mean the text"},
		{`set k v | :node &`, "set cannot run behind the prompt, as migrate, await, exec-watch and watch can: leave out &, or quote '&' to mean the text"},
		{`cd &`, "cd cannot run behind the prompt, as migrate, await, exec-watch and watch can: leave out &, or quote '&' to mean the text"},
		{`nope &`, "there is no command nope; help lists them"},
		{`watch k&`, "& stands, after a blank, at the end of a command that can go on behind the prompt: migrate, await, exec-watch and watch; quote 'k&' to mean the text"},
		{`watch k & get l`, "& stands, after a blank, at the end of a command that can go on behind the prompt: migrate, await, exec-watch and watch; quote '&' to mean the text"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			s, w := repltest.Wired(t)
			_, err := s.Eval(t.Context(), tt.line)
			var usage *lang.UsageError
			if !errors.As(err, &usage) || usage.Message != tt.want {
				t.Errorf("\n got %v\nwant %s", err, tt.want)
			}
			if len(w.Sent()) > 0 {
				t.Errorf("sent %q, want nothing", w.Sent())
			}
		})
	}
}

// TestForeignSignsInText stores what only looks like a sign of another shell.
func TestForeignSignsInText(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		`a|b`, `a||b`, `a;b`, `a&&b`, `http://h/?a=1&b=2`, `>=1.2`, `a>b`, `a->b`, `<html>`, `"k|:node"`, `'v;'`, `"&&"`, `\>`, `v\;`, `k\|:node`, `'a'";"`, `a"&"`,
	} {
		s, w := repltest.Wired(t)
		if _, err := s.Eval(t.Context(), "reset! k "+value); err != nil || len(w.Sent()) != 1 {
			t.Errorf("%s: got %v, sent %q, want one request", value, err, w.Sent())
		}
	}
}

// TestForeignSignsInKeys reads keys that have a > in them, quoted, in a vector or as
// a part of an arrow.
func TestForeignSignsInKeys(t *testing.T) {
	t.Parallel()
	for _, key := range []string{`'k>f'`, `"k>f"`, `k\>f`, `k'>'f`, `[k>f]`, `$name`, `a->b`, `a=>b`, `a>=1`} {
		s, w := repltest.Wired(t)
		s.Define("name", "k>f")
		if _, err := s.Eval(t.Context(), "get "+key); len(w.Sent()) != 1 {
			t.Errorf("%s: got %v, sent %q, want one request", key, err, w.Sent())
		}
	}
}

// TestForeignWords holds the words of other shells against the commands: a word
// that became one would be told wrong of, and what is advised is one.
func TestForeignWords(t *testing.T) {
	t.Parallel()
	commands := command.Table()
	for word, advice := range lang.ForeignWords {
		if commands.Find(word) != nil {
			t.Errorf("%s is a command", word)
		}
		if first, _, _ := strings.Cut(advice, " "); first != "COMMAND" && first != "the" && commands.Find(first) == nil {
			t.Errorf("%s: %s is no command", word, first)
		}
	}
}
