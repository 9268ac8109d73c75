package program_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/cmd/internal/program"
)

// home is where a prompt finds its files. Its lines come from a terminal, but
// nothing that it writes goes there: so it reads plain lines.
type home struct {
	t      *testing.T
	dir    string
	server string
	env    map[string]string
}

func newHome(t *testing.T) *home {
	t.Helper()
	dir := t.TempDir()
	return &home{t, dir, sandboxtest.Start(t, 1).Endpoints()[0], map[string]string{"HOME": dir}}
}

func (h *home) file(name string) string { return filepath.Join(h.dir, name) }

const (
	rcName   = ".config/etcd2sh/config"
	pastName = ".local/state/etcd2sh/history"
)

// writes makes a file with the directories above it.
func (h *home) writes(name, text string) {
	h.t.Helper()
	if err := os.MkdirAll(filepath.Dir(h.file(name)), 0o700); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(h.file(name), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// prompt runs the program with typed lines.
func (h *home) prompt(lines string, args ...string) result {
	h.t.Helper()
	keys, tty, err := pty.Open()
	if err != nil {
		h.t.Fatal(err)
	}
	defer keys.Close()
	defer tty.Close()
	if _, err := keys.WriteString(lines + "\x04"); err != nil {
		h.t.Fatal(err)
	}
	var out, errOut bytes.Buffer
	p := &program.Program{Name: "etcd2sh"}
	status := p.Run(h.t.Context(), append([]string{h.server}, args...), program.IO{
		In: tty, Out: &out, Err: &errOut, Env: func(name string) string { return h.env[name] },
	})
	return result{status, out.String(), errOut.String()}
}

// prints checks what a run printed as results.
func (got result) prints(t *testing.T, want string) {
	t.Helper()
	if got.status != 0 || got.out != want {
		t.Errorf("got the status %d and\n%q\nwant\n%q\nstandard error: %s", got.status, got.out, want, got.err)
	}
}

func TestConfigurationFile(t *testing.T) {
	t.Parallel()
	t.Run("keeps what config changes", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.prompt("config output json\nconfig timeout 7s\nconfig prompt '{dir} at  '\nreset! k v\n")
		h.prompt("config\n").prints(t, `{"confirm":"many","editMode":"emacs","meta":"on","output":"json","pager":"`+h.pager()+
			`","prompt":"{dir} at  ","swapRetryDelay":"2ms","timeout":"7s"}`+"\n")
	})
	t.Run("keeps no value of two lines", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.prompt("config prompt '{dir}\nconfirm never\n> '\n")
		got := h.prompt("config confirm\nconfig prompt\n")
		got.prints(t, "\"many\"\n\"{server} {dir} @{index}{mark}> \"\n")
		if strings.Contains(got.err, "configuration file") {
			t.Errorf("got %q, want a file without a wrong line", got.err)
		}
	})
	t.Run("keeps its other lines", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.writes(rcName, "# mine\n\n  output simple\nmeta off\n")
		h.prompt("config output json\nconfig confirm never\n").prints(t, "")
		if got, want := readFile(t, h.file(rcName)), "# mine\n\noutput json\nmeta off\nconfirm never\n"; got != want {
			t.Errorf("got the file\n%s\nwant\n%s", got, want)
		}
	})
	t.Run("is for its owner", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.prompt("config output json\n")
		info, err := os.Stat(h.file(rcName))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("got %v, %v, want a file of mode 0600", info, err)
		}
	})
	t.Run("a link stays a link", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.writes("dotfiles/config", "output simple\n")
		h.writes(".config/etcd2sh/other", "")
		if err := os.Symlink(h.file("dotfiles/config"), h.file(rcName)); err != nil {
			t.Fatal(err)
		}
		h.prompt("config output json\n")
		if got := readFile(t, h.file("dotfiles/config")); got != "output json\n" {
			t.Errorf("got the file behind the link %q, want the change in it", got)
		}
	})
	t.Run("wrong lines are told about and the rest holds", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.writes(rcName, "output simple\noutptu json\n# fine\ntimeout soon\nconfirm never\n")
		got := h.prompt("config confirm\n")
		got.prints(t, "never\n")
		for _, want := range []string{
			h.file(rcName) + ":2: there is no setting outptu; did you mean output?",
			h.file(rcName) + ":4: timeout ",
		} {
			if !strings.Contains(got.err, want) {
				t.Errorf("got %q, which lacks %q", got.err, want)
			}
		}
	})
	t.Run("XDG_CONFIG_HOME", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.env["XDG_CONFIG_HOME"] = h.file("elsewhere")
		h.writes("elsewhere/etcd2sh/config", "output simple\n")
		h.writes(rcName, "output json\n")
		h.prompt("config output\n").prints(t, "simple\n")
	})
	t.Run("flags win and are not kept", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.writes(rcName, "output json\ntimeout 9s\n")
		h.prompt("config output\nconfig timeout\n", "-o", "simple", "--timeout", "8s").prints(t, "simple\n8s\n")
		h.prompt("config timeout\n").prints(t, `"9s"`+"\n")
	})
	t.Run("--norc neither reads nor writes", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.writes(rcName, "output json\nbroken\n")
		got := h.prompt("config output\nconfig confirm never\nconfig confirm\n", "--norc")
		got.prints(t, "\"edn\"\n\"never\"\n")
		if text := readFile(t, h.file(rcName)); text != "output json\nbroken\n" || strings.Contains(got.err, "broken") {
			t.Errorf("got the file %q and %q, want it left alone", text, got.err)
		}
	})
	t.Run("a setting that cannot be kept holds", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.writes(".config", "a file where a directory should be")
		h.prompt("config output simple\nconfig output\n").prints(t, "simple\n")
	})
	t.Run("scripts leave it alone", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.writes(rcName, "output json\n")
		h.prompt("", "-c", "config output", "-c", "config confirm never").prints(t, "\"edn\"\n")
		if got := readFile(t, h.file(rcName)); got != "output json\n" {
			t.Errorf("got the file %q", got)
		}
	})
}

// pager is the one that a prompt has without PAGER.
func (h *home) pager() string {
	if _, err := exec.LookPath("less"); err == nil {
		return "less -R"
	}
	return "off"
}

func TestPlainPrompt(t *testing.T) {
	t.Parallel()
	t.Run("a history in its place", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.prompt("reset! k v\n reset! k w\n")
		if got := readFile(t, h.file(pastName)); !strings.Contains(got, `"reset! k v"`) || strings.Contains(got, "k w") {
			t.Errorf("got the history %q", got)
		}
		got := h.prompt("pwd\nhistory\n", "--no-history")
		if strings.Contains(got.out, "reset!") || !strings.Contains(got.out, ":command \"pwd\"") {
			t.Errorf("got %q, want a history of this run alone", got.out)
		}
	})
	t.Run("asks, and not with --yes", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.prompt("reset! d/k v | :action\ndelete-all! nil\nn\nget d\n").prints(t, "\"set\"\n{\"k\" \"v\"}\n")
		got := h.prompt("delete-all! nil\nget d\n", "--yes")
		got.prints(t, "nil\nnil\n")
		if strings.Contains(got.err, "[y/N]") {
			t.Errorf("got %q, want no question", got.err)
		}
	})
}
