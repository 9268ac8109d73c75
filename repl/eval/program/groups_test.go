package program_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"etcd2sh/repl/eval/program"
)

// TestSuspend: a program that runs is stopped with its group, and goes on.
func TestSuspend(t *testing.T) {
	t.Parallel()
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	var groups program.Groups
	groups.Suspend()() // of nothing
	pieces := make(chan string)
	ended := make(chan error, 1)
	go func() {
		// The shell reads by itself: for a child that is stopped on its way to another
		// program it would wait in a state that is not called stopped.
		p := program.Program{Argv: []string{"sh", "-c", `echo $$; read line <"$0"; echo $line; echo end`, fifo}, Groups: &groups}
		ended <- p.Run(t.Context(), func(piece []byte) bool { pieces <- string(piece); return true })
	}()
	pid := strings.TrimSpace(<-pieces)
	resume := groups.Suspend()
	for begin := time.Now(); !stopped(t, pid); {
		if time.Since(begin) > 30*time.Second {
			t.Fatal("the program goes on")
		}
	}
	resume()
	if err := os.WriteFile(fifo, []byte("more\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var rest string
	for !strings.HasSuffix(rest, "end\n") {
		rest += <-pieces
	}
	if err := <-ended; err != nil || rest != "more\nend\n" {
		t.Errorf("got %q, %v after it went on", rest, err)
	}
}

// TestSuspendStarting: no program begins while the others are stopped, as it would
// not be.
func TestSuspendStarting(t *testing.T) {
	t.Parallel()
	var groups program.Groups
	name := t.TempDir()
	ended, resumed := make(chan error, 1), make(chan struct{})
	resume := groups.Suspend()
	go func() {
		p := program.Program{Argv: []string{"sh", "-c", "read line; true", name}, Groups: &groups, Feed: func(stdin io.Writer) error {
			<-resumed
			return nil
		}}
		ended <- p.Run(t.Context(), func([]byte) bool { return true })
	}()
	for range 20 { // it would have begun by then
		all, err := exec.Command("ps", "-A", "-o", "args=").Output()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(all), name) {
			t.Fatal("a program began")
		}
	}
	close(resumed)
	resume()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// stopped reports whether a process is.
func stopped(t *testing.T, pid string) bool {
	t.Helper()
	state, err := exec.Command("ps", "-o", "stat=", "-p", pid).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.HasPrefix(string(state), "T")
}
