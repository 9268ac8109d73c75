package history_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"etcd2sh/history"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func entry(command string) history.Entry {
	return history.Entry{Time: noon, Endpoint: "http://127.0.0.1:2379", Command: command}
}

// open opens a history that is expected to be sound.
func open(t rapid.TB, path string, limit int) *history.History {
	t.Helper()
	h, err := history.Open(path, limit)
	if err != nil {
		t.Fatalf("open %s: %v", path, err)
	}
	return h
}

func add(t rapid.TB, h *history.History, commands ...string) {
	t.Helper()
	for _, c := range commands {
		if err := h.Add(entry(c)); err != nil {
			t.Fatalf("add %.40q: %v", c, err)
		}
	}
}

func commands(entries []history.Numbered) []string {
	all := []string{}
	for _, e := range entries {
		all = append(all, e.Command)
	}
	return all
}

func expect(t rapid.TB, h *history.History, want ...string) {
	t.Helper()
	if got := commands(h.Entries()); !slices.Equal(got, want) {
		t.Errorf("commands\n got %.200q\nwant %.200q", got, want)
	}
}

func contents(t rapid.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestCommandsComeBack(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		limit int
		add   []string
		want  []string
	}{
		{"nothing", 0, nil, nil},
		{"in order", 0, []string{"get a", "get b"}, []string{"get a", "get b"}},
		{"several lines are one entry", 0, []string{"set a '1\n2\r\n3'", "get a"}, []string{"set a '1\n2\r\n3'", "get a"}},
		{"blanks at the end stay", 0, []string{"get a \t"}, []string{"get a \t"}},
		{"control characters, emoji, markup", 0, []string{"set a \x00\x1b[31m\u202e", "set b 日本語🐈", "set c <&>\u2028"}, []string{"set a \x00\x1b[31m\u202e", "set b 日本語🐈", "set c <&>\u2028"}},
		{"bytes that are no text", 0, []string{"set a \xff\xfe!"}, []string{"set a \uFFFD!"}},
		{"a blank in front keeps a command out", 0, []string{" auth root", "\tget b", "get c"}, []string{"get c"}},
		{"empty ones are no commands", 0, []string{"", " ", "\n", "get a"}, []string{"get a"}},
		{"a duplicate moves to the end", 0, []string{"a", "b", "c", "a", "c"}, []string{"b", "a", "c"}},
		{"capitals make another command", 0, []string{"get a", "get A"}, []string{"get a", "get A"}},
		{"the newest up to the limit", 2, []string{"a", "b", "c", "d"}, []string{"c", "d"}},
		{"duplicates do not count", 2, []string{"a", "b", "b", "b", "b"}, []string{"a", "b"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "history")
			h := open(t, path, test.limit)
			add(t, h, test.add...)
			expect(t, h, test.want...)
			expect(t, open(t, path, test.limit), test.want...)
		})
	}
}

func TestTimeAndEndpointComeBack(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	typed := time.Now().In(time.FixedZone("east", 5*3600+1800))
	h := open(t, path, 0)
	if err := h.Add(history.Entry{Time: typed, Endpoint: "http://10.0.0.1:2379", Command: "get a"}); err != nil {
		t.Fatal(err)
	}
	want := history.Entry{Time: typed.UTC().Round(0), Endpoint: "http://10.0.0.1:2379", Command: "get a"}
	for _, h := range []*history.History{h, open(t, path, 0)} {
		if got := h.Entries(); len(got) != 1 || got[0].Entry != want {
			t.Errorf("got %v, want [%v]", got, want)
		}
	}
}

func TestOneLineForEachEntry(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	add(t, open(t, path, 0), "set a '<1>\n2'")
	want := `{"time":"2026-03-01T12:00:00Z","endpoint":"http://127.0.0.1:2379","command":"set a '<1>\n2'"}` + "\n"
	if got := contents(t, path); got != want {
		t.Errorf("file\n got %s\nwant %s", got, want)
	}
}

