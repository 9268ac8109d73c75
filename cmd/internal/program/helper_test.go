package program_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"etcd2sh/client/sandbox"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/cmd/internal/program"
	"etcd2sh/repl/lesson"
	"etcd2sh/scripts"
)

var update = flag.Bool("update", false, "rewrite scripts/*.txt and the tables of the manual")

// root is the module's directory, seen from this package's.
const root = "../../.."

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

// result is what a run of a program left behind.
type result struct {
	status   int
	out, err string
}

// run is what a program finds: its standard input and its environment. The
// zero value is nothing of both. The records are those of its DNS.
type run struct {
	in      string
	env     map[string]string
	records map[string][]*net.SRV
}

// etcd2sh runs the shell for clusters.
func (r run) etcd2sh(t *testing.T, args ...string) result {
	t.Helper()
	return r.program(t, etcd2shProgram(), args)
}

func etcd2shProgram() *program.Program {
	return &program.Program{Name: "etcd2sh", About: "the shell"}
}

// sandbox runs the shell that starts an etcd of its own.
func (r run) sandbox(t *testing.T, args ...string) result {
	t.Helper()
	return r.program(t, sandboxProgram(), args)
}

// program runs a program. It waits a minute for answers, unless args say how
// long.
func (r run) program(t *testing.T, p *program.Program, args []string) result {
	t.Helper()
	return r.words(t, p, append([]string{"--timeout=1m"}, args...))
}

// words runs a program with a command line as it is.
func (r run) words(t *testing.T, p *program.Program, args []string) result {
	t.Helper()
	var out, errOut bytes.Buffer
	status := p.Run(t.Context(), args, program.IO{
		In: strings.NewReader(r.in), Out: &out, Err: &errOut, Env: r.getenv, LookupSRV: r.lookupSRV,
	})
	return result{status, out.String(), errOut.String()}
}

// lookupSRV finds the records of the run.
func (r run) lookupSRV(_ context.Context, service, proto, name string) (string, []*net.SRV, error) {
	name = "_" + service + "._" + proto + "." + name
	if found := r.records[name]; found != nil {
		return name, found, nil
	}
	return "", nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (r run) getenv(name string) string { return r.env[name] }

func sandboxProgram() *program.Program {
	return &program.Program{
		Name:  "etcd2sh-sandbox",
		Start: func(ctx context.Context) (program.Server, error) { return sandbox.Start(ctx, sandbox.Config{}) },
		Tour:  scripts.Tour,
		Lesson: func(ctx context.Context) (lesson.Cluster, error) {
			return sandbox.Start(ctx, sandbox.Config{Members: lesson.Members})
		},
	}
}

// want compares a run with what was expected of it.
func (got result) want(t *testing.T, want result) {
	t.Helper()
	if got.status != want.status {
		t.Errorf("exit status: got %d, want %d", got.status, want.status)
	}
	if got.out != want.out {
		t.Errorf("standard output:\n got %.999q\nwant %.999q", got.out, want.out)
	}
	if got.err != want.err {
		t.Errorf("standard error:\n got %.999q\nwant %.999q", got.err, want.err)
	}
}

// prints checks what a run printed as results.
func (got result) prints(t *testing.T, want string) {
	t.Helper()
	if got.status != 0 || got.out != want {
		t.Errorf("got the status %d and\n%q\nwant\n%q\nstandard error: %s", got.status, got.out, want, got.err)
	}
}

// fails checks the status of a run that printed no result, and that its
// standard error holds each of the texts.
func (got result) fails(t *testing.T, status int, texts ...string) {
	t.Helper()
	if got.status != status {
		t.Errorf("exit status: got %d, want %d", got.status, status)
	}
	if got.out != "" {
		t.Errorf("standard output: got %.999q, want nothing", got.out)
	}
	for _, text := range texts {
		if !strings.Contains(got.err, text) {
			t.Errorf("standard error: got %.999q, which lacks %q", got.err, text)
		}
	}
}

// server gives the flag that names an empty store. Tests that use it run in
// parallel where each has a store of its own.
func server(t *testing.T) string {
	t.Helper()
	if !sandboxtest.External() {
		t.Parallel()
	}
	endpoint, _ := sandboxtest.Server(t)
	return "--endpoints=" + endpoint
}

// writeFile writes a file of the test's own and gives its path.
func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sameLines reports the first line that differs.
func sameLines(t *testing.T, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		switch {
		case i >= len(g):
			t.Fatalf("line %d is missing: want %q", i+1, w[i])
		case i >= len(w):
			t.Fatalf("line %d is one too many: got %q", i+1, g[i])
		case g[i] != w[i]:
			t.Fatalf("line %d:\n got %s\nwant %s", i+1, g[i], w[i])
		}
	}
}

// jsonErrors reads errors of which each must be one line, and nothing else.
func jsonErrors(t *testing.T, text string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for line := range strings.Lines(text) {
		var e map[string]any
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%q is no JSON: %v", line, err)
		}
		all = append(all, e)
	}
	return all
}
