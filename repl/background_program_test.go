package repl_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"etcd2sh/repl"
	"etcd2sh/repl/repltest"
)

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
		b := repltest.New(t)
		var out, behind repltest.Buffer
		sh := &repl.Shell{
			Session: b.Session, Out: repl.Stream{Writer: &out, Terminal: true}, Err: repl.Stream{Writer: io.Discard},
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
