// Package upgradetest gives tests of leaving v2 what they are about: members that
// are processes of etcd 3.5 and of etcd 3.6, and the etcdutl that tells what 3.6
// would refuse. Begin with [New]; [Traps] are the states in which 3.6 does not
// start.
//
// The programs are built from the modules below testdata, which hold nothing but
// tool directives, so that no other module of etcd comes into this project's own.
// Building them takes about two minutes of processor time, once: they are kept in
// the user's cache directory.
package upgradetest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/gofrs/flock"
)

// Variable names the environment variable that, set to anything, has the programs
// built where they are not yet. Without them the tests are skipped.
const Variable = "ETCD2SH_TEST_UPGRADE"

// Program is one that is built from a module below testdata.
type Program struct{ name, module, path string }

// The programs. Only etcdutl 3.5 has the command "check v2store".
var (
	Etcd35  = Program{"etcd35", "etcd35", "go.etcd.io/etcd/server/v3"}
	Etcd36  = Program{"etcd36", "etcd36", "go.etcd.io/etcd/server/v3"}
	Etcdutl = Program{"etcdutl", "etcd35", "go.etcd.io/etcd/etcdutl/v3"}

	// Installed is the etcd 3.4 that is installed on this machine, if there is one:
	// [NeedInstalled].
	Installed = Program{name: "etcd"}
)

// Need skips the test, saying how it is run, unless the programs are there or may
// be built.
func Need(t testing.TB) {
	t.Helper()
	for _, p := range []Program{Etcd35, Etcd36, Etcdutl} {
		p.File(t)
	}
}

// At is the etcd that is kept in a file.
func At(file string) Program { return Program{name: file} }

// NeedInstalled skips the test unless an etcd 3.4 is installed on this machine.
func NeedInstalled(t testing.TB) {
	t.Helper()
	out, err := exec.Command(Installed.name, "--version").Output()
	if err != nil || !strings.Contains(string(out), "etcd Version: 3.4.") {
		t.Skipf("NOT RUN: no etcd 3.4 is installed: %s %v", out, err)
	}
}

// root is this project's directory, known once the go command was asked.
var root = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	return filepath.Dir(strings.TrimSpace(string(out))), err
})

// File returns the file of the program, which is built where it is not yet.
func (p Program) File(t testing.TB) string {
	t.Helper()
	if p.module == "" {
		return p.name
	}
	file, err := p.kept()
	if err != nil {
		t.Fatal(err)
	}
	_, err = os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		if os.Getenv(Variable) == "" {
			t.Skipf("NOT RUN: %s is not built; %s=1 builds it, which takes some minutes once", p.name, Variable)
		}
		err = p.build(file)
	}
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func (p Program) source() (string, error) {
	dir, err := root()
	return filepath.Join(dir, "client", "sandbox", "upgradetest", "testdata", p.module), err
}

// kept names the file that the program is built into: another one after a change
// of the module or of Go.
func (p Program) kept() (string, error) {
	source, err := p.source()
	if err != nil {
		return "", err
	}
	sums, err := os.ReadFile(filepath.Join(source, "go.sum"))
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256(append(sums, runtime.Version()...))
	return filepath.Join(cache, "etcd2sh", "test", fmt.Sprintf("%s-%x", p.name, digest[:6])), nil
}

// build builds the program where no other test does at the same time.
func (p Program) build(file string) (err error) {
	source, err := p.source()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	lock := flock.New(filepath.Join(filepath.Dir(file), "lock"))
	if err := lock.Lock(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	built := file + ".new"
	out, err := exec.Command("go", "-C", source, "build", "-buildvcs=false", "-trimpath", "-ldflags=-s -w", "-o", built, p.path).CombinedOutput()
	if err != nil {
		return fmt.Errorf("building %s: %w\n%s", p.name, err, out)
	}
	return os.Rename(built, file)
}
