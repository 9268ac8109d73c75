package program_test

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"etcd2sh/cmd/internal/program"
)

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

func TestDataDirectoryIsKept(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	start(t, "etcd2sh-sandbox", "--data-dir", dir, "-c", "reset! k v | :action").end(t).want(t, result{out: "\"set\"\n"})
	start(t, "etcd2sh-sandbox", "--data-dir", dir, "-c", "get k").end(t).want(t, result{out: "\"v\"\n"})
}

func TestServe(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]os.Signal{"ended by SIGTERM": syscall.SIGTERM, "ended by Ctrl-C": os.Interrupt} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, "etcd2sh-sandbox", "--serve", "--members", "3")
			urls := strings.Split(p.line(t), ",")
			if len(urls) != 3 {
				t.Errorf("got %q, want the addresses of three members", urls)
			}
			for _, url := range urls {
				resp, err := http.Get(url + "/v2/keys/?quorum=true")
				if err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					t.Errorf("%s: got status %d, want 200", url, resp.StatusCode)
				}
			}
			p.signal(t, end)
			p.end(t).want(t, result{})
		})
	}
}

// After nohup a script goes on when its terminal is gone.
func TestNohup(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", `trap "" HUP; exec "$0" -c "echo begun" -c "sleep 200ms" -c "echo on"`, filepath.Join(programs(t), "etcd2sh"))
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out := bufio.NewReader(pipe)
	first, _ := out.ReadString('\n') // cmd.Wait tells what went wrong
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Error(err)
	}
	rest, _ := io.ReadAll(out)
	if err := cmd.Wait(); first+string(rest) != "begun\non\n" || err != nil {
		t.Errorf("got %q, %v, want that it goes on", first+string(rest), err)
	}
}

// A signal ends a script in the middle of a wait.
func TestSignalDuringWait(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]os.Signal{"SIGINT": os.Interrupt, "SIGTERM": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			waiting := make(chan struct{}, 1)
			f := startFake(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
				waiting <- struct{}{}
				<-r.Context().Done()
			})
			p := start(t, "etcd2sh", f.url, "-c", "get k --wait", "-c", "pwd")
			<-waiting
			p.signal(t, s)
			p.end(t).want(t, result{130, "", "; -c:1: get k --wait\n{:type :interrupted, :message \"interrupted\"}\n"})
			f.got(t, "GET /v2/keys/k?wait=true ")
		})
		t.Run(name+" in the sandbox", func(t *testing.T) {
			t.Parallel()
			p := start(t, "etcd2sh-sandbox", "-c", "pwd\nget k --wait\npwd")
			p.line(t) // a result does not wait for the next
			p.signal(t, s)
			p.end(t).fails(t, 130, "{:type :interrupted, ")
		})
		t.Run(name+" while reading", func(t *testing.T) {
			t.Parallel()
			p := start(t, "etcd2sh-sandbox")
			p.write(t, "pwd\n")
			p.line(t)
			p.signal(t, s)
			p.end(t).fails(t, 130, "{:type :interrupted, ")
		})
	}
}

// A reader that has seen enough, as head, is no reason to complain.
func TestReaderGoes(t *testing.T) {
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

// A command runs when its line arrives, not when its pipe is closed.
func TestPipedScriptIsALoop(t *testing.T) {
	t.Parallel()
	p := start(t, "etcd2sh-sandbox", "-o", "simple")
	for _, value := range []string{"one", "two", "three"} {
		p.write(t, "reset! k "+value+"\n")
		if got := p.line(t); got != value {
			t.Errorf("got %q, want %q", got, value)
		}
	}
	p.in.Close()
	p.end(t).want(t, result{})
}
