package command_test

import (
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"

	"pgregory.net/rapid"
)

// TestDumpProperty dumps random trees in every form and loads them, where they
// were and elsewhere: the trees are equal, and so is a second dump. Of commands
// the same holds when the shell runs them as a script.
func TestDumpProperty(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	path := filepath.Join(t.TempDir(), "dump")
	rapid.Check(t, func(rt *rapid.T) {
		s.Run(`delete-all! nil`)
		want := drawOdd(rt, s, "/src")
		for _, form := range []string{"commands", "json", "edn"} {
			first := s.Run(`dump src --format `+form) + "\n"
			if other := s.Run(`dump src --by-directory --format `+form) + "\n"; steady(other) != steady(first) {
				rt.Fatalf("%s by directory:\n got %s\nwant %s", form, other, first)
			}
			repltest.WriteFile(t, path, first)
			s.Run(`load ` + path + ` --into dst`)
			wantTree(rt, form+" elsewhere", treeBelow(rt, s, "/dst"), want)
			for _, line := range []string{`diff src dst`, `diff dst --file ` + path} {
				if got := s.Run(line); got != "" {
					rt.Fatalf("%s: %s: got %s", form, line, got)
				}
			}
			s.Run(`delete! dst -r`, `delete! src -r`, `load `+path)
			wantTree(rt, form+" where it was", treeBelow(rt, s, "/src"), want)
			if second := s.Run(`dump src --format `+form) + "\n"; steady(second) != steady(first) {
				rt.Fatalf("%s: the second dump:\n got %s\nwant %s", form, second, first)
			}
		}
		text := s.Run(`dump src`)
		s.Run(`delete! src -r`)
		shell, printed := repltest.NewShell(t, s.URL)
		if err := shell.Script(t.Context(), []script.Source{{Name: "dump", Reader: strings.NewReader(text)}}); err != nil {
			rt.Fatalf("%s\n%s", text, printed)
		}
		wantTree(rt, "run as a script", treeBelow(rt, s, "/src"), want)
	})
}
