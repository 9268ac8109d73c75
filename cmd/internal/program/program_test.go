package program_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"etcd2sh/cmd/internal/program"
)

func TestScriptsRunInTheOrderGiven(t *testing.T) {
	t.Parallel()
	config := writeFile(t, "config.etcd2", "config timeout 7s\n")
	show := writeFile(t, "show.etcd2", "config timeout")
	tests := map[string]struct {
		in, out string
		args    []string
	}{
		"commands":                 {args: []string{"-c", "config timeout 5s", "-c", "config timeout"}, out: "\"5s\"\n"},
		"a file, then a command":   {args: []string{"-f", config, "-c", "config timeout"}, out: "\"7s\"\n"},
		"a command, then a file":   {args: []string{"-c", "config timeout 5s", "-f", show}, out: "\"5s\"\n"},
		"both, mixed":              {args: []string{"-f", show, "--command=config timeout 5s", "--file", show, "-f" + config, "-f", show}, out: "\"1m0s\"\n\"5s\"\n\"7s\"\n"},
		"a command of lines":       {args: []string{"-c", "config timeout 5s\nconfig timeout"}, out: "\"5s\"\n"},
		"standard input as a file": {in: "config timeout\n", args: []string{"-c", "config timeout 5s", "-f", "-", "-c", "pwd"}, out: "\"5s\"\n\"/\"\n"},
		"standard input alone":     {in: "pwd\nconfig timeout", out: "\"/\"\n\"1m0s\"\n"},
		"no input at all":          {},
		"an empty command":         {args: []string{"-c", ""}},
		"exit ends them all":       {args: []string{"-c", "pwd\nexit\npwd", "-c", "pwd"}, out: "\"/\"\n"},
		"the first error ends":     {args: []string{"-c", "pwd", "-c", "exit", "-c", "bogus"}, out: "\"/\"\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run{in: test.in}.etcd2sh(t, test.args...).want(t, result{out: test.out})
		})
	}
}

func TestOutputFormats(t *testing.T) {
	endpoint := server(t)
	script := `reset! k "a b"` + "\nget nil\nget missing\nget* k | :node :value"
	tests := map[string]struct {
		args []string
		out  string
	}{
		"edn by default": {nil, `{:action "set", :node {:key "/k", :value "a b"`},
		"edn":            {[]string{"-o", "edn"}, "{\"k\" \"a b\"}\nnil\n\"a b\"\n"},
		"json":           {[]string{"-o", "json"}, "{\"k\":\"a b\"}\nnull\n\"a b\"\n"},
		"json, long":     {[]string{"--output=json"}, `{"action":"set","node":{"key":"/k","value":"a b"`},
		"simple":         {[]string{"-osimple"}, "a b\nk\na b\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := run{in: script}.etcd2sh(t, append(test.args, endpoint)...)
			if got.status != 0 || got.err != "" || !strings.Contains(got.out, test.out) {
				t.Errorf("got status %d, %q and %q; want %q", got.status, got.out, got.err, test.out)
			}
		})
	}
}

func TestBadFlags(t *testing.T) {
	t.Parallel()
	none := filepath.Join(t.TempDir(), "none.etcd2")
	tests := map[string]struct {
		args    []string
		message string
	}{
		"unknown flag":        {[]string{"--outptu", "json"}, `unknown flag: --outptu`},
		"unknown short":       {[]string{"-z"}, `'z'`},
		"unknown format":      {[]string{"-o", "yaml"}, `wants edn, json or simple, not \"yaml\"`},
		"no format":           {[]string{"-o"}, `flag needs an argument`},
		"time without unit":   {[]string{"--timeout", "soon"}, `wants a time such as 2s or 500ms`},
		"no time":             {[]string{"--timeout", "0"}, `--timeout wants a time`},
		"unknown colour":      {[]string{"--color", "blue"}, `--color is auto, always or never, not \"blue\"`},
		"file of no name":     {[]string{"-f", ""}, `the name of a file is missing`},
		"unreadable file":     {[]string{"-f", none}, `none.etcd2: no such file or directory`},
		"a directory":         {[]string{"-f", t.TempDir()}, `is a directory`},
		"no endpoints":        {[]string{"--endpoints", ""}, `--endpoints is empty`},
		"endpoints twice":     {[]string{"--endpoints", "http://a", "http://b"}, `not both`},
		"endpoint of a kind":  {[]string{"ftp://127.0.0.1"}, `use http or https`},
		"no jobs":             {[]string{"--jobs", "0"}, `--jobs wants a number from 1 to 1024`},
		"too many jobs":       {[]string{"-j", "1025"}, `--jobs wants a number from 1 to 1024`},
		"jobs of a word":      {[]string{"--jobs", "many"}, `must be an integer`},
		"argument like a key": {[]string{"http://127.0.0.1:1/?x=1"}, `is no URL such as`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The command before must not have run: nothing is printed.
			args := append([]string{"-c", "pwd"}, test.args...)
			run{}.etcd2sh(t, args...).fails(t, 2, "{:type :usage, :message ", test.message, ":usage \"etcd2sh --help lists the flags\"}\n")
		})
	}
}

