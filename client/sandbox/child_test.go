package sandbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"go.uber.org/goleak"

	"etcd2sh/client/sandbox"
)

// The temporary directory, silence and goroutines can only be looked at in a
// process of their own: TestMain runs child in it.
func TestLeavesNothingAndSaysNothing(t *testing.T) {
	t.Parallel()
	tmp := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TMPDIR="+tmp, childEnv+"=1")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		t.Errorf("child: %v", err)
	}
	if got := out.String(); got != "" {
		t.Errorf("output: got %q, want none", got)
	}
	left, err := os.ReadDir(tmp)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 0 {
		t.Errorf("temporary directory: got %v, want it empty", left)
	}
}

const childEnv = "ETCD2SH_SANDBOX_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) == "" {
		os.Exit(m.Run())
	}
	if err := child(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// child goes through a sandbox's life, and through a start that is given up.
func child() error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c, err := sandbox.Start(ctx, sandbox.Config{Members: 3})
	if err != nil {
		return err
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) != 1 {
		return fmt.Errorf("while it runs: got %v, %v in the temporary directory, want one entry", left, err)
	}
	if _, err := call(http.MethodPut, c.Endpoints()[1]+"/v2/keys/k", "v"); err != nil {
		return err
	}
	if err := errors.Join(c.Stop(0), c.Restart(ctx, 0), c.Close()); err != nil {
		return err
	}
	cancel()
	if _, err := sandbox.Start(ctx, sandbox.Config{}); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("a cancelled start: got %v, want %v", err, context.Canceled)
	}
	return goroutinesEnd()
}

// goroutinesEnd waits until nothing of etcd runs any more: idle connections
// between members take some seconds to end.
func goroutinesEnd() error {
	deadline := time.Now().Add(20 * time.Second)
	for {
		err := goleak.Find()
		if err == nil || time.Now().After(deadline) {
			return err
		}
	}
}
