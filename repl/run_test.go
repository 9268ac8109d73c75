package repl_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/render"
	"etcd2sh/repl"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// console is a shell whose requests end on a wire, with its two streams.
type console struct {
	*repl.Shell
	wire     *repltest.Wire
	sends    string // what it shall send, separated by bars
	out, err bytes.Buffer
}

func newConsole(t testing.TB) *console {
	t.Helper()
	s, w := repltest.Wired(t)
	c := &console{wire: w}
	c.Shell = &repl.Shell{Session: s, Out: repl.Stream{Writer: &c.out}, Err: repl.Stream{Writer: &c.err}}
	return c
}

// script runs one source.
func (c *console) script(t testing.TB, text string) error {
	t.Helper()
	return c.Script(t.Context(), []script.Source{{Name: "x.etcd2", Reader: strings.NewReader(text)}})
}

func TestScript(t *testing.T) {
	t.Parallel()
	usage := ";            ^ column 1\n{:type :usage, :message \"there is no command nope; help lists them\"}\n"
	large := "pwd # " + strings.Repeat("x", 16<<20) + "\npwd\n"
	tests := []struct {
		name, text, out, err string
		setup                func(*console)
		status               int
	}{
		{name: "nothing"},
		{name: "blank lines and comments", text: "\n  \n# pwd\n\t# nope\n"},
		{name: "results, one per line", text: "pwd\nget k\nget k | :nope\nconfig meta off\npwd", out: "\"/\"\n\"36\"\nnil\n\"/\"\n"},
		{name: "a missing last newline", text: "pwd", out: "\"/\"\n"},
		{name: "a comment at the end", text: "pwd # no newline", out: "\"/\"\n"},
		{name: "CRLF", text: "pwd\r\npwd\r\n\r\n# x\r\npwd\r", out: "\"/\"\n\"/\"\n\"/\"\n"},
		{name: "BOM", text: "\ufeffpwd\npwd\n", out: "\"/\"\n\"/\"\n"},
		{name: "BOM alone", text: "\ufeff"},
		{name: "stops at the first error", text: "pwd\nnope\npwd\n", out: "\"/\"\n", err: "; x.etcd2:2: nope\n" + usage, status: 2},
		{name: "keeps going", text: "pwd\nnope\nget\npwd\n", out: "\"/\"\n\"/\"\n", status: 2,
			err:   "; x.etcd2:2: nope\n" + usage + "; x.etcd2:3: get\n;               ^ column 4\n" + `{:type :usage, :message "K is missing", :command "get", :usage "` + command.Table().Find("get").Usage() + "\"}\n",
			setup: func(c *console) { c.KeepGoing = true }},
		{name: "exit", text: "pwd\nexit\nnope\n", out: "\"/\"\n"},
		{name: "quit", text: "quit\nnope\n"},
		{name: "exit within", text: "repeat 3 try pwd catch _ x\nrepeat 2 exit\nnope", out: "(\"/\" \"/\" \"/\")\n"},
		{name: "exit after an error", text: "nope\nexit\nget\n", status: 2, err: "; x.etcd2:1: nope\n" + usage, setup: func(c *console) { c.KeepGoing = true }},
		{name: "a program's last line without its end", text: "get k | ! printf x\npwd\nget k | ! printf 'y\\n'\nget k | ! printf z\nsleep 0\nget k | ! printf z\nnope", status: 2,
			setup: sends("GET /k|GET /k|GET /k|GET /k"), out: "x\n\"/\"\ny\nz\nz", err: "; x.etcd2:7: nope\n" + usage},
		{name: "false and nil are results", text: "get k | :a\npwd", out: "nil\n\"/\"\n"},

		{name: "continued", text: "config \\\n  timeout \\\r\n 5s\nconfig time\\\nout\n", out: "\"5s\"\n"},
		{name: "continued within a quote", text: "get \"a\\\nb\"\nget 'a\\\nb'", out: "\"36\"\n\"36\"\n",
			setup: sends("GET /ab|GET /a%5C%0Ab")},
		{name: "two backslashes do not continue", text: `get a\\` + "\npwd", out: "\"36\"\n\"/\"\n", setup: sends(`GET /a%5C`)},
		{name: "a backslash in a comment does not continue", text: "pwd # x \\\npwd", out: "\"/\"\n\"/\"\n"},
		{name: "many lines in a quote", text: "get 'a\n# b\n\nc'\nnope", out: "\"36\"\n", err: "; x.etcd2:5: nope\n" + usage, status: 2, setup: sends("GET /a%0A%23%20b%0A%0Ac")},
		{name: "many lines in brackets", text: "get [:a # first\n  :b\n]\nnope", out: "\"36\"\n", err: "; x.etcd2:4: nope\n" + usage, status: 2, setup: sends("GET /a/b")},
		{name: "a CR within quotes stays", text: "get 'a\r\nb'\r\nget a'\r'\r\n", out: "\"36\"\n\"36\"\n", setup: sends("GET /a%0D%0Ab|GET /a%0D")},
		{name: "an error of many lines", text: "\nnope 'a\nb'\n", err: "; x.etcd2:2: nope 'a\\nb'\n" + usage, status: 2},
		{name: "an error with control characters", text: "nope \x1b[31m\tx\n", err: "; x.etcd2:1: nope \\u001b[31m\\tx\n" + usage, status: 2},
		{name: "a function that there is not", text: "swap! k bogus --default 1", status: 2, err: "; x.etcd2:1: swap! k bogus --default 1\n;                    ^ column 9\n" +
			`{:type :usage, :message "there is no function bogus; help swap! lists them", :command "swap!", :usage "` + command.Table().Find("swap!").Usage() + "\"}\n"},
		{name: "a long error", text: "nope " + strings.Repeat("ж", 300), status: 2, err: "; x.etcd2:1: nope " + strings.Repeat("ж", 235) + "…\n" + usage},

		{name: "an open quote", text: "pwd\n\nget 'a\nb\n", out: "\"/\"\n", status: 2,
			err: "; x.etcd2:3: get 'a\\nb\n;                ^ column 5\n{:type :usage, :message \"the quote that was opened on line 3 is never closed\"}\n"},
		{name: "an open quote on another line", text: "pwd\nget \\\n k \\\n \"a\nb", out: "\"/\"\n", status: 2,
			err: "; x.etcd2:2: get  k  \"a\\nb\n;                    ^ line 4, column 2\n{:type :usage, :message \"the quote that was opened on line 4 is never closed\"}\n"},
		{name: "an open bracket", text: "get [:a\n:b", status: 2, err: "; x.etcd2:1: get [:a\\n:b\n;                ^ column 5\n{:type :usage, :message \"the bracket that was opened on line 1 is never closed\"}\n"},
		{name: "an open quote, and going on", text: "nope\nget \"a", status: 2, setup: func(c *console) { c.KeepGoing = true },
			err: "; x.etcd2:1: nope\n" + usage + "; x.etcd2:2: get \"a\n;                ^ column 5\n{:type :usage, :message \"the quote that was opened on line 2 is never closed\"}\n"},

		{name: "a line of 16 MiB", text: large, out: "\"/\"\n\"/\"\n"},
		{name: "a value of 16 MiB", text: "reset! k '" + strings.Repeat("x", 16<<20) + "'\n", status: 2,
			err: "; x.etcd2:1: reset! k '" + strings.Repeat("x", 230) + "…\n" +
				`{:type :usage, :message "value makes a body of 16777222 bytes when encoded; etcd takes up to 10485760", :command "reset!", :usage "` + command.Table().Find("reset!").Usage() + "\"}\n"},
		{name: "invalid UTF-8", text: "get a\xffb\n", status: 2, err: "; x.etcd2:1: get a\\ufffdb\n;                 ^ column 6\n{:type :usage, :message \"the command is not UTF-8; nothing was sent\"}\n"},
		{name: "invalid UTF-8 in a comment", text: "get a # \xff\n", status: 2, err: "; x.etcd2:1: get a # \\ufffd\n;                    ^ column 9\n{:type :usage, :message \"the command is not UTF-8; nothing was sent\"}\n"},

		{name: "echo", text: "pwd\n# no\n\ncd dir\nget [:a\n  :b] \\\n -r\nnope\n", out: "\"/\"\n\"36\"\n", status: 2,
			setup: func(c *console) { c.Echo = true; sends("GET /dir|GET /a/b?recursive=true")(c) },
			err:   "/> pwd\n/> cd dir\n/dir> get [:a\n   ...>   :b] \n   ...>  -r\n/dir> nope\n; x.etcd2:8: nope\n" + usage},
		{name: "clear into a pipe", text: "clear\npwd\n", out: "\"/\"\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newConsole(t)
			if tt.setup != nil {
				tt.setup(c)
			}
			err := c.script(t, tt.text)
			if eval.Status(err) != tt.status {
				t.Errorf("got %v, want status %d", err, tt.status)
			}
			if got := c.out.String(); got != tt.out {
				t.Errorf("results:\n got %.300q\nwant %.300q", got, tt.out)
			}
			if got := c.err.String(); got != tt.err {
				t.Errorf("errors:\n got %.600q\nwant %.600q", got, tt.err)
			}
			sent := strings.Join(c.wire.Sent(), "|")
			if tt.status == 2 && c.sends == "" && sent != "" || c.sends != "" && sent != c.sends {
				t.Errorf("sent %q, want %q", sent, c.sends)
			}
		})
	}
}

