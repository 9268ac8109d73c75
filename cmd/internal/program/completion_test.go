package program_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/repl/terminal/terminaltest"
)

// completed are words of the system's shell, and what its Tab makes of them.
var completed = []struct{ typed, want string }{
	{"etcd2sh get ca", "etcd2sh get cats/"},
	{"etcd2sh get cats/a", `etcd2sh get cats/a\ b`},
	{`etcd2sh get "cats/it`, `etcd2sh get "cats/it's"`},
	{`etcd2sh get 'cats/a `, `etcd2sh get 'cats/a b'`},
	{`etcd2sh get cats/it`, `etcd2sh get cats/it\'s`},
	{`etcd2sh get :cats/mi`, `etcd2sh get :cats/mittens`},
	{`etcd2sh get cats/x:`, `etcd2sh get cats/x:y:z`},
	{`etcd2sh get [:cats :mi`, `etcd2sh get [:cats :mittens\]`},
	{`etcd2sh delete! cats/mittens 日本/`, `etcd2sh delete! cats/mittens 日本/猫`},
	{`etcd2sh get cats/q`, `etcd2sh get cats/q\"q`},
	{"etcd2sh -o js", "etcd2sh -o json"},
	{"etcd2sh --output=s", "etcd2sh --output=simple"},
	{"etcd2sh --keep", "etcd2sh --keep-going"},
	{"etcd2sh delete-a", `etcd2sh delete-all\!`},
	{"etcd2sh -k get cats --rec", "etcd2sh -k get cats --recursive"},
	{"etcd2sh load dum", "etcd2sh load dump.txt"},
	{"etcd2sh --endpoints http://127.0.0.1:1 get ca", "etcd2sh --endpoints http://127.0.0.1:1 get ca"},
	{"etcd2sh --nonsense get ca", "etcd2sh --nonsense get ca"},
}

// completionHome has what completed is about.
func completionHome(t *testing.T) *home {
	h := newHome(t, "").has("/cats/mittens", "1", "/cats/a b", "1", "/cats/it's", "1", "/cats/x:y:z", "1", "/日本/猫", "1", `/cats/q"q`, "1")
	h.writes("dump.txt", "")
	h.env["PATH"] = programs(t) + ":" + h.env["PATH"]
	h.env["ETCDCTL_ENDPOINTS"] = h.server
	h.env["PS1"] = "> "
	return h
}

// inShell runs a program of the system in the home.
func (h *home) inShell(name string, args ...string) *exec.Cmd {
	h.t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		h.t.Skip("SKIPPED: its completion was not tried, as there is no " + name)
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = h.dir
	for name, value := range h.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

// TestPtyShellCompletion presses Tab in the system's shells.
func TestPtyShellCompletion(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]struct {
		args []string
		load string
	}{
		"bash": {[]string{"--norc", "--noprofile", "-i"}, "source <(etcd2sh --completion bash)"},
		"zsh":  {[]string{"-f", "-i"}, "autoload -U compinit; compinit -D -u; source <(etcd2sh --completion zsh)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := completionHome(t)
			h.t = t
			p := terminaltest.Start(t, h.inShell(name, begin.args...), 120, 40)
			p.Type(begin.load + "; clear; echo rea''dy\r").Text("ready")
			p.Line(">")
			for _, tt := range completed {
				p.Type("\x15" + tt.typed + "\t%") // the shell takes the % when it has completed
				p.See("the line "+tt.want, func(s terminaltest.Screen) bool {
					return s.Typed() == tt.want+"%" || s.Typed() == tt.want+" %"
				})
			}
		})
	}
}

// TestFishCompletion asks fish what Tab would offer.
func TestFishCompletion(t *testing.T) {
	t.Parallel()
	h := completionHome(t)
	for _, tt := range []struct{ typed, want string }{
		{"etcd2sh get ca", "cats/\tdirectory"},
		{"etcd2sh get cats/a", "cats/a b\t1"},
		{`etcd2sh get "cats/it`, "cats/it's\t1"},
		{`etcd2sh get cats/a\ `, "cats/a b\t1"},
		{"etcd2sh get :cats/mi", ":cats/mittens\t1"},
		{"etcd2sh get [:cats :mi", ":mittens]\t1"},
		{"etcd2sh delete! cats/mittens 日本/", "日本/猫\t1"},
		{"etcd2sh -o js", "json"},
		{"etcd2sh load dum", "dump.txt"},
		{"etcd2sh --endpoints http://127.0.0.1:1 get ca", ""},
	} {
		out, err := h.inShell("fish", "--no-config", "-c", "etcd2sh --completion fish | source; complete -C $argv[1]", tt.typed).CombinedOutput()
		if got := strings.TrimSpace(string(out)); got != tt.want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", tt.typed, got, err, tt.want)
		}
	}
}

// TestCompleteSilent: what asks for completion is told nothing but candidates.
func TestCompleteSilent(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"fish --endpoints http://127.0.0.1:1 get ca", "fish --nonsense ", "fish", "", "bash x", "fish nonsense x", "fish --output nonsense get ca --rec=",
		"fish user:pw@host:1 get ca", "zsh --timeout x get ca", "csh",
	} {
		cmd := exec.Command(filepath.Join(programs(t), "etcd2sh"), append([]string{"--complete"}, strings.Split(line, " ")...)...)
		if out, err := cmd.CombinedOutput(); string(out) != "" || err != nil {
			t.Errorf("%s: got %q, %v, want nothing", line, out, err)
		}
	}
	if got := (run{}).etcd2sh(t, "--completion", "csh"); got.status != 2 || !strings.Contains(got.err, `--completion wants bash, zsh or fish, not \"csh\"`) {
		t.Errorf("got %+v, want a usage error", got)
	}
}

// TestSandboxCompletion: it has no keys before it is started.
func TestSandboxCompletion(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{"get ": "", "get --rec": "--recursive\tthe whole tree below a directory\n", "--memb": "--members\thow many members the cluster has: a number; 1, or as many as --data-dir holds, if not given\n"} {
		out, err := exec.Command(filepath.Join(programs(t), "etcd2sh-sandbox"), append([]string{"--complete", "fish"}, strings.Split(words, " ")...)...).CombinedOutput()
		if string(out) != want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", words, out, err, want)
		}
	}
}
