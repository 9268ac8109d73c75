package program_test

import (
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

// stopped reports whether a process is.
func stopped(t *testing.T, pid string) bool {
	t.Helper()
	state, err := exec.Command("ps", "-o", "stat=", "-p", pid).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.HasPrefix(string(state), "T")
}
