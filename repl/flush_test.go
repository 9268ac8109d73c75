package repl_test

import (
	"bufio"
	"io"
	"testing"
	"time"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// TestFlushWhenIdle wants each result before the next command is typed.
func TestFlushWhenIdle(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	in, typed := io.Pipe()
	printed, out := io.Pipe()
	c.Out.Writer = out
	ended := make(chan error, 1)
	go func() {
		err := c.Script(t.Context(), []script.Source{{Name: "stdin", Reader: in}})
		out.Close()
		ended <- err
	}()
	// Whatever stands still is torn down, so that the test ends.
	deadline := time.AfterFunc(repltest.LongEnough, func() { typed.Close(); printed.Close() })
	defer deadline.Stop()
	lines := bufio.NewReader(printed)
	for range 3 {
		for _, step := range [][2]string{{"pwd\n", "\"/\"\n"}, {"get k\npwd | 0\n", "\"36\"\n"}, {"", "nil\n"}} {
			if _, err := io.WriteString(typed, step[0]); err != nil {
				t.Fatal(err)
			}
			if got, err := lines.ReadString('\n'); err != nil || got != step[1] {
				t.Fatalf("after %q: got %q, %v, want %q", step[0], got, err, step[1])
			}
		}
	}
	typed.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestFlushWhileRunning wants a result while the next command takes its time.
func TestFlushWhileRunning(t *testing.T) {
	t.Parallel()
	c, user, asked := stuckConsole(t)
	lines := make(chan string, 1)
	c.Out.Writer = sending(lines)
	ended := make(chan error, 1)
	go func() { ended <- c.script(t, "pwd\nget k\n") }()
	repltest.Soon(t, asked)
	if got, _ := repltest.Soon(t, lines); got != "\"/\"\n" {
		t.Errorf("got %q, want the result of pwd", got)
	}
	user.interrupt()
	if err, _ := repltest.Soon(t, ended); eval.Status(err) != lang.StatusInterrupted {
		t.Errorf("got %v, want it interrupted", err)
	}
}