// sends notes what a script shall have sent, separated by bars.
func sends(requests string) func(*console) {
	return func(c *console) { c.sends = requests }
}

// TestOpenBackslash ends a script after a backslash: the error says so, and where.
func TestOpenBackslash(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	err := c.script(t, "pwd\nget k \\")
	if eval.Status(err) != lang.StatusUsage || !strings.Contains(err.Error(), "backslash") || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("got %v, want a usage error about the backslash on line 2", err)
	}
	if len(c.wire.Sent()) > 0 {
		t.Errorf("sent %q, want nothing", c.wire.Sent())
	}
}

// caret is the line that shows where a usage error was met.
var caret = regexp.MustCompile(`^; +\^ (line \d+, )?column \d+\n$`)

// TestScriptSources holds that all sources are one script.
func TestScriptSources(t *testing.T) {
	t.Parallel()
	sources := func() []script.Source {
		return []script.Source{
			{Name: "-c", Reader: strings.NewReader("cd dir")},
			{Name: "a.etcd2", Reader: strings.NewReader("\ufeffpwd\nnope\npwd")},
			{Name: "b\n.etcd2", Reader: strings.NewReader("\ufeffget\npwd")},
			{Name: "stdin", Reader: strings.NewReader("exit")},
			{Name: "-c", Reader: strings.NewReader("get")},
		}
	}
	for keepGoing, want := range map[bool][]string{
		false: {"\"/dir\"\n", "; a.etcd2:2: nope\n"},
		true:  {"\"/dir\"\n\"/dir\"\n\"/dir\"\n", "; a.etcd2:2: nope\n; b\\n.etcd2:1: get\n"},
	} {
		c := newConsole(t)
		c.KeepGoing = keepGoing
		err := c.Script(t.Context(), sources())
		var usage *lang.UsageError
		if !errors.As(err, &usage) || usage.Command != "" {
			t.Errorf("got %v, want the first error", err)
		}
		var places strings.Builder
		for line := range strings.Lines(c.err.String()) {
			if strings.HasPrefix(line, "; ") && !caret.MatchString(line) {
				places.WriteString(line)
			}
		}
		if c.out.String() != want[0] || places.String() != want[1] {
			t.Errorf("keep going %v: got %q, %q, want %q", keepGoing, c.out.String(), places.String(), want)
		}
	}
}

