package command_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"etcd2sh/repl/command"
	"etcd2sh/repl/lang"
)

// TestCommandsAreDeclared holds every declaration against what help needs.
func TestCommandsAreDeclared(t *testing.T) {
	t.Parallel()
	seen, docs := map[string]bool{}, map[string]string{}
	for _, c := range command.Table().All() {
		if other := docs[c.Doc]; other != "" || len(strings.Fields(c.Doc)) < 3 {
			t.Errorf("%s: got Doc %q, %q has it too; want a line that tells what it does, and nothing else does", c.Name, c.Doc, other)
		}
		if text, ok := strings.CutPrefix(c.Doc, "as "); ok {
			t.Errorf("%s: got Doc %q, which leaves the reader to look %q up", c.Name, c.Doc, text)
		}
		docs[c.Doc] = c.Name
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
			if a.Kind.TakesRest() || a.Optional && !c.Args[i+1].Optional {
				t.Errorf("%s: nothing can follow the argument %+v", c.Name, a)
			}
		}
	}
}

// TestTableHasEachCommand looks for entries that the table does not list.
func TestTableHasEachCommand(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := 0
	entry := regexp.MustCompile(`(?m)^var \w+ = eval\.Entry\{`)
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		declared += len(entry.FindAll(text, -1))
	}
	if listed := len(command.Table().All()); listed != declared || listed == 0 {
		t.Errorf("the table lists %d commands, and %d are declared", listed, declared)
	}
}
