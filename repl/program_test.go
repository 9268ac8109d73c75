package repl_test

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
	if want := strings.TrimSuffix(strings.Repeat("36\n", 20), "\n"); eval.Status(err) != lang.StatusUsage || out.String() != want {
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
		`get :a | ! sed 's/.*/"&"/' | ! tr a-z A-Z`,
		`exec-watch :a --from $begun --count 1 -- echo '"hi"' | ! tr a-z A-Z`,
		`lock :mutex ! echo '"hi"' | ! tr a-z A-Z`,
	} {
		s := repltest.New(t)
		var out repltest.Buffer
		sh := &repl.Shell{Session: s.Session, Out: repl.Stream{Writer: &out, Terminal: true}, Err: repl.Stream{Writer: io.Discard}}
		text := "def begun reset! :a hi | :node :modifiedIndex\n" + line
		if err := sh.Script(t.Context(), []script.Source{{Name: "x", Reader: strings.NewReader(text)}}); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if got := strings.TrimSuffix(out.String(), "\n"); got != `"HI"` {
			t.Errorf("%s: got %q", line, got)
		}
	}
}

// typedLines are what a person types, a line at a time.
type typedLines chan string

func (l typedLines) Ask(ctx context.Context, question string) (string, error) {
	return l.ReadLine(ctx, question)
}

func (l typedLines) ReadLine(ctx context.Context, _ string) (string, error) {
	select {
	case line, more := <-l:
		if !more {
			return "", io.EOF
		}
		return line, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// TestBackgroundPrograms has programs run behind a prompt on a terminal, which
// stays the prompt's: what they print is shown as any result of a job, however
// the settings change meanwhile.
func TestBackgroundPrograms(t *testing.T) {
	repltest.Parallel(t)
	for _, line := range []string{
		`exec-watch :a -- sh -c 'echo $ETCD_WATCH_VALUE' &`,
		`watch :a | :node :value | ! cat &`,
	} {
		s := repltest.New(t)
		var out, behind repltest.Buffer
		sh := &repl.Shell{
			Session: s.Session, Out: repl.Stream{Writer: &out, Terminal: true}, Err: repl.Stream{Writer: io.Discard},
			Behind: &behind,
			Lend: func(func() error) error {
				t.Errorf("%s: the terminal was lent behind the prompt", line)
				return nil
			},
		}
		typed, ended := make(typedLines), make(chan error, 1)
		go func() { ended <- sh.Prompt(t.Context(), typed) }()
		typed <- line
		for end := time.Now().Add(repltest.LongEnough); behind.String() == "" && time.Now().Before(end); {
			typed <- `reset! :a event | :none` // the watch may not have begun before
			typed <- `config output json`
			typed <- `config output edn`
		}
		close(typed)
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if got := behind.String(); !strings.HasPrefix(got, "[1] ") || !strings.Contains(got, "event") || strings.Contains(out.String(), "event") {
			t.Errorf("%s: behind the prompt came %q, before it %q, want each event behind it", line, got, out.String())
		}
	}
}

// TestLockLostUnderSource: what is told is the loss of the lock that a file ran
// under, and not how the file's command was stopped.
func TestLockLostUnderSource(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	path := filepath.Join(t.TempDir(), "x.etcd2")
	repltest.WriteFile(t, path, "delete-all! l\nsleep 3600\n")
	var told bytes.Buffer
	sh := &repl.Shell{Session: s.Session, Out: repl.Stream{Writer: io.Discard}, Err: repl.Stream{Writer: &told}}
	err := sh.Script(t.Context(), []script.Source{{Name: "x", Reader: strings.NewReader("lock l source " + path)}})
	if want := "; x:1: lock l source " + path + "\n{:type :lock-lost, "; eval.Status(err) != lang.StatusRefused || !strings.HasPrefix(told.String(), want) {
		t.Errorf("got %v and %q, want %q", err, told.String(), want)
	}
}