// TestFormats prints errors and results in the format that is set.
func TestFormats(t *testing.T) {
	t.Parallel()
	for format, want := range map[render.Format][2]string{
		render.JSON:   {"\"/\"\n", "{\"type\":\"usage\",\"message\":\"there is no command nope; help lists them\",\"file\":\"x.etcd2\",\"line\":2,\"column\":1}\n"},
		render.Simple: {"/\n", "; x.etcd2:2: nope\n;            ^ column 1\nError: there is no command nope; help lists them\n"},
	} {
		c := newConsole(t)
		if _, err := c.Session.Eval(t.Context(), "config output "+format.String()); err != nil {
			t.Fatal(err)
		}
		err := c.script(t, "pwd\nnope")
		if got := [2]string{c.out.String(), c.err.String()}; got != want || err == nil {
			t.Errorf("%v: got %q, %v, want %q", format, got, err, want)
		}
	}
}

// TestFlushWhenIdle wants each result before the next command is typed.
func TestFlushWhenIdle(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	in, typed := io.Pipe()
	printed, out := io.Pipe()
	c.Out.Writer = out
	ended := make(chan error, 1)
	go func() {
		err := c.Script(t.Context(), []script.Source{{Name: "stdin", Reader: in}})
		out.Close()
		ended <- err
	}()
	// Whatever stands still is torn down, so that the test ends.
	deadline := time.AfterFunc(repltest.LongEnough, func() { typed.Close(); printed.Close() })
	defer deadline.Stop()
	lines := bufio.NewReader(printed)
	for range 3 {
		for _, step := range [][2]string{{"pwd\n", "\"/\"\n"}, {"get k\npwd | 0\n", "\"36\"\n"}, {"", "nil\n"}} {
			if _, err := io.WriteString(typed, step[0]); err != nil {
				t.Fatal(err)
			}
			if got, err := lines.ReadString('\n'); err != nil || got != step[1] {
				t.Fatalf("after %q: got %q, %v, want %q", step[0], got, err, step[1])
			}
		}
	}
	typed.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestFlushWhileRunning wants a result while the next command takes its time.
func TestFlushWhileRunning(t *testing.T) {
	t.Parallel()
	c, user, asked := stuckConsole(t)
	lines := make(chan string, 1)
	c.Out.Writer = sending(lines)
	ended := make(chan error, 1)
	go func() { ended <- c.script(t, "pwd\nget k\n") }()
	repltest.Soon(t, asked)
	if got, _ := repltest.Soon(t, lines); got != "\"/\"\n" {
		t.Errorf("got %q, want the result of pwd", got)
	}
	user.interrupt()
	if err, _ := repltest.Soon(t, ended); eval.Status(err) != lang.StatusInterrupted {
		t.Errorf("got %v, want it interrupted", err)
	}
}

// prompt types the text at a prompt.
func (c *console) prompt(t *testing.T, in io.Reader) error {
	t.Helper()
	return c.Prompt(t.Context(), script.NewPlainInput(in, c.Err.Writer))
}

// TestPrompt types at a prompt: no error ends it.
func TestPrompt(t *testing.T) {
	t.Parallel()
	usage := "{:type :usage, :message \"there is no command nope; help lists them\"}\n"
	tests := []struct{ name, typed, out, err string }{
		{"exit", "pwd\nexit\npwd\n", "\"/\"\n", "/> /> "},
		{"end of input", "pwd\n", "\"/\"\n", "/> /> \n"},
		{"an error", "nope\npwd\nexit\n", "\"/\"\n", "/> " + usage + "/> /> "},
		{"another directory", "cd dir\npwd\nexit\n", "\"/dir\"\n", "/> /dir> /dir> "},
		{"a strange directory", "cd \"a\x1b/dir\"\nexit\n", "", "/> /a\\u001b/dir> "},
		{"more lines", "get [:a\n:b]\nget 'a\nb'\nget \\\nk\nexit\n", "\"36\"\n\"36\"\n\"36\"\n", "/>    ...> />    ...> />    ...> /> "},
		{"blank lines", "\n # x\nexit\n", "", "/> /> /> "},
		{"an open quote at the end", "get 'a\n", "", "/>    ...> {:type :usage, :message \"the quote that was opened on line 1 is never closed\"}\n/> \n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newConsole(t)
			if err := c.prompt(t, strings.NewReader(tt.typed)); err != nil {
				t.Errorf("got %v, want no error", err)
			}
			if c.out.String() != tt.out || c.err.String() != tt.err {
				t.Errorf("\n got %q\n     %q\nwant %q\n     %q", c.out.String(), c.err.String(), tt.out, tt.err)
			}
		})
	}
}

