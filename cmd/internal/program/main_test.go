package program_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// temporary is a directory for what tests share.
var temporary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "etcd2sh-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	temporary = dir
	status := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// build builds both programs once and gives their directory.
var build = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(temporary, "bin")
	cmd := exec.Command("go", "build", "-o", dir+string(filepath.Separator), "./cmd/etcd2sh", "./cmd/etcd2sh-sandbox")
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	if err != nil {
		err = errors.Join(err, errors.New(string(out)))
	}
	return dir, err
})

func programs(t *testing.T) string {
	t.Helper()
	dir, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
