package repl_test

import (
	"errors"
	"io"
	"testing"

	"etcd2sh/repl"
	"etcd2sh/repl/lang/script"
)

// TestOutputGone ends a script without end when its results cannot be written.
func TestOutputGone(t *testing.T) {
	t.Parallel()
	gone := errors.New("gone")
	for _, keepGoing := range []bool{false, true} {
		c := newConsole(t)
		c.KeepGoing = keepGoing
		c.Out.Writer = failing{gone}
		err := c.Script(t.Context(), []script.Source{{Name: "stdin", Reader: &endless{text: "pwd\n"}}})
		var output *repl.OutputError
		if !errors.As(err, &output) || !errors.Is(err, gone) || err.Error() != "standard output: gone" {
			t.Errorf("got %v, want an OutputError", err)
		}
		if c.err.Len() > 0 {
			t.Errorf("printed %q, want nothing", c.err.String())
		}
		c = newConsole(t)
		c.Out.Writer = failing{gone}
		if err := c.script(t, "pwd"); !errors.As(err, &output) {
			t.Errorf("at the end: got %v, want an OutputError", err)
		}
		c = newConsole(t)
		c.Out.Writer = failing{gone}
		if err := c.prompt(t, &endless{text: "pwd\n"}); !errors.As(err, &output) {
			t.Errorf("at a prompt: got %v, want an OutputError", err)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// endless repeats its text for ever.
type endless struct {
	text string
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e.text[e.at%len(e.text)]
		e.at++
	}
	return len(p), nil
}

// TestInputBroken reads from what only gives errors, and does not read for ever.
func TestInputBroken(t *testing.T) {
	t.Parallel()
	broken := errors.New("input/output error")
	run := map[string]func(*console, io.Reader) error{
		"prompt": func(c *console, in io.Reader) error { return c.prompt(t, in) },
		"script": func(c *console, in io.Reader) error {
			c.KeepGoing = true
			return c.Script(t.Context(), []script.Source{{Name: "stdin", Reader: in}})
		},
	}
	for name, run := range run {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := &breaking{err: broken}
			err := run(newConsole(t), in)
			if !errors.Is(err, broken) || in.reads > 3 {
				t.Errorf("got %v after %d reads, want %v at once", err, in.reads, broken)
			}
		})
	}
}

// breaking gives its error, and after many reads the end, so that a test of it
// ends too.
type breaking struct {
	err   error
	reads int
}

func (b *breaking) Read([]byte) (int, error) {
	if b.reads++; b.reads > 100 {
		return 0, io.EOF
	}
	return 0, b.err
}
