package program_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"etcd2sh/cmd/internal/program"
)

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
		"no format":           {[]string{"-o"}, `"-o wants edn, json or simple"`},
		"no shell":            {[]string{"--completion"}, `"--completion wants bash, zsh or fish"`},
		"an empty shell":      {[]string{"--completion="}, `--completion wants bash, zsh or fish, not \"\"`},
		"no colour":           {[]string{"--color"}, `"--color wants auto, always or never"`},
		"no file":             {[]string{"-kf"}, `"-f wants a value, as in -f setup.etcd2"`},
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
		"nothing ahead":       {[]string{"--ahead", "0"}, `--ahead wants a number from 1 to 64`},
		"too much ahead":      {[]string{"--ahead", "65"}, `--ahead wants a number from 1 to 64`},
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

// TestFlagsWithoutValue ends the command line with each flag that has a value: the error
// tells what that can be.
func TestFlagsWithoutValue(t *testing.T) {
	t.Parallel()
	valued := regexp.MustCompile(`(?m)^ +(?:-\w, )?(--[a-z-]+) [a-zA-Z]+[ \n]`)
	for _, name := range []string{"etcd2sh", "etcd2sh-sandbox"} {
		path := filepath.Join(programs(t), name)
		help, err := exec.Command(path, "--help").Output()
		flags := valued.FindAllStringSubmatch(string(help), -1)
		if err != nil || len(flags) < 8 {
			t.Fatalf("%s: got %v and the flags %q, want all that have a value", name, err, flags)
		}
		for _, flag := range flags {
			said := regexp.MustCompile(`:message "` + flag[1] + ` wants (a value, as in ` + flag[1] + ` [^ "]|\w+, \w+ or \w+")`)
			cmd := exec.Command(path, flag[1])
			if out, _ := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != 2 || !said.Match(out) {
				t.Errorf("%s %s: got %v and %s, want 2 and what it can be", name, flag[1], cmd.ProcessState, out)
			}
		}
	}
}

// What can only be a mistake is a usage error.
func TestMistakenArguments(t *testing.T) {
	for name, args := range map[string][]string{
		"the path of the API":  {"http://127.0.0.1:2379/v2/keys", "-c", "get k"},
		"standard input twice": {"-f", "-", "-f", "-"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := (run{}).etcd2sh(t, args...); got.status != 2 || !strings.Contains(got.err, ":type :usage") {
				t.Errorf("got %+v, want a usage error", got)
			}
		})
	}
}

func TestSandboxTakesNoEndpoints(t *testing.T) {
	t.Parallel()
	run{}.sandbox(t, "http://127.0.0.1:2379").fails(t, 2, "etcd2sh-sandbox takes no URL")
	run{}.sandbox(t, "--endpoints", "http://127.0.0.1:2379").fails(t, 2, "unknown flag: --endpoints")
	run{env: map[string]string{"ETCDCTL_ENDPOINTS": "http://127.0.0.1:1"}}.sandbox(t, "-c", "get nil").want(t, result{out: "nil\n"})
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

// Without --timeout a request may take two seconds.
func TestDefaultTimeout(t *testing.T) {
	var out bytes.Buffer
	p := &program.Program{Name: "etcd2sh"}
	status := p.Run(t.Context(), []string{"-c", "config timeout"}, program.IO{In: strings.NewReader(""), Out: &out, Err: &out, Env: run{}.getenv})
	if status != 0 || out.String() != "\"2s\"\n" {
		t.Errorf("got %q and the status %d, want 2s", out.String(), status)
	}
}

func TestHelpAndVersion(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"--help", "-h"} {
		got := run{}.etcd2sh(t, flag, "-c", "bogus")
		if got.status != 0 || got.err != "" {
			t.Errorf("%s: got status %d and %q on standard error, want 0 and nothing", flag, got.status, got.err)
		}
		for _, text := range []string{"--endpoints", "http://127.0.0.1:2379", "ETCDCTL_ENDPOINTS", "-c, --command", "-f, --file", "-o, --output", "--timeout", "-k, --keep-going", "--echo", "--color", "--version", "Exit status", "\n      --insecure-skip-tls-verify\n                        do not check servers (environment:\n                        ETCDCTL_"} {
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

// Help or a version that cannot be printed is an error.
func TestHelpCannotBeWritten(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"--help", "--version"} {
		var errOut strings.Builder
		p := &program.Program{Name: "etcd2sh"}
		status := p.Run(t.Context(), []string{flag}, program.IO{In: strings.NewReader(""), Out: fullDisk{}, Err: &errOut, Env: run{}.getenv})
		result{status, "", errOut.String()}.fails(t, 1, "standard output: no space left on device")
	}
}
