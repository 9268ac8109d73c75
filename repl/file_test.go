package repl_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// A named pipe is waited for until somebody writes to it, or no longer than
// anybody wants to.
func TestNamedPipe(t *testing.T) {
	repltest.Parallel(t)
	b := repltest.New(t)
	interrupted(t, b, namedPipe(t))
	silent := namedPipe(t)
	writer, err := os.OpenFile(silent, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	interrupted(t, b, silent)
	pipe := namedPipe(t)
	go os.WriteFile(pipe, []byte("v"), 0)
	b.Run(`reset! k --file ` + pipe)
	b.Want(`get k`, `"v"`)
}

// interrupted interrupts all that may wait for a pipe.
func interrupted(t testing.TB, b repltest.Session, pipe string) {
	t.Helper()
	for _, line := range []string{`source ` + pipe, `load ` + pipe, `diff :none ` + pipe, `reset! k --file ` + pipe} {
		ctx, interrupt := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() {
			v, err := b.Eval(ctx, line)
			if parts, ok := v.(eval.Results); ok { // of source, which reads them as they are asked for
				for _, err = range parts {
					break
				}
			}
			ended <- err
		}()
		go interrupt()
		select {
		case err := <-ended:
			if eval.Status(err) != lang.StatusInterrupted {
				t.Errorf("%s: got %v, want it interrupted", line, err)
			}
		case <-time.After(repltest.LongEnough):
			t.Fatalf("%s goes on, though it was interrupted", line)
		}
	}
}

func namedPipe(t *testing.T) string {
	t.Helper()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // whoever still waits for a writer goes on
		if f, err := os.OpenFile(pipe, os.O_RDWR, 0); err == nil {
			f.Close()
		}
	})
	return pipe
}