// stuck takes the place of a server that never answers.
type stuck struct{ asked chan string }

func (s stuck) RoundTrip(req *http.Request) (*http.Response, error) {
	s.asked <- req.Method
	<-req.Context().Done()
	return nil, req.Context().Err()
}

// interrupter is the user's Ctrl-C, which ends what is under way.
type interrupter struct {
	mu     sync.Mutex
	cancel context.CancelFunc
}

func (i *interrupter) watch(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	i.mu.Lock()
	defer i.mu.Unlock()
	i.cancel = cancel
	return ctx, cancel
}

func (i *interrupter) interrupt() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.cancel()
}

func stuckConsole(t *testing.T) (*console, *interrupter, chan string) {
	t.Helper()
	asked := make(chan string)
	s := repltest.Connect(t, client.Config{Transport: stuck{asked}, Timeout: repltest.LongEnough}, eval.Settings{Prompt: "{dir}> "})
	c, i := &console{}, &interrupter{}
	c.Shell = &repl.Shell{Session: s, Out: repl.Stream{Writer: &c.out}, Err: repl.Stream{Writer: &c.err}, Interrupt: i.watch}
	return c, i, asked
}

// TestPromptInterrupted drops a running command, a read and a write, and gives
// the prompt back.
func TestPromptInterrupted(t *testing.T) {
	t.Parallel()
	c, user, asked := stuckConsole(t)
	in, typed := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- c.prompt(t, in) }()
	for _, line := range []string{"get k --wait\n", "repeat 100 get k\n", "reset! k v\n"} {
		if _, err := io.WriteString(typed, line); err != nil {
			t.Fatal(err)
		}
		repltest.Soon(t, asked)
		user.interrupt()
	}
	if _, err := io.WriteString(typed, "pwd\nexit\n"); err != nil {
		t.Fatal(err)
	}
	if err, _ := repltest.Soon(t, ended); err != nil {
		t.Error(err)
	}
	if got := c.out.String(); got != "\"/\"\n" {
		t.Errorf("got %q, want the result of pwd", got)
	}
	errs := strings.Split(c.err.String(), "\n")
	for i, want := range []string{`{:type :interrupted, :message "interrupted"}`, `{:type :interrupted, :message "interrupted", :completed 0}`, `{:type :unknown-outcome, `} {
		if !strings.Contains(errs[i], want) {
			t.Errorf("got %q, want %q", errs[i], want)
		}
	}
}

