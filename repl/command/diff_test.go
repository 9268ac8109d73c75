package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/repl/repltest"

	"pgregory.net/rapid"
)

// TestDiffSecond finds out whether the second word is a key or a file.
func TestDiffSecond(t *testing.T) {
	s := repltest.New(t)
	s.Run(`reset! a/x key`, `reset! b/x key`, `reset! file/x other`, `reset! dir/x other`)
	dir := t.TempDir()
	t.Chdir(filepath.Join(dir, makeDir(t, dir, "here")))
	home := filepath.Join(dir, makeDir(t, dir, "home"))
	repltest.SetHome(s.Session, home)
	makeDir(t, ".", "dir")
	for _, path := range []string{"file", "../file", filepath.Join(home, "file"), ":file", "sp ace", "~"} {
		repltest.WriteFile(t, path, `{"dump":"/z"}`+"\n"+`{"key":"/z/x","value":"file"}`)
	}
	const isFile, isKey = `{:key "/a/x", :first "key", :second "file"}`, `{:key "/a/x", :first "key", :second "other"}`
	for second, want := range map[string]string{
		`file`: isFile, `./file`: isFile, `../file`: isFile, `~/file`: isFile, `../here/file`: isFile, `"file"`: isFile,
		`--file file`: isFile, `--file "sp ace"`: isFile, `{:file ./file}`: isFile, `"sp ace"`: isFile, `~`: isFile,
		`/file`: isKey, `:file`: isKey, `[file]`: isKey, `dir`: isKey, `dir/../file`: isFile,
	} {
		s.Want(`diff a `+second, want)
	}
	s.Want(`diff a b`, ``)
	s.Misuse(`diff a ./none`, "open ./none: no such file or directory")
	s.Misuse(`diff a ./dir`, "./dir is a directory")
	s.Misuse(`diff a ~/none`, "home/none: no such file")
	s.Misuse(`diff a --file -`, "the commands come from there")
	s.Misuse(`diff a`, "diff wants K2|FILE: diff K K2|FILE")
	s.Refuses(`diff a none`, "Key not found (/none)")
	s.Refuses(`diff none file`, "Key not found (/none)")
}

func makeDir(t testing.TB, in, name string) string {
	t.Helper()
	if err := os.Mkdir(filepath.Join(in, name), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestDiffProperty compares random trees: applying the differences to the one
// makes it the other, as far as diff tells.
func TestDiffProperty(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	rapid.Check(t, func(rt *rapid.T) {
		s.Run(`delete-all! nil`)
		first, second := drawTree(rt, s, "/a"), drawTree(rt, s, "/b")
		want := 0
		for key, what := range first {
			if other, both := second[key]; both && withoutTTL(what) != withoutTTL(other) || !both && isLeaf(first, key) {
				want++
			}
		}
		for key := range second {
			if _, both := first[key]; !both && isLeaf(second, key) {
				want++
			}
		}
		path := filepath.Join(t.TempDir(), "dump")
		s.Run(`dump b --file ` + path)
		ab := s.Run(`diff a b`)
		if got := lines(ab); got != want {
			rt.Fatalf("got %d differences, want %d: %s\n%v\n%v", got, want, ab, first, second)
		}
		if got := s.Run(`diff a --file ` + path); got != ab {
			rt.Fatalf("with a file:\n got %s\nwant %s", got, ab)
		}
	})
}

// withoutTTL is what treeBelow gives, but for the ttl.
func withoutTTL(what string) string {
	what, _ = strings.CutSuffix(what, ", ttl: true")
	what, _ = strings.CutSuffix(what, ", ttl: false")
	return what
}

// isLeaf reports whether a node of a tree is a file or an empty directory.
func isLeaf(tree map[string]string, key string) bool {
	for other := range tree {
		if strings.HasPrefix(other, key+"/") {
			return false
		}
	}
	return true
}

// lines counts the lines of a text; none has a newline at its end.
func lines(text string) int {
	if text == "" {
		return 0
	}
	return strings.Count(text, "\n") + 1
}
