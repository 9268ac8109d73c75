package program_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
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

func TestValueFromStandardInput(t *testing.T) {
	endpoint := server(t)
	value := "one\n\"two\"\x00\t#three\n"
	run{in: value}.etcd2sh(t, endpoint, "-osimple", "-c", "reset! k --file -").want(t, result{out: value + "\n"})
	run{in: "get k\nreset! k --file -"}.etcd2sh(t, endpoint).want(t, result{
		status: 2, out: `"one\n\"two\"\u0000\t#three\n"` + "\n",
		err: "; stdin:2: reset! k --file -\n" +
			`{:type :usage, :message "--file - wants standard input, but the commands come from there", :command "reset!", ` +
			`:usage "reset! K V [--file PATH] [--ttl SECONDS] [--prev-value V] [--prev-index N] [--prev-exist] [--timeout TIME] [--root-key NAME] [--secret]"}` + "\n",
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

// Ctrl-C ends the command under way and the script, keep-going or not.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"a wait":           {"-c", "get k --wait", "-c", "pwd"},
		"with keep-going":  {"-k", "-c", "get k --wait", "-c", "pwd"},
		"within a try":     {"-c", "try get k --wait catch _ :caught", "-c", "pwd"},
		"within a repeat":  {"-c", "repeat 5 --jobs 2 get k --wait", "-c", "pwd"},
		"in a plain read":  {"--timeout", "1h", "-c", "get k", "-c", "pwd"},
		"within a delete!": {"--timeout", "1h", "-k", "-c", "delete-all! k", "-c", "pwd"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			interrupt := make(chan struct{}, 10)
			f := startFake(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
				interrupt <- struct{}{}
				<-r.Context().Done()
			})
			var out, errOut strings.Builder
			p := &program.Program{Name: "etcd2sh"}
			status := p.Run(t.Context(), append([]string{f.url}, args...), program.IO{
				In: strings.NewReader(""), Out: &out, Err: &errOut, Env: run{}.getenv,
				Interrupt: func(ctx context.Context) (context.Context, context.CancelFunc) {
					ctx, stop := context.WithCancel(ctx)
					go func() {
						<-interrupt
						stop()
					}()
					return ctx, stop
				},
			})
			result{status, out.String(), errOut.String()}.fails(t, 130, "{:type :interrupted, :message \"interrupted\"")
		})
	}
}

// A write that was interrupted before its answer came may have happened.
func TestInterruptedWrite(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	f := startFake(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
		interrupt()
		<-r.Context().Done()
	})
	var out, errOut strings.Builder
	p := &program.Program{Name: "etcd2sh"}
	p.Run(ctx, []string{f.url, "-k", "-c", "reset! k v", "-c", "pwd"}, program.IO{
		In: strings.NewReader(""), Out: &out, Err: &errOut, Env: run{}.getenv,
	})
	if out.String() != "" || !strings.Contains(errOut.String(), ":type :unknown-outcome") {
		t.Errorf("got %q and %q, want an unknown outcome and nothing after it", out.String(), errOut.String())
	}
	f.got(t, "PUT /v2/keys/k value=v")
}

type brokenServer struct{ closed *int }

func (brokenServer) Endpoints() []string { return []string{"http://127.0.0.1:1"} }

func (s brokenServer) Close() error {
	*s.closed++
	return errors.New("the directory stays")
}

// The program's own server is closed once, whatever happened before, and an
// error of that is told.
func TestOwnServerIsClosed(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"after a result": {"-c", "pwd"},
		"after an error": {"-c", "bogus"},
		"after exit":     {"-c", "exit"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			closed := 0
			got := run{}.program(t, &program.Program{
				Name:  "own",
				Start: func(context.Context) (program.Server, error) { return brokenServer{&closed}, nil },
			}, args)
			if closed != 1 || !strings.HasSuffix(got.err, "{:type :failed, :message \"the directory stays\"}\n") {
				t.Errorf("closed %d times, and got %q; want once, and the error", closed, got.err)
			}
		})
	}
	t.Run("one that does not start", func(t *testing.T) {
		t.Parallel()
		run{}.program(t, &program.Program{
			Name:  "own",
			Start: func(context.Context) (program.Server, error) { return nil, errors.New("no port is free") },
		}, []string{"-c", "pwd"}).want(t, result{2, "", "{:type :usage, :message \"no port is free\", :command \"own\", :usage \"own --help lists the flags\"}\n"})
	})
}
