package repl_test

import (
	"io"
	"strings"
	"testing"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestPromptInterrupted drops a running command, a read and a write, and gives
// the prompt back.
func TestPromptInterrupted(t *testing.T) {
	t.Parallel()
	c, user, asked := stuckConsole(t)
	in, typed := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- c.prompt(t, in) }()
	for _, line := range []string{"get k --wait\n", "repeat 100 get k\n", "reset! k v\n"} {
		if _, err := io.WriteString(typed, line); err != nil {
			t.Fatal(err)
		}
		repltest.Soon(t, asked)
		user.interrupt()
	}
	if _, err := io.WriteString(typed, "pwd\nexit\n"); err != nil {
		t.Fatal(err)
	}
	if err, _ := repltest.Soon(t, ended); err != nil {
		t.Error(err)
	}
	if got := c.out.String(); got != "\"/\"\n" {
		t.Errorf("got %q, want the result of pwd", got)
	}
	errs := strings.Split(c.err.String(), "\n")
	for i, want := range []string{`{:type :interrupted, :message "interrupted"}`, `{:type :interrupted, :message "interrupted", :completed 0}`, `{:type :unknown-outcome, `} {
		if !strings.Contains(errs[i], want) {
			t.Errorf("got %q, want %q", errs[i], want)
		}
	}
}

// TestScriptInterrupted ends a script, even one that keeps going.
func TestScriptInterrupted(t *testing.T) {
	t.Parallel()
	c, user, asked := stuckConsole(t)
	c.KeepGoing = true
	ended := make(chan error, 1)
	go func() { ended <- c.script(t, "get k\npwd\n") }()
	repltest.Soon(t, asked)
	user.interrupt()
	if err, _ := repltest.Soon(t, ended); eval.Status(err) != lang.StatusInterrupted {
		t.Errorf("got %v, want it interrupted", err)
	}
	if c.out.Len() > 0 || c.err.String() != "; x.etcd2:1: get k\n{:type :interrupted, :message \"interrupted\"}\n" {
		t.Errorf("got %q, %q, want the interrupted command alone", c.out.String(), c.err.String())
	}
}

// TestPromptDropsLine interrupts a line that is being typed.
func TestPromptDropsLine(t *testing.T) {
	t.Parallel()
	c, user, _ := stuckConsole(t)
	prompts := make(chan string, 100)
	c.Err.Writer = sending(prompts)
	in, typed := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- c.prompt(t, in) }()
	repltest.Soon(t, prompts)
	if _, err := io.WriteString(typed, "nope 'and\n"); err != nil {
		t.Fatal(err)
	}
	if got, _ := repltest.Soon(t, prompts); got != "   ...> " {
		t.Errorf("got %q, want the prompt for more", got)
	}
	user.interrupt()
	if got, _ := repltest.Soon(t, prompts); got != "\n" {
		t.Errorf("got %q, want a new line", got)
	}
	if got, _ := repltest.Soon(t, prompts); got != "/> " {
		t.Errorf("got %q, want a new prompt", got)
	}
	if _, err := io.WriteString(typed, "pwd\nexit\n"); err != nil {
		t.Fatal(err)
	}
	if err, _ := repltest.Soon(t, ended); err != nil {
		t.Error(err)
	}
	if got := c.out.String(); got != "\"/\"\n" {
		t.Errorf("got %q, want the result of pwd", got)
	}
}
