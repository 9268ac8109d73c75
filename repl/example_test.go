package repl_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/history"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestExamples runs what help shows, each example on an empty store, with a
// history and an editor as at a prompt.
func TestExamples(t *testing.T) {
	t.Chdir(t.TempDir()) // for the files of the examples
	endpoint, _ := sandboxtest.Server(t)
	for _, c := range command.Table().All() {
		for _, e := range c.Example {
			t.Run(e.Line, func(t *testing.T) {
				p := place{endpoint: endpoint, offset: sandboxtest.Clear(t, endpoint) - sandboxtest.Empty}
				s := repltest.Open(t, endpoint)
				typed, err := history.Open("", 0)
				if err != nil {
					t.Fatal(err)
				}
				repltest.SetHistory(s, typed)
				repltest.SetEditor(s, func(_ context.Context, path string) error { return os.WriteFile(path, []byte("typed"), 0o600) })
				for _, line := range e.Before {
					repltest.Run(t, s, line)
					typed.Keep(history.Entry{Command: line})
				}
				v, err := s.Eval(t.Context(), e.Line)
				if err != nil && !errors.Is(err, eval.ErrExit) {
					t.Fatal(err)
				}
				var got string
				if err == nil {
					got = p.seen(e.Line, repltest.EDN(t, v))
				}
				if got != e.Result {
					t.Errorf("\n got %s\nwant %s", got, e.Result)
				}
			})
		}
	}
}

// TestCommandsAreDeclared holds every declaration against what help needs.
func TestCommandsAreDeclared(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range command.Table().All() {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			if seen[name] || command.Table().Find(name) != c {
				t.Errorf("%s is declared twice", name)
			}
			seen[name] = true
		}
		if c.Doc == "" || c.Returns == "" || strings.HasSuffix(c.Doc, ".") || strings.HasSuffix(c.Returns, ".") {
			t.Errorf("%s: got Doc %q, Returns %q; want both, without a full stop", c.Name, c.Doc, c.Returns)
		}
		if len(c.Example) == 0 {
			t.Errorf("%s has no example", c.Name)
		}
		options := map[string]bool{}
		for _, o := range c.Options {
			if o.Doc == "" || (o.Kind == lang.Flag) != (o.Value == "") || options[o.Name] || o.Short != "" && options[o.Short] {
				t.Errorf("%s: incomplete or double option %+v", c.Name, o)
			}
			options[o.Name], options[o.Short] = true, true
		}
		for i, a := range c.Args[:max(0, len(c.Args)-1)] {
			if a.Kind >= lang.FunctionArg || a.Optional && !c.Args[i+1].Optional {
				t.Errorf("%s: nothing can follow the argument %+v", c.Name, a)
			}
		}
	}
}

// TestHelp finds each command in the overview, and on a page of its own.
func TestHelp(t *testing.T) {
	t.Parallel()
	s, w := repltest.Wired(t)
	plain := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	overview := plain(repltest.Run(t, s, "help"))
	for _, c := range command.Table().All() {
		if !strings.Contains(overview, " "+c.Name+" ") || !strings.Contains(overview, c.Doc) || !strings.Contains(overview, c.Group.String()) {
			t.Errorf("%s is not in the overview", c.Name)
		}
		page, long := plain(repltest.Run(t, s, "help "+c.Name)), plain(repltest.Run(t, s, "doc "+c.Name))
		if !strings.HasPrefix(page, c.Usage()+" ") || !strings.HasPrefix(long, c.Usage()+" ") {
			t.Errorf("%s: got pages\n%s\n%s\nwant the usage first", c.Name, page, long)
		}
		if !strings.Contains(long, plain(c.More)) || !strings.Contains(long, c.Returns) {
			t.Errorf("%s: got\n%s\nwant all there is to know", c.Name, long)
		}
		for _, o := range c.Options {
			if !strings.Contains(page, "--"+o.Name) || !strings.Contains(page, o.Doc) {
				t.Errorf("%s: --%s is not on its page", c.Name, o.Name)
			}
		}
	}
	swap := plain(repltest.Run(t, s, "help swap!"))
	for _, f := range function.Functions() {
		page := repltest.Run(t, s, "doc '"+f.Name+"'")
		if !strings.Contains(swap, f.Doc) || !strings.Contains(page, f.Doc) {
			t.Errorf("%s: got\n%s\nwant it there, and in help swap!", f.Name, page)
		}
	}
	if len(w.Sent()) > 0 {
		t.Errorf("sent %q, want nothing", w.Sent())
	}
}
