package command_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/command"
	"etcd2sh/repl/lang"
)

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
			if a.Kind.TakesRest() || a.Optional && !c.Args[i+1].Optional {
				t.Errorf("%s: nothing can follow the argument %+v", c.Name, a)
			}
		}
	}
}
