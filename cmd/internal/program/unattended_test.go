package program_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What follows a script on the command line is the script's, flags and all.
func TestScriptArguments(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "arguments.etcd2", "#!/usr/bin/env etcd2sh\necho $1 and $2\necho $@ end\n")
	want := result{out: "tom and two words\ntom two words -k end\n"}
	run{}.etcd2sh(t, "--no-history", file, "tom", "two words", "-k").want(t, want)
	run{}.etcd2sh(t, file, "tom").fails(t, 2, file+":2: echo $1 and $2", "there is no $2: the script was given 1 argument")

	if err := os.Chmod(file, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), file, "tom", "two words", "-k")
	cmd.Env = append(os.Environ(), "PATH="+programs(t)+string(filepath.ListSeparator)+os.Getenv("PATH"))
	if got, err := cmd.CombinedOutput(); string(got) != want.out || err != nil {
		t.Errorf("started by #!: got %q, %v, want %q", got, err, want.out)
	}
}

// --check reads everything, sends nothing, and tells the place of each error.
func TestCheck(t *testing.T) {
	t.Parallel()
	f := startFake(t, always(http.StatusOK, "text/plain", ""))
	good := writeFile(t, "good.etcd2", "def x get k\nreset! [k $x] $1 {:ttl $x}\nreset! $_ $@\nsource $1\necho $sourced\ntry get k | ! false catch _ def y pwd\necho $y\n")
	run{}.etcd2sh(t, f.url, "--check", good).want(t, result{})

	inner := writeFile(t, "inner.etcd2", "def there pwd\nrest! k v\n")
	bad := writeFile(t, "bad.etcd2", "get k\n\nreset! k \\\n  $none\nsource "+inner+"\necho $there\nget k --recursiv | :x\nget 'open\n")
	run{}.etcd2sh(t, f.url, "--check", bad, "--check", good).fails(t, 2,
		"; "+bad+":3: reset! k   $none\n",
		"^ line 4, column 3\n{:type :usage, :message \"there is no variable $none;",
		"; "+inner+":2: rest! k v\n; "+strings.Repeat(" ", len(inner)+4)+"^ column 1\n{:type :usage, :message \"there is no command rest!; did you mean reset!?\"}\n",
		"; "+bad+":7: get k --recursiv | :x\n; "+strings.Repeat(" ", len(bad)+10)+"^ column 7\n",
		"; "+bad+":8: get 'open\n; "+strings.Repeat(" ", len(bad)+8)+"^ column 5\n")

	got := run{}.etcd2sh(t, f.url, "-o", "json", "--check", bad)
	var places []string
	for _, e := range jsonErrors(t, got.err) {
		places = append(places, fmt.Sprint(filepath.Base(e["file"].(string)), e["line"], e["column"]))
	}
	if want := "[bad.etcd24 3 inner.etcd22 1 bad.etcd27 7 bad.etcd28 5]"; fmt.Sprint(places) != want || got.status != 2 || got.out != "" {
		t.Errorf("got %v, status %d, want %s, status 2", places, got.status, want)
	}
	run{in: "bogus"}.etcd2sh(t, f.url, "--check", "-").fails(t, 2, "; stdin:1: bogus\n")
	run{}.etcd2sh(t, f.url, "--check", good, "-c", "pwd").fails(t, 2, "--check runs nothing")
	run{}.etcd2sh(t, f.url, "--check", good+".not").fails(t, 2, "no such file")
	f.got(t)
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

// Errors in json are for programs: a line each, which says where it was met.
func TestErrorsAsLines(t *testing.T) {
	endpoint := server(t)
	script := "get* missing\nbogus\nreset! k\nrepeat 2 get* missing\npwd | ! false\n\nswap! missing \\\n inc\nexpect 1 pwd\nget 'open\n"
	want := []string{"1 <nil> 404", "2 1 usage", "3 9 usage", "4 <nil> 404", "5 <nil> program", "7 <nil> 404", "9 <nil> expectation", "10 5 usage"}
	for _, jobs := range []string{"1", "8"} {
		got := run{in: script}.etcd2sh(t, endpoint, "-o", "json", "-k", "--jobs", jobs)
		for i, e := range jsonErrors(t, got.err) {
			kind := e["type"]
			if kind == nil {
				kind = e["status"]
			}
			if said := fmt.Sprint(e["line"], " ", e["column"], " ", kind); e["file"] != "stdin" || i >= len(want) || said != want[i] {
				t.Errorf("--jobs %s: got %v, want stdin and %s", jobs, e, want[min(i, len(want)-1)])
			}
		}
		if n := strings.Count(got.err, "\n"); n != len(want) || got.status != 4 || got.out != "" {
			t.Errorf("--jobs %s: got %d errors, status %d and %q, want %d errors and status 4", jobs, n, got.status, got.out, len(want))
		}
	}
}

// --no-exec refuses whatever would start a program, before anything is sent.
func TestNoExec(t *testing.T) {
	t.Parallel()
	f := startFake(t, always(http.StatusOK, "text/plain", ""))
	ran := filepath.Join(t.TempDir(), "ran")
	for _, line := range []string{
		"swap! k ! touch " + ran, "swap! k trim -> ! touch " + ran, "get k | ! touch " + ran, "try get k | ! touch " + ran + " catch _ x",
		"def x pwd | ! touch " + ran, "expect 1 pwd | :x | ! touch " + ran, "repeat 2 swap! k ! touch " + ran, "edit k",
		"try get k catch _ pwd | ! touch " + ran, "time swap! k ! touch " + ran,
	} {
		got := run{env: map[string]string{"EDITOR": "touch " + ran}}.etcd2sh(t, f.url, "--no-exec", "-c", line)
		got.fails(t, 2, "starts a program, which --no-exec has turned off")
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program was started")
	}
	f.got(t)
}

// Ctrl-C ends what runs, and nothing is begun after it.
func TestSignalDuringScript(t *testing.T) {
	t.Parallel()
	many := func(n int, command string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, command+"\n", i)
		}
		return b.String()
	}
	tests := map[string]struct {
		args   []string
		sent   int // requests under way at the signal
		status int
		err    string
	}{
		"sleep":             {[]string{"-c", "echo begun\nsleep 1000\nreset! k v"}, 0, 130, "; -c:2: sleep 1000\n{:type :interrupted, :message \"interrupted\"}\n"},
		"sleep, keep going": {[]string{"-k", "--jobs", "8", "-c", "echo begun\nsleep 1000\nreset! k v"}, 0, 130, "; -c:2: sleep 1000\n{:type :interrupted, :message \"interrupted\"}\n"},
		"repeat":            {[]string{"-c", "echo begun\nrepeat 100 --jobs 4 get k\nreset! k v"}, 4, 130, ":message \"interrupted\", :completed 0}\n"},
		"reads at once":     {[]string{"--jobs", "8", "-c", "echo begun\n" + many(40, "get k%d")}, 8, 130, "; -c:2: get k0\n{:type :interrupted, :message \"interrupted\""},
		"writes at once":    {[]string{"-k", "--jobs", "8", "-c", "echo begun\n" + many(8, "reset! k%d v")}, 8, 6, "; -c:2: reset! k0 v\n{:type :unknown-outcome, "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			waiting := make(chan struct{}, 100)
			f := startFake(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
				waiting <- struct{}{}
				<-r.Context().Done()
			})
			p := start(t, "etcd2sh", append([]string{"--timeout", "1h", f.url}, test.args...)...)
			p.line(t)
			for range test.sent {
				<-waiting
			}
			p.signal(t, syscall.SIGINT)
			p.end(t).fails(t, test.status, test.err)
			if f.mu.Lock(); len(f.requests) != test.sent {
				t.Errorf("got %d requests, want the %d that were under way: %q", len(f.requests), test.sent, f.requests)
			}
			f.mu.Unlock()
		})
	}
}
