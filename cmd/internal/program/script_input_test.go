package program_test

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"testing"

	"etcd2sh/cmd/internal/program"
)

func TestScriptFromStandardInput(t *testing.T) {
	for _, jobs := range []string{"1", "8"} {
		t.Run("--jobs "+jobs, func(t *testing.T) { scriptFromStandardInput(t, server(t), "--timeout=1m", "--jobs="+jobs) })
	}
}

func scriptFromStandardInput(t *testing.T, args ...string) {
	tests := map[string]struct{ in, out string }{
		"lines":            {"reset! a 1 | :action\nget a\n", "\"set\"\n\"1\"\n"},
		"no last newline":  {"get a", "\"1\"\n"},
		"CRLF":             {"reset! b 2 | :action\r\nget b\r\n", "\"set\"\n\"2\"\n"},
		"a CR in quotes":   {"reset! c 'x\r\ny' | :action\r\nget c\r\n", "\"set\"\n\"x\\r\\ny\"\n"},
		"a BOM":            {"\uFEFFget a\n", "\"1\"\n"},
		"comments":         {"# one\n  # two\nget a # three\n#get b", "\"1\"\n"},
		"an open quote":    {"reset! d 'one\n\ntwo' | :action\nget d\n", "\"set\"\n\"one\\n\\ntwo\"\n"},
		"an open bracket":  {"get [\na\n]\n", "\"1\"\n"},
		"a backslash":      {"get \\\na\n", "\"1\"\n"},
		"a quoted bar":     {"reset! e '|' | :action\nget e\n", "\"set\"\n\"|\"\n"},
		"metadata is off":  {"meta get a | :status\nget* a | :node :value\nconfig meta\n", "200\n\"1\"\n\"off\"\n"},
		"the directory":    {"mkdir! dir | :action\ncd dir\npwd\nreset! f 1 | :node :key\nget /dir\n", "\"create\"\n\"/dir\"\n\"/dir/f\"\n{\"f\" \"1\"}\n"},
		"the last of many": {strings.Repeat("\n", 1<<16) + "get a", "\"1\"\n"},
	}
	run{in: "reset! a 1"}.etcd2sh(t, args...)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			run{in: test.in}.etcd2sh(t, args...).want(t, result{out: test.out})
		})
	}
	t.Run("a line of 16 MiB", func(t *testing.T) {
		run{in: "pwd # " + strings.Repeat("x", 16<<20) + "\nget a"}.etcd2sh(t, args...).want(t, result{out: "\"/\"\n\"1\"\n"})
	})
	t.Run("a line of megabytes", func(t *testing.T) {
		value := strings.Repeat("v", 9<<20)
		run{in: "reset! long " + value + " | :action\nget long"}.etcd2sh(t, args...).want(t, result{out: "\"set\"\n\"" + value + "\"\n"})
	})
	t.Run("metadata on", func(t *testing.T) {
		got := run{in: "config meta on\nget* a"}.etcd2sh(t, args...)
		meta, answer, _ := strings.Cut(got.out, "\n")
		if !strings.HasPrefix(meta, "^{:status 200, ") || !strings.HasPrefix(answer, `{:action "get", `) {
			t.Errorf("got %q, want the metadata on the line before the answer", got.out)
		}
	})
}

// Each command runs, and its result is there, before the next line comes.
func TestScriptRunsLineByLine(t *testing.T) {
	for _, jobs := range []string{"1", "8"} {
		t.Run("--jobs "+jobs, func(t *testing.T) { scriptRunsLineByLine(t, server(t), "--timeout=1m", "--jobs="+jobs) })
	}
}

func scriptRunsLineByLine(t *testing.T, args ...string) {
	in, lines := io.Pipe()
	results, out := io.Pipe()
	var errOut strings.Builder
	status := make(chan int, 1)
	go func() {
		p := &program.Program{Name: "etcd2sh"}
		status <- p.Run(t.Context(), args, program.IO{In: in, Out: out, Err: &errOut, Env: run{}.getenv})
		out.Close()
	}()
	r := bufio.NewReader(results)
	for i := range 3 {
		if _, err := fmt.Fprintf(lines, "reset! k %d | :node :value\n", i); err != nil {
			t.Fatal(err)
		}
		got, err := r.ReadString('\n')
		if want := fmt.Sprintf("\"%d\"\n", i); err != nil || got != want {
			t.Fatalf("got %q and %v, want %q", got, err, want)
		}
	}
	lines.Close()
	if rest, err := io.ReadAll(r); err != nil || len(rest) > 0 {
		t.Errorf("got %q and %v after the last result", rest, err)
	}
	result{<-status, "", errOut.String()}.want(t, result{})
}

// A command runs when its line arrives, not when its pipe is closed.
func TestPipedScriptRunsLineByLine(t *testing.T) {
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