func TestSecretsStayInMemory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "history")
	h := open(t, path, 1)
	add(t, h, "a", "b", "c")
	h.Keep(entry("auth root hunter2"))
	h.Keep(entry(" auth root hunter2"))
	expect(t, h, "auth root hunter2")
	expect(t, open(t, path, 1), "c") // this one rewrites the file
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if text := contents(t, filepath.Join(dir, f.Name())); strings.Contains(text, "hunter2") {
			t.Errorf("%s has the secret: %s", f.Name(), text)
		}
	}
}

func TestShellsSeeEachOtherWhenTheyStart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	one, two := open(t, path, 0), open(t, path, 0)
	add(t, one, "one")
	add(t, two, "two")
	expect(t, one, "one")
	expect(t, two, "two")
	expect(t, open(t, path, 0), "one", "two")
}

func TestMemoryOnly(t *testing.T) {
	t.Parallel()
	h := open(t, "", 2)
	add(t, h, "a", "b", "c")
	expect(t, h, "b", "c")
}

func TestEntriesAreTheCallers(t *testing.T) {
	t.Parallel()
	h := open(t, "", 0)
	add(t, h, "a", "b")
	h.Entries()[0].Command = "changed"
	expect(t, h, "a", "b")
}

func TestLongCommandStaysInMemory(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	long, fits := "set a "+strings.Repeat("x", 1<<20), "set a "+strings.Repeat("y", 1<<19)
	h := open(t, path, 0)
	add(t, h, "a", long, fits, "b")
	expect(t, h, "a", long, fits, "b")
	expect(t, open(t, path, 0), "a", fits, "b")
}

func TestFind(t *testing.T) {
	t.Parallel()
	h := open(t, "", 0)
	add(t, h, "get /Cats", "set /dogs ÄPFEL", "get /birds\nget /cats")
	tests := []struct {
		text string
		want []string
	}{
		{"cats", []string{"get /Cats", "get /birds\nget /cats"}},
		{"CATS", []string{"get /Cats", "get /birds\nget /cats"}},
		{"äpfel", []string{"set /dogs ÄPFEL"}},
		{"s\ng", []string{"get /birds\nget /cats"}},
		{"fish", []string{}},
		{"", []string{"get /Cats", "set /dogs ÄPFEL", "get /birds\nget /cats"}},
	}
	for _, test := range tests {
		if got := commands(h.Find(test.text)); !slices.Equal(got, test.want) {
			t.Errorf("find %q: got %q, want %q", test.text, got, test.want)
		}
	}
}

func TestLatest(t *testing.T) {
	t.Parallel()
	h := open(t, "", 0)
	add(t, h, "get /cats", "set /dogs 1", "get /birds", "set /fish 2")
	for begin, want := range map[string]string{"get": "get /birds", "get /c": "get /cats", "": "set /fish 2", "ls": ""} {
		got, ok := h.Latest(func(command string) bool { return strings.HasPrefix(command, begin) })
		if got != want || ok != (want != "") {
			t.Errorf("latest %q: got %q, %v, want %q", begin, got, ok, want)
		}
	}
}

// TestNumbers: a number stands for its command as long as the history lasts,
// whatever is typed again.
func TestNumbers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	add(t, open(t, path, 0), "a", "b", "a")
	h := open(t, path, 4)
	add(t, h, "c", "b", "c", "d", "b")
	h.Keep(entry("e"))
	listed := map[int]string{}
	for _, e := range h.Entries() {
		listed[e.Number] = e.Command
	}
	if want := map[int]string{5: "c", 6: "d", 7: "b", 8: "e"}; !maps.Equal(listed, want) {
		t.Errorf("got %v, want %v", listed, want)
	}
	for n, want := range []string{"", "b", "", "c", "b", "c", "d", "b", "e", ""} {
		if e, ok := h.Number(n); e.Command != want || ok != (want != "") {
			t.Errorf("number %d: got %q, %v, want %q", n, e.Command, ok, want)
		}
	}
}
