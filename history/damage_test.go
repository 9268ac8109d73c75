//go:build unix

package history_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"etcd2sh/history"
)

func TestDamaged(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string
		report     string // "" for none
	}{
		{"sound", line("a") + line("b"), []string{"a", "b"}, ""},
		{"empty lines and carriage returns are sound", "\n" + line("a") + "\r\n \n" + `{"command":"b"}` + "\r\n", []string{"a", "b"}, ""},
		{"the last newline is missing", line("a") + strings.TrimSpace(line("b")), []string{"a", "b"}, ""},
		{"a newer version's field", `{"command":"a","took":5}`, []string{"a"}, ""},
		{"no JSON", line("a") + "get b\n" + line("c"), []string{"a", "c"}, "line 2 "},
		{"cut at the end", line("a") + `{"time":"2026-03-01T12:00:00Z","comma`, []string{"a"}, "line 2 "},
		{"two in a line", line("a") + `{"command":"b"}{"command":"c"}` + "\n" + line("d"), []string{"a", "d"}, "line 2 "},
		{"other JSON", "null\n[]\n{}\n7\n" + line("a"), []string{"a"}, "4 lines are damaged and were skipped, the first is line 1"},
		{"no command in it", `{"command":" "}` + "\n" + line("a"), []string{"a"}, "line 1 "},
		{"a time that is none", `{"time":"noon","command":"b"}` + "\n" + line("a"), []string{"a"}, "line 1 "},
		{"NULs", line("a") + strings.Repeat("\x00", 5000) + "\n" + line("b"), []string{"a", "b"}, "line 2 "},
		{"NULs within", line("a") + "{\"command\":\"x\x00y\"}\n" + line("b"), []string{"a", "b"}, "line 2 "},
		{"bytes that are no text", line("a") + line("x\xffy") + line("b"), []string{"a", "b"}, "line 2 "},
		{"megabytes", line("a") + line(strings.Repeat("x", 3<<20)) + line("b"), []string{"a", "b"}, "line 2 "},
		{"a little over a megabyte", line("a") + line(strings.Repeat("x", 1<<20)) + line("b"), []string{"a", "b"}, "line 2 "},
		{"binary", "\x7fELF\x02\x01\x01\x00\n\n" + line("a"), []string{"a"}, "line 1 "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "history")
			write(t, path, test.text, 0o600)
			h, err := history.Open(path, 0)
			expect(t, h, test.want...)
			if (err != nil) != (test.report != "") {
				t.Fatalf("error %v, want %q", err, test.report)
			}
			if err != nil && (!errors.Is(err, history.ErrDamaged) || !strings.Contains(err.Error(), path+": "+test.report)) {
				t.Errorf("error %v, want %q", err, path+": "+test.report)
			}
			if contents(t, path) != test.text {
				t.Error("reading has changed the file")
			}
			add(t, h, "new")
			if got := contents(t, path); !strings.HasPrefix(got, test.text) {
				t.Errorf("adding has changed the lines that were there: %.200q", got)
			}
			again, _ := history.Open(path, 0) // the same damage
			expect(t, again, append(test.want, "new")...)
		})
	}
}

// Rewriting a damaged file keeps the old one, and the report leads there.
func TestDamagedAndTooLong(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	text := strings.Repeat(line("a"), 10) + "get b\n"
	write(t, path, text, 0o644)
	write(t, path+".damaged", "of another time", 0o600)
	h, err := history.Open(path, 2)
	if !errors.Is(err, history.ErrDamaged) || !strings.Contains(err.Error(), path+".damaged: line 11 ") {
		t.Errorf("error %v, want one about line 11 of %s.damaged", err, path)
	}
	expect(t, h, "a")
	expect(t, open(t, path, 2), "a")
	if got := contents(t, path+".damaged"); got != text {
		t.Errorf("the damaged file\n got %q\nwant %q", got, text)
	}
	if got := mode(t, path+".damaged"); got != 0o600 {
		t.Errorf("the damaged file has mode %o, want 600", got)
	}
}

// Any bytes do not harm the lines before and after them.
func FuzzOpen(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "x", "{", `{"command":"get`, line("first"), "\x00\x00", "\xff\n{}", "[[[[", "\r", line(strings.Repeat("y", 70_000)),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, junk []byte) {
		path := filepath.Join(t.TempDir(), "history")
		text := line("first") + string(junk) + "\n" + line("last") + string(junk)
		write(t, path, text, 0o600)
		h, err := history.Open(path, 1<<20)
		if err != nil && !errors.Is(err, history.ErrDamaged) {
			t.Fatalf("error %v", err)
		}
		if contents(t, path) != text {
			t.Fatal("reading has changed the file")
		}
		add(t, h, "new")
		again, err := history.Open(path, 1<<20)
		if err != nil && !errors.Is(err, history.ErrDamaged) {
			t.Fatalf("error %v", err)
		}
		for _, c := range []string{"first", "last", "new"} {
			if got := commands(again.Entries()); !slices.Contains(got, c) {
				t.Errorf("%q is lost: %q", c, got)
			}
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	})
}
