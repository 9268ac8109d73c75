package command_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"etcd2sh/render"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
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
			told := strings.Contains(page, "--"+o.Name) && strings.Contains(page, o.Doc)
			if o.Common {
				told = !told && strings.Count(overview, o.Usage()) == 1 && strings.Contains(overview, o.Doc)
			}
			if !told {
				t.Errorf("%s: --%s is not on its page alone, or as a common option in the overview alone", c.Name, o.Name)
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

// TestHelpFits sets each page to the width of the terminal, and cuts no word.
func TestHelpFits(t *testing.T) {
	t.Parallel()
	s, _ := repltest.Wired(t)
	lines := []string{"help", "doc inc"}
	for _, c := range command.Table().All() {
		lines = append(lines, "help "+c.Name, "doc "+c.Name)
	}
	for _, topic := range command.Topics() {
		lines = append(lines, "help "+topic.Name)
	}
	for _, line := range lines {
		v, err := s.Eval(t.Context(), line)
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Fields(repltest.EDN(t, v))
		for _, width := range []int{40, 60, 80, 120, 200} {
			var b strings.Builder
			if err := (render.Style{Terminal: true, Width: width}).Result(&b, eval.Shown(v)); err != nil {
				t.Fatal(err)
			}
			widest := 0
			for row := range strings.Lines(b.String()) {
				cells := uniseg.StringWidth(strings.TrimRight(row, " \n"))
				if widest = max(widest, cells); cells > width {
					t.Errorf("%s at %d columns: this row is wider:\n%s", line, width, row)
				}
			}
			if got := strings.Fields(b.String()); !slices.Equal(got, words) {
				t.Errorf("%s at %d columns: got other words:\n%s", line, width, b.String())
			}
			if line == "help" && width > 80 && widest <= 80 {
				t.Errorf("help at %d columns: only %d are used", width, widest)
			}
		}
	}
}