func TestErrorsAreInTheFormatAsked(t *testing.T) {
	t.Parallel()
	none := filepath.Join(t.TempDir(), "none")
	tests := map[string]struct{ format, err string }{
		"edn":    {"edn", "; -c:1: bogus\n;       ^ column 1\n" + `{:type :usage, :message "there is no command bogus; help lists them"}`},
		"json":   {"json", `{"type":"usage","message":"there is no command bogus; help lists them","file":"-c","line":1,"column":1}`},
		"simple": {"simple", "; -c:1: bogus\n;       ^ column 1\nError: there is no command bogus; help lists them"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run{}.etcd2sh(t, "-o", test.format, "-c", "bogus").want(t, result{2, "", test.err + "\n"})
		})
	}
	t.Run("before any command", func(t *testing.T) {
		t.Parallel()
		for _, bad := range [][]string{{"-f", none}, {"--timeout", "soon"}, {"--color", "blue"}, {"ftp://127.0.0.1"}} {
			run{}.etcd2sh(t, append(bad, "-o", "json", "-c", "pwd")...).fails(t, 2, `{"type":"usage","message":"`)
		}
	})
}

func TestKeepGoing(t *testing.T) {
	endpoint := server(t)
	script := "get* missing\nbogus\npwd"
	t.Run("stops", func(t *testing.T) {
		run{in: script}.etcd2sh(t, endpoint).fails(t, 4, "; stdin:1: get* missing\n", ":errorCode 100")
	})
	for _, flag := range []string{"-k", "--keep-going"} {
		t.Run(flag, func(t *testing.T) {
			got := run{in: script}.etcd2sh(t, endpoint, flag)
			if got.status != 4 || got.out != "\"/\"\n" {
				t.Errorf("got status %d and %q, want 4, the first error's, and the last result", got.status, got.out)
			}
			if !strings.Contains(got.err, "; stdin:1: get* missing\n") || !strings.Contains(got.err, "; stdin:2: bogus\n") {
				t.Errorf("got %q, want both errors", got.err)
			}
		})
	}
	t.Run("from one script to the next", func(t *testing.T) {
		got := run{}.etcd2sh(t, endpoint, "-k", "-c", "bogus", "-c", "get* missing", "-c", "pwd")
		if got.status != 2 || got.out != "\"/\"\n" {
			t.Errorf("got status %d and %q, want 2 and the last result", got.status, got.out)
		}
	})
	t.Run("exit ends all scripts", func(t *testing.T) {
		got := run{}.etcd2sh(t, endpoint, "-k", "-c", "bogus\nexit", "-c", "pwd")
		if got.status != 2 || got.out != "" {
			t.Errorf("got status %d and %q, want 2 and nothing after exit", got.status, got.out)
		}
	})
}

func TestEcho(t *testing.T) {
	t.Parallel()
	script := "# a comment\n\npwd\nconfig \\\n  timeout\nbogus \x1b[2J\n"
	run{in: script}.etcd2sh(t, "--echo").want(t, result{2, "\"/\"\n\"1m0s\"\n",
		"/> pwd\n/> config \n   ...>   timeout\n/> bogus \\u001b[2J\n" +
			"; stdin:6: bogus \\u001b[2J\n;          ^ column 1\n{:type :usage, :message \"there is no command bogus; help lists them\"}\n"})
}

func TestColor(t *testing.T) {
	t.Parallel()
	// A buffer is no terminal: what auto does at one is not tested here.
	tests := map[string]struct {
		color string
		env   map[string]string
		want  bool
	}{
		"auto into a pipe":       {"auto", nil, false},
		"auto, TERM=xterm":       {"auto", map[string]string{"TERM": "xterm"}, false},
		"auto, NO_COLOR":         {"auto", map[string]string{"NO_COLOR": "1"}, false},
		"never":                  {"never", nil, false},
		"always":                 {"always", nil, true},
		"always beats NO_COLOR":  {"always", map[string]string{"NO_COLOR": "1"}, true},
		"always beats TERM=dumb": {"always", map[string]string{"TERM": "dumb"}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run{env: test.env}.etcd2sh(t, "--color", test.color, "-c", "pwd", "-c", "bogus")
			if colored := strings.Contains(got.out, "\x1b["); colored != test.want {
				t.Errorf("results: got %q, want colours: %v", got.out, test.want)
			}
			if colored := strings.Contains(got.err, "\x1b["); colored != test.want {
				t.Errorf("errors: got %q, want colours: %v", got.err, test.want)
			}
		})
	}
}

