package program_test

import (
	"io"
	"strings"
	"syscall"
	"testing"

	"etcd2sh/cmd/internal/program"
)

func TestExitStatus(t *testing.T) {
	endpoint := server(t)
	run{in: "reset! text meow\nreset! dir/a 1"}.etcd2sh(t, endpoint)
	tests := []struct {
		name, line string
		status     int
		err        string // part of the error
	}{
		{"false is a result", `cas! text purr meow`, 0, ""},
		{"nil is a result", `get missing`, 0, ""},
		{"exit", `exit`, 0, ""},
		{"the root", `reset! nil x`, 1, ":errorCode 107"},
		{"a directory", `swap! dir inc`, 1, ":errorCode 102"},
		{"below a file", `reset! text/below x`, 1, ":errorCode 104"},
		{"a directory that is not empty", `delete! dir --dir`, 1, ":errorCode 108"},
		{"a function", `swap! text inc`, 1, ":type :function"},
		{"a command", `gte text`, 2, "did you mean get?"},
		{"an option", `get text --recursiv`, 2, "did you mean --recursive?"},
		{"too few arguments", `reset! text`, 2, "reset! wants a value: reset! K V"},
		{"too many arguments", `get* text text`, 2, "one too many"},
		{"an open quote", `get "text`, 2, "quote that was opened on line 1 is never closed"},
		{"index 0", `cas-index! text 0 x`, 2, "prev-index 0"},
		{"not UTF-8", "get \xff", 2, "not UTF-8"},
		{"a value from nowhere", `reset! k --file /nonexistent/file`, 2, "no such file"},
		{"not found", `get* missing`, 4, ":errorCode 100"},
		{"nothing to swap", `swap! missing identity`, 4, ":status 404"},
		{"a compare", `reset! text x --prev-value purr`, 5, ":errorCode 101"},
		{"an index", `delete! text --prev-index 1`, 5, ":errorCode 101"},
		{"it exists", `mkdir! text`, 5, ":errorCode 105"},
		{"it exists, prev-exist", `reset! text x --prev-exist=false`, 5, ":errorCode 105"},
		{"within repeat", `repeat 3 get* missing`, 4, ":completed 0"},
		{"handled", `try get* missing catch _ :none`, 0, ""},
		{"handled by a failure", `try get* missing catch _ swap! text inc`, 1, ":type :function"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := run{}.etcd2sh(t, endpoint, "-c", test.line)
			if got.status != test.status {
				t.Errorf("%s: got status %d, want %d", test.line, got.status, test.status)
			}
			if !strings.Contains(got.err, test.err) || test.err == "" && got.err != "" {
				t.Errorf("%s: got error %q, want one with %q", test.line, got.err, test.err)
			}
			if test.err != "" && got.out != "" {
				t.Errorf("%s: got %q on standard output, want errors on standard error alone", test.line, got.out)
			}
		})
	}
}

// closedPipe is a standard output that nobody reads any more.
func closedPipe(t *testing.T) io.Writer {
	r, w := io.Pipe()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return w
}

// fullDisk is a standard output that takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestResultsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		out    io.Writer
		status int
		err    string
	}{
		"nobody reads": {closedPipe(t), program.StatusPipe, ""},
		"a full disk":  {fullDisk{}, 1, "{:type :output, :message \"standard output: no space left on device\"}\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var errOut strings.Builder
			p := &program.Program{Name: "etcd2sh"}
			status := p.Run(t.Context(), []string{"-k", "-c", strings.Repeat("pwd\n", 20000)}, program.IO{
				In: strings.NewReader(""), Out: test.out, Err: &errOut, Env: run{}.getenv,
			})
			result{status, "", errOut.String()}.want(t, result{test.status, "", test.err})
		})
	}
}

// Results that cannot be written are an error even where a command failed before.
func TestFailureAndResultsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for name, last := range map[string]string{"at the end": "pwd", "on the way": strings.Repeat("pwd\n", 20000)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var errOut strings.Builder
			p := &program.Program{Name: "etcd2sh"}
			status := p.Run(t.Context(), []string{"-k", "-c", "bogus", "-c", last}, program.IO{
				In: strings.NewReader(""), Out: fullDisk{}, Err: &errOut, Env: run{}.getenv,
			})
			result{status, "", errOut.String()}.fails(t, status, "no command bogus", "standard output: no space left on device")
			if status == 0 {
				t.Error("exit status: got 0, want a failure")
			}
		})
	}
}
