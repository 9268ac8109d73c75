//go:build unix

package program_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/repl/terminal/terminaltest"
)

// TestSuspendedScript presses Ctrl-Z while a script runs a program under a lock:
// both stop. The program does nothing more when the script goes on after the
// lock's ttl.
func TestSuspendedScript(t *testing.T) {
	t.Parallel()
	h := newHome(t, "")
	if err := syscall.Mkfifo(h.file("lines"), 0o600); err != nil {
		t.Fatal(err)
	}
	lines, err := os.OpenFile(h.file("lines"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer lines.Close()
	worker := h.script("worker", `echo "pid $$"
read line <lines
echo $line >more
`)
	job := h.script("job", `set -m
cd "$(dirname "$0")"
"$1" "$2" --timeout=1m -c "lock :mutex --ttl 4 ! $3"
echo suspended
read line
fg >/dev/null
echo "status $?"
`)
	cmd := exec.Command(job, filepath.Join(programs(t), "etcd2sh"), h.server, worker)
	p := shell{terminaltest.Start(t, cmd, h.columns, h.rows)}
	_, pid, _ := strings.Cut(p.Text("pid ").Last(), "pid ")
	p.Type("\x1a")
	p.Text("suspended")
	awaitStopped(t, pid)
	if _, err := lines.WriteString("more\n"); err != nil {
		t.Fatal(err)
	}
	h.awaitExpiry("/mutex")
	p.Type("\r")
	if s := p.Text("status"); !s.Has("status 1") || !s.Has(":type :lock-lost") {
		t.Errorf("got\n%s\nwant the lock lost", s)
	}
	p.Wait()
	if _, err := os.Stat(h.file("more")); err == nil {
		t.Error("the program did more after its lock was lost")
	}
}

// awaitStopped waits until a process is stopped.
func awaitStopped(t *testing.T, pid string) {
	t.Helper()
	for begin := time.Now(); time.Since(begin) < terminaltest.Patience; {
		state, err := exec.Command("ps", "-o", "stat=", "-p", pid).Output()
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(state), "T") {
			return
		}
	}
	t.Fatalf("the process %s goes on", pid)
}

// awaitExpiry waits until etcd lets the key of a lock's holder go.
func (h *home) awaitExpiry(lock string) {
	h.t.Helper()
	c := h.client()
	line, err := c.Get(h.t.Context(), lock, client.GetOptions{Quorum: true})
	if err != nil {
		h.t.Fatal(err)
	}
	if len(line.Node.Nodes) == 0 {
		return
	}
	held := line.Node.Nodes[0]
	for event, err := range c.Watch(h.t.Context(), *held.Key, client.WatchOptions{From: *held.CreatedIndex + 1}) {
		if err != nil {
			h.t.Fatal(err)
		}
		if event.Response != nil && event.Action == "expire" {
			return
		}
	}
}
