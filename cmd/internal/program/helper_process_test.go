package program_test

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// process is a real program, with a temporary directory of its own.
type process struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	pipe io.Closer // beneath out
	err  bytes.Buffer
	tmp  string
}

// start starts a program with pipes to it. It waits a minute for answers, unless
// args say how long.
func start(t *testing.T, name string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.CommandContext(t.Context(), filepath.Join(programs(t), name), append([]string{"--timeout=1m"}, args...)...), tmp: t.TempDir()}
	p.cmd.Env = append(os.Environ(), "TMPDIR="+p.tmp, "ETCDCTL_ENDPOINTS=")
	p.cmd.Stderr = &p.err
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out, p.pipe = bufio.NewReader(out), out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// line reads the next line of standard output.
func (p *process) line(t *testing.T) string {
	t.Helper()
	line, err := p.out.ReadString('\n')
	if err != nil {
		t.Fatalf("%v: got %q and %v; standard error: %s", p.cmd.Args, line, err, p.end(t).err)
	}
	return strings.TrimSuffix(line, "\n")
}

func (p *process) write(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(p.in, text); err != nil {
		t.Fatal(err)
	}
}

func (p *process) signal(t *testing.T, s os.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// end waits for the end and checks that nothing is left behind.
func (p *process) end(t *testing.T) result {
	t.Helper()
	rest, err := io.ReadAll(p.out)
	if err != nil {
		t.Error(err)
	}
	p.cmd.Wait() // its error is the exit status, which is looked at
	left, err := os.ReadDir(p.tmp)
	if err != nil || len(left) > 0 {
		t.Errorf("left in the temporary directory: %v, %v", left, err)
	}
	return result{p.cmd.ProcessState.ExitCode(), string(rest), p.err.String()}
}
