package program_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"etcd2sh/cmd/internal/program"
)

// A whole process, with its exit status and both of its streams.
func TestProcess(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		want result
	}{
		"a command":     {[]string{"-c", "get nil"}, result{out: "nil\n"}},
		"a refusal":     {[]string{"-c", "reset! nil x", "-o", "simple"}, result{1, "", "; -c:1: reset! nil x\nError: 107: Root is read only (/) [3]\n"}},
		"a bad flag":    {[]string{"-o", "yaml"}, result{2, "", "{:type :usage, :message \"--output wants edn, json or simple, not \\\"yaml\\\"\", :command \"etcd2sh-sandbox\", :usage \"etcd2sh-sandbox --help lists the flags\"}\n"}},
		"three members": {[]string{"--members", "3", "-c", "reset! k v | :action", "-c", "get k --quorum"}, result{out: "\"set\"\n\"v\"\n"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start(t, "etcd2sh-sandbox", test.args...).end(t).want(t, test.want)
		})
	}
}

// A signal that whoever starts the program has ignored stays so: HUP after nohup, and INT
// behind a script.
func TestIgnoredSignals(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]os.Signal{"HUP": syscall.SIGHUP, "INT": syscall.SIGINT} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), "sh", "-c", `trap "" `+name+`; exec "$0" -c "echo begun" -c "sleep 200ms" -c "echo on"`, filepath.Join(programs(t), "etcd2sh"))
			pipe, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			out := bufio.NewReader(pipe)
			first, _ := out.ReadString('\n') // cmd.Wait tells what went wrong
			if err := cmd.Process.Signal(s); err != nil {
				t.Error(err)
			}
			rest, _ := io.ReadAll(out)
			if err := cmd.Wait(); first+string(rest) != "begun\non\n" || err != nil {
				t.Errorf("got %q, %v, want that it goes on", first+string(rest), err)
			}
		})
	}
}

// A reader that has seen enough, as head, is no error.
func TestReaderOfResultsCloses(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"one at a time": {"-c", strings.Repeat("pwd\n", 20000)},
		"many at once":  {"--jobs", "8", "-c", "pwd\n" + strings.Repeat("get k\n", 20000)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, "etcd2sh-sandbox", args...)
			if got := p.line(t); got != `"/"` {
				t.Errorf("got %q, want the first result", got)
			}
			if err := p.pipe.Close(); err != nil {
				t.Fatal(err)
			}
			p.out.Reset(strings.NewReader(""))
			p.end(t).want(t, result{status: program.StatusPipe})
		})
	}
}