func TestHelpAndVersion(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"--help", "-h"} {
		got := run{}.etcd2sh(t, flag, "-c", "bogus")
		if got.status != 0 || got.err != "" {
			t.Errorf("%s: got status %d and %q on standard error, want 0 and nothing", flag, got.status, got.err)
		}
		for _, text := range []string{"--endpoints", "http://127.0.0.1:2379", "ETCDCTL_ENDPOINTS", "-c, --command", "-f, --file", "-o, --output", "--timeout", "-k, --keep-going", "--echo", "--color", "--version", "Exit status"} {
			if !strings.Contains(got.out, text) {
				t.Errorf("%s: got %s\nwhich lacks %q", flag, got.out, text)
			}
		}
	}
	got := run{}.etcd2sh(t, "--version", "-c", "bogus")
	if name, version, _ := strings.Cut(got.out, " "); got.status != 0 || name != "etcd2sh" || strings.TrimSpace(version) == "" {
		t.Errorf("--version: got status %d and %q, want 0 and the program with its version", got.status, got.out)
	}
}

// What was asked for and cannot be printed is an error.
func TestHelpIsNotPrinted(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"--help", "--version"} {
		var errOut strings.Builder
		p := &program.Program{Name: "etcd2sh"}
		status := p.Run(t.Context(), []string{flag}, program.IO{In: strings.NewReader(""), Out: full{}, Err: &errOut, Env: run{}.getenv})
		result{status, "", errOut.String()}.fails(t, 1, "standard output: no space left on device")
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// Nobody waits longer for an answer than two seconds who has not said so.
func TestTimeoutIsShort(t *testing.T) {
	var out bytes.Buffer
	p := &program.Program{Name: "etcd2sh"}
	status := p.Run(t.Context(), []string{"-c", "config timeout"}, program.IO{In: strings.NewReader(""), Out: &out, Err: &out, Env: run{}.getenv})
	if status != 0 || out.String() != "\"2s\"\n" {
		t.Errorf("got %q and the status %d, want 2s", out.String(), status)
	}
}

// ctrlC ends what is watched for it when it is pressed, and nothing later.
type ctrlC struct{ press func() }

func (c *ctrlC) watched(ctx context.Context) (context.Context, context.CancelFunc) {
	old := c.press
	ctx, cancel := context.WithCancel(ctx)
	c.press = cancel
	return ctx, func() {
		c.press = old
		cancel()
	}
}

// Ctrl-C is heeded from the moment on in which the addresses are known.
func TestServeIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := &ctrlC{press: func() {
		t.Error("the addresses are printed before Ctrl-C would end the program")
		cancel()
	}}
	p := sandboxProgram()
	p.Serve = func() bool { return true }
	status := p.Run(ctx, nil, program.IO{
		In: strings.NewReader(""), Err: io.Discard, Env: run{}.getenv,
		Out: writer(func() { c.press() }), Interrupt: c.watched,
	})
	if status != 0 {
		t.Errorf("got the status %d, want 0", status)
	}
}

// A Ctrl-C between the start of the server and the script ends the script.
func TestInterruptAfterStart(t *testing.T) {
	t.Parallel()
	f := startFake(t, func(_ int, w http.ResponseWriter, _ *http.Request) { hangUp(w) })
	c := &ctrlC{press: func() {}}
	p := &program.Program{Name: "etcd2sh-sandbox", Start: func(context.Context) (program.Server, error) {
		return asked{f.url, func() { c.press() }}, nil
	}}
	var out, errOut strings.Builder
	status := p.Run(t.Context(), []string{"-c", "reset! k v"}, program.IO{
		In: strings.NewReader(""), Out: &out, Err: &errOut, Env: run{}.getenv, Interrupt: c.watched,
	})
	result{status, out.String(), errOut.String()}.fails(t, 130, `{:type :interrupted, :message "interrupted"`)
	f.got(t)
}

// asked is a server that calls a function when it is asked for its endpoints.
type asked struct {
	endpoint string
	call     func()
}

func (a asked) Endpoints() []string {
	a.call()
	return []string{a.endpoint}
}

func (a asked) Close() error { return nil }

// writer calls a function for each write.
type writer func()

func (w writer) Write(p []byte) (int, error) {
	w()
	return len(p), nil
}

func TestSandboxTakesNoEndpoints(t *testing.T) {
	t.Parallel()
	run{}.sandbox(t, "http://127.0.0.1:2379").fails(t, 2, "etcd2sh-sandbox takes no URL")
	run{}.sandbox(t, "--endpoints", "http://127.0.0.1:2379").fails(t, 2, "unknown flag: --endpoints")
	run{env: map[string]string{"ETCDCTL_ENDPOINTS": "http://127.0.0.1:1"}}.sandbox(t, "-c", "get nil").want(t, result{out: "nil\n"})
}
