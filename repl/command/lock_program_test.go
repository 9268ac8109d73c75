//go:build unix

package command_test

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/repltest"
)

// TestLockLostEndsAll: what a program has started under a lock ends with it when
// that is lost.
func TestLockLostEndsAll(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	other, _ := repltest.Watching(t, endpoint)
	s, _ := repltest.Watching(t, endpoint)
	held := filepath.Join(t.TempDir(), "held") // open for as long as the started one lives
	if err := syscall.Mkfifo(held, 0o600); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		f, err := os.Open(held)
		if err == nil {
			defer f.Close()
			_, err = io.Copy(io.Discard, f)
		}
		ended <- err
	}()
	parts := repltest.Evaluate(t.Context(), s, "lock m ! sh -c 'exec 3>"+held+"; (sleep 90 >/dev/null; true) & exec 3>&-; echo ready; wait'")
	if p, _ := repltest.Soon(t, parts); p.Err != nil {
		t.Fatalf("got %v, want a result first", p.Err)
	}
	repltest.Run(t, other, "delete! m --recursive")
	if p, _ := repltest.Soon(t, parts); p.Text(t) != "error lock-lost" {
		t.Errorf("got %s %v, want the loss", p.Text(t), p.Err)
	}
	if err, _ := repltest.Soon(t, ended); err != nil {
		t.Error(err)
	}
}
