package repl_test

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/repl"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// TestSourceIntoProgram has a program read what a file's commands give, which
// change the session and are echoed: that must not race with the loop. What came
// before an error is read too.
func TestSourceIntoProgram(t *testing.T) {
	t.Parallel()
	s, _ := repltest.Wired(t)
	path := filepath.Join(t.TempDir(), "x.etcd2")
	repltest.WriteFile(t, path, strings.Repeat("config output json\nget k\nconfig output edn\n", 20)+"nope\nget k\n")
	var out, told bytes.Buffer
	sh := &repl.Shell{Session: s, Out: repl.Stream{Writer: &out}, Err: repl.Stream{Writer: &told}, Echo: true}
	text := "source " + path + " | ! cat\n"
	err := sh.Script(t.Context(), []script.Source{{Name: "x", Reader: strings.NewReader(text)}})
	if want := strings.Repeat("\"36\"\n", 20); eval.Status(err) != lang.StatusUsage || out.String() != want {
		t.Errorf("got %v and %q, want a usage error and %q", err, out.String(), want)
	}
	if !strings.Contains(told.String(), path+":61: nope") {
		t.Errorf("got %q, want the place of the error", told.String())
	}
}

// TestOnlyTheLastProgramHasTheTerminal pipes programs into programs on a
// terminal.
func TestOnlyTheLastProgramHasTheTerminal(t *testing.T) {
	repltest.Parallel(t)
	for _, line := range []string{
		`get :a | ! cat | ! tr a-z A-Z`,
		`exec-watch :a --from $begun --count 1 -- echo '"hi"' | ! tr a-z A-Z`,
		`lock :mutex ! echo '"hi"' | ! tr a-z A-Z`,
	} {
		b := repltest.New(t)
		var out repltest.Buffer
		sh := &repl.Shell{Session: b.Session, Out: repl.Stream{Writer: &out, Terminal: true}, Err: repl.Stream{Writer: io.Discard}}
		text := "def begun reset! :a hi | :node :modifiedIndex\n" + line
		if err := sh.Script(t.Context(), []script.Source{{Name: "x", Reader: strings.NewReader(text)}}); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if got := out.String(); got != "\"HI\"\n" {
			t.Errorf("%s: got %q", line, got)
		}
	}
}
