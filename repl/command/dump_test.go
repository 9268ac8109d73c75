package command_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// steady is a dump without what differs from one moment to the next.
func steady(dump string) string {
	_, dump, _ = strings.Cut(dump, "\n")
	dump = regexp.MustCompile(`(ttl"?[ :]\d*)\d\d`).ReplaceAllString(dump, "${1}__")
	return regexp.MustCompile(`expiration"?[ :]"[^"]*"`).ReplaceAllString(strings.ReplaceAll(dump, "999__", "1000__"), "expiration")
}

// TestDumpFile replaces a file as a whole.
func TestDumpFile(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "backup")
	repltest.WriteFile(t, path, "old")
	mode := func(path string, want os.FileMode) {
		t.Helper()
		at, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if at.Mode() != want {
			t.Errorf("%s: got %v, want %v", path, at.Mode(), want)
		}
	}
	chmod := func(mode os.FileMode) {
		t.Helper()
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	chmod(0o640)
	s.Refuses(`dump nonexistent --file `+path, "Key not found")
	if got := fileText(t, path); got != "old" {
		t.Errorf("got %q after a dump that failed, want what was there", got)
	}
	s.Run(`reset! a 1`)
	want := s.Run(`dump --format edn`) + "\n"
	s.Want(`dump --format edn --file `+path, `{:keys 1, :directories 1}`)
	if got := fileText(t, path); steady(got) != steady(want) {
		t.Errorf("got %q, want %q", got, want)
	}
	mode(path, 0o640)
	chmod(0o444)
	s.Refuses(`dump --file `+path, "is read-only")
	mode(path, 0o444)
	s.Run(`dump --file ` + path + `-new`)
	mode(path+"-new", 0o600)
	if all, err := os.ReadDir(dir); err != nil || len(all) != 2 {
		t.Errorf("got %v, %v, want the two backups alone", all, err)
	}
}

func fileText(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestDumpMoving deletes a directory between its listing and that of its
// parent, and puts a file in the place of another.
func TestDumpMoving(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`reset! a/gone/x 1`, `reset! a/other/x 1`, `reset! a/stays/x 1`)
	change := s.Session
	var one sync.Mutex // the requests come at once, and a session evaluates a line at a time
	proxy := repltest.Hold(t, s.URL, func(method, key string) {
		one.Lock()
		defer one.Unlock()
		switch {
		case method == http.MethodGet && key == "/a/gone":
			change.Eval(t.Context(), `delete! a/gone -r`)
		case method == http.MethodGet && key == "/a/other":
			change.Eval(t.Context(), `delete! a/other -r`)
			change.Eval(t.Context(), `reset! a/other file`)
		}
	})
	s = s.Through(t, proxy)
	if got, want := steady(s.Run(`dump a --by-directory`)), "reset! \"/a/other\" \"file\"\nreset! \"/a/stays/x\" \"1\""; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// TestDumpGone deletes all that is in a directory after that was listed: it is there
// as an empty one.
func TestDumpGone(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`reset! a/gone/x 1`, `reset! a/left/x 1`, `reset! b 1`)
	change := s.Session
	var one sync.Mutex
	proxy := repltest.Hold(t, s.URL, func(method, key string) {
		one.Lock()
		defer one.Unlock()
		if method == http.MethodGet && strings.HasPrefix(key, "/a/") {
			change.Eval(t.Context(), `delete-all! a`)
		}
	})
	s = s.Through(t, proxy)
	if got, want := steady(s.Run(`dump --by-directory`)), "mkdir! \"/a\"\nreset! \"/b\" \"1\""; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// TestDumpManyDirectories reads more directories than there are requests under way,
// at several depths, and finds what the dump of all at once has.
func TestDumpManyDirectories(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	for i := range 40 {
		s.Write(fmt.Sprintf("/d%d/x", i), "1")
		s.Write(fmt.Sprintf("/d%d/y/z%d/x", i%3, i), "\n")
	}
	whole, by := steady(s.Run(`dump`)), steady(s.Run(`dump --by-directory`))
	if by != whole || strings.Count(whole, "\nreset!") != 79 {
		t.Errorf("\n got %s\nwant %s", by, whole)
	}
}

// TestDumpAltered dumps what etcd does not show as it is: never in silence.
func TestDumpAltered(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	for key, value := range map[string]string{"/a/bytes": "%FF", "/a/plain": "x", "/b/%FE/x": "y"} {
		r, err := http.NewRequest(http.MethodPut, s.URL+"/v2/keys"+key, strings.NewReader("value="+value))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	var told []string
	repltest.OnTell(s.Session, func(text string) { told = append(told, text) })
	if got, want := steady(s.Run(`dump a --format edn`)), "{:key \"/a/bytes\", :value \"\ufffd\", :altered true}\n{:key \"/a/plain\", :value \"x\"}"; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if got := s.Run(`dump a`); strings.Count(got, "\n# ") != 1 {
		t.Errorf("got %s, want a comment before the line that is not exact", got)
	}
	if len(told) != 2 || !strings.Contains(told[0], "1 key with U+FFFD, such as /a/bytes") {
		t.Errorf("got the remarks %q, want one that counts and names", told)
	}
	s.Run(`dump a/plain`)
	if len(told) != 2 {
		t.Errorf("got the remarks %q about a key that is exact", told[2:])
	}
	s.Run(`dump`) // all at once shows what is in a directory without a name
	s.Refuses(`dump --by-directory`, "is not UTF-8 on the server")
}

// TestDumpSource names the server that answered, whatever endpoint stands first.
func TestDumpSource(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.Alone(t)
	s.Write("/k", "v")
	path := filepath.Join(t.TempDir(), "backup")
	for _, line := range []string{`dump k`, `dump --by-directory`, `v2store clear`} {
		first := repltest.Connect(t, client.Config{Endpoints: []string{"http://127.0.0.1:1", s.URL}, Timeout: repltest.LongEnough}, eval.Settings{})
		repltest.Run(t, first, line+` --file `+path)
		if got := fileText(t, path); !strings.Contains(got, s.URL) || strings.Contains(got, "127.0.0.1:1\"") || strings.Contains(got, "127.0.0.1:1,") {
			t.Errorf("%s: got\n%s\nwant the source %s", line, got, s.URL)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}
