package repl_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"etcd2sh/render"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

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
			err:   "; x.etcd2:2: nope\n" + usage + "; x.etcd2:3: get\n;               ^ column 4\n" + `{:type :usage, :message "get wants a key: get K", :command "get", :usage "` + command.Table().Find("get").Usage() + "\"}\n",
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
