package command_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/command"
	"etcd2sh/repl/function"
	"etcd2sh/repl/repltest"
)

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

// TestHelpOption asks a command what it does, whatever else was typed.
func TestHelpOption(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		`get -h`: "get", `get --help`: "get", `rm -h`: "delete!", `set --help k v`: "reset!", `reset! k v w -h`: "",
		`reset! k v -h`: "reset!", `swap! k -h`: "swap!", `swap! k replace a -h`: "swap!", `repeat 3 --help`: "repeat",
		`exit -h`: "exit", `repeat -h`: "repeat", `lock --help`: "lock", `echo --help`: "echo", `get -- -h`: "",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			s, w := repltest.Wired(t)
			if want == "" {
				if v, err := s.Eval(t.Context(), line); err == nil && len(w.Sent()) == 0 {
					t.Errorf("got %v, want no help", v)
				}
				return
			}
			if got, page := repltest.Run(t, s, line), repltest.Run(t, s, "help "+want); got != page {
				t.Errorf("got\n%s\nwant\n%s", got, page)
			}
			if len(w.Sent()) > 0 {
				t.Errorf("sent %q, want nothing", w.Sent())
			}
		})
	}
}
