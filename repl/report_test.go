package repl_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"etcd2sh/repl"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"

	"github.com/rivo/uniseg"
)

// TestErrorsFitTheTerminal meets errors of every kind at several widths: no line is
// wider, no word is broken, nothing is left out but the usage, which stands below in
// the spelling that was typed. A pipe gets one line.
func TestErrorsFitTheTerminal(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`set "a b c d" "one two three four five six seven eight nine ten eleven"`)
	gone := "http://127.0.0.1:1"
	for _, tt := range []struct{ line, below string }{
		{`set k`, "; usage: set K V [--file PATH] "},
		{`set k v --ttl ten`, "; usage: set K V [--file PATH] "},
		{`rm k --recursve`, "; usage: rm K… [-r|--recursive] "},
		{`lock k`, "; usage: lock K "},
		{`touch! k`, "; usage: touch! K --ttl SECONDS "},
		{`nope`, ""},
		{`get* "a b c d e"`, ""},
		{`set "a b c d" new --prev-value "some other value that is long"`, ""},
		{`swap! "a b c d" inc`, ""},
		{`expect 5 get "a b c d"`, ""},
		{`await k exists --timeout 10ms`, ""},
		{`connect ` + gone, ""},
		{`! PROGRAM`, ""},
		{`repeat 3 swap! "a b c d" inc`, ""},
	} {
		flat := reported(t, s, tt.line, 0)
		if strings.Count(flat, "\n") != 1 {
			t.Errorf("%s: a pipe got %q, want one line", tt.line, flat)
		}
		for _, width := range []int{40, 60, 80} {
			got, below, _ := strings.Cut(reported(t, s, tt.line, width), "\n; ")
			for line := range strings.Lines(got + "\n; " + below) {
				if line = strings.TrimSuffix(line, "\n"); uniseg.StringWidth(line) > width && strings.Contains(strings.TrimSpace(line), " ") {
					t.Errorf("%s, width %d: %q is too wide", tt.line, width, line)
				}
			}
			want, _, usage := strings.Cut(flat, ", :usage ")
			if usage {
				want += "}"
			}
			if !slices.Equal(strings.Fields(got), strings.Fields(want)) {
				t.Errorf("%s, width %d: got %s\nwant the words of %s", tt.line, width, got, want)
			}
			if tt.below != "" && (!strings.HasPrefix("; "+below, tt.below) || strings.Count(below, "\n") != 1) {
				t.Errorf("%s, width %d: got %q below, want one line that begins %q", tt.line, width, below, tt.below)
			}
		}
	}
}

// reported types a line at a prompt and gives the error that follows; width 0 is a
// pipe.
func reported(t *testing.T, s repltest.Session, line string, width int) string {
	t.Helper()
	var printed strings.Builder
	err := repl.Stream{Writer: &printed, Terminal: width > 0, Width: func() int { return width }}
	shell := repl.Shell{Session: repltest.Open(t, s.URL), Out: repl.Stream{Writer: &strings.Builder{}}, Err: err}
	if err := shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader("get k\n" + line)}}); err == nil {
		t.Errorf("%s: got no error", line)
	}
	_, text, _ := strings.Cut(printed.String(), "\n{")
	return fmt.Sprint("{", text)
}

// TestHintsBreakNothing: whoever meets a refusal is not told to replace or to
// delete what is there.
func TestHintsBreakNothing(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run("mk lock me", "mkdir! d", "mk d/k v")
	for line, want := range map[string]string{
		"mk lock you": "; hint: the key is there already: get /lock shows what it holds\n",
		"set d v":     "; hint: the key is a directory: get /d lists it\n",
		"rm d":        "; hint: the key is a directory: get /d lists it; rm takes one with --dir if it is empty, or with --recursive and all that is in it\n",
		"set / v":     "; hint: the root itself cannot be written or deleted, only what is in it: get nil lists that\n",
		"delete! d x": "; hint: the key is a directory: get /d lists it; delete! takes one with --dir if it is empty, or with --recursive and all that is in it\n",
		"rm d --dir":  "; hint: the directory is not empty: get /d lists it; rm with --recursive deletes all that is in it, too\n",
	} {
		if got := reported(t, s, line, 500); !strings.HasSuffix(got, want) {
			t.Errorf("%s: got %s\nwant %s", line, got, want)
		}
	}
}
