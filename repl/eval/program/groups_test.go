//go:build unix

package program_test

import (
	"errors"
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
	awaitStopped(t, pid)
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

// TestSuspendLost: a program that ran under what was lost while it was suspended
// does nothing more.
func TestSuspendLost(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fifo, more := filepath.Join(dir, "fifo"), filepath.Join(dir, "more")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	lines, err := os.OpenFile(fifo, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer lines.Close()
	errLost := errors.New("lost")
	var groups program.Groups
	pids, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		p := program.Program{
			Argv:   []string{"sh", "-c", `echo $$; read line <"$0"; echo $line >"$1"`, fifo, more},
			Groups: &groups, Sure: func() error { return errLost },
		}
		ended <- p.Run(t.Context(), func(piece []byte) bool { pids <- string(piece); return true })
	}()
	pid := strings.TrimSpace(<-pids)
	resume := groups.Suspend()
	awaitStopped(t, pid)
	if _, err := lines.WriteString("more\n"); err != nil {
		t.Fatal(err)
	}
	resume()
	if err := <-ended; err != errLost {
		t.Errorf("got %v, want the loss", err)
	}
	if _, err := os.Stat(more); err == nil {
		t.Error("got more done after the loss")
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

// awaitStopped waits until a process is stopped.
func awaitStopped(t *testing.T, pid string) {
	t.Helper()
	for begin := time.Now(); time.Since(begin) < 30*time.Second; {
		state, err := exec.Command("ps", "-o", "stat=", "-p", pid).Output()
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(state), "T") {
			return
		}
	}
	t.Fatal("the program goes on")
}