// TestScriptInterrupted ends a script, even one that keeps going.
func TestScriptInterrupted(t *testing.T) {
	t.Parallel()
	c, user, asked := stuckConsole(t)
	c.KeepGoing = true
	ended := make(chan error, 1)
	go func() { ended <- c.script(t, "get k\npwd\n") }()
	repltest.Soon(t, asked)
	user.interrupt()
	if err, _ := repltest.Soon(t, ended); eval.Status(err) != lang.StatusInterrupted {
		t.Errorf("got %v, want it interrupted", err)
	}
	if c.out.Len() > 0 || c.err.String() != "; x.etcd2:1: get k\n{:type :interrupted, :message \"interrupted\"}\n" {
		t.Errorf("got %q, %q, want the interrupted command alone", c.out.String(), c.err.String())
	}
}

// TestPromptDropsLine interrupts a line that is being typed.
func TestPromptDropsLine(t *testing.T) {
	t.Parallel()
	c, user, _ := stuckConsole(t)
	prompts := make(chan string, 100)
	c.Err.Writer = sending(prompts)
	in, typed := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- c.prompt(t, in) }()
	repltest.Soon(t, prompts)
	if _, err := io.WriteString(typed, "nope 'and\n"); err != nil {
		t.Fatal(err)
	}
	if got, _ := repltest.Soon(t, prompts); got != "   ...> " {
		t.Errorf("got %q, want the prompt for more", got)
	}
	user.interrupt()
	if got, _ := repltest.Soon(t, prompts); got != "\n" {
		t.Errorf("got %q, want a new line", got)
	}
	if got, _ := repltest.Soon(t, prompts); got != "/> " {
		t.Errorf("got %q, want a new prompt", got)
	}
	if _, err := io.WriteString(typed, "pwd\nexit\n"); err != nil {
		t.Fatal(err)
	}
	if err, _ := repltest.Soon(t, ended); err != nil {
		t.Error(err)
	}
	if got := c.out.String(); got != "\"/\"\n" {
		t.Errorf("got %q, want the result of pwd", got)
	}
}

type sending chan string

func (s sending) Write(p []byte) (int, error) {
	s <- string(p)
	return len(p), nil
}

// TestTerminal shows what only a terminal gets: layout, hints and remarks, and
// no control character of the server's.
func TestTerminal(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	shell, printed := repltest.NewShell(t, endpoint)
	shell.Out.Terminal, shell.Err.Terminal = true, true
	shell.Out.Width = func() int { return 40 }
	shell.KeepGoing = true
	text := "reset! :evil \"a\x1b[2Jb\" | :node :value\nget* :evil | :node\nget q/5\nrepeat 2 pwd\nconfig output simple\nget :evil\nclear\n"
	err := shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader(text)}})
	if err != nil {
		t.Error(err)
	}
	got := printed.String()
	for _, want := range []string{"a\\u001b[2Jb", "{:key \"/evil\",\n", "; 2 succeeded, 0 requests, 0 conflicts, ", "\na\\u001b[2Jb\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
	if !strings.HasSuffix(got, "\x1b[H\x1b[2J\x1b[3J") || strings.Count(got, "\x1b") != 3 {
		t.Errorf("got %q, want no escape code but those of clear", got)
	}
	printed.Reset()
	if err := shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader("mkdir! q | :node :dir\nget* q/5")}}); err == nil {
		t.Error("got no error for a key that is missing")
	}
	if got := printed.String(); !strings.Contains(got, "; hint: in-order keys are padded with zeros to 20 digits: 00000000000000000005\n") {
		t.Errorf("got %q, want a hint", got)
	}
}
