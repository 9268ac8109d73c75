package program_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// rcName is the configuration file in a home without XDG_CONFIG_HOME.
const rcName = ".config/etcd2sh/config"

func TestConfigurationFile(t *testing.T) {
	t.Parallel()
	t.Run("keeps what config changes", func(t *testing.T) {
		t.Parallel()
		h := newBareHome(t)
		h.types("config output json\nconfig timeout 7s\nconfig prompt '{dir} at  '\nreset! k v\n")
		h.types("config\n").prints(t, `{"confirm":"many","editMode":"emacs","events":"line","meta":"on","output":"json","pager":"`+h.pager()+
			`","prompt":"{dir} at  ","suggest":"on","swapRetryDelay":"2ms","timeout":"7s","trace":"off"}`+"\n")
	})
	t.Run("keeps no value of two lines", func(t *testing.T) {
		t.Parallel()
		h := newBareHome(t)
		h.types("config prompt '{dir}\nconfirm never\n> '\n")
		got := h.types("config confirm\nconfig prompt\n")
		got.prints(t, "\"many\"\n\"{server} {dir} @{index}{mark}> \"\n")
		if strings.Contains(got.err, "configuration file") {
			t.Errorf("got %q, want a file without a wrong line", got.err)
		}
	})
	t.Run("keeps its other lines", func(t *testing.T) {
		t.Parallel()
		h := newBareHome(t)
		h.writes(rcName, "# mine\n\n  output simple\nmeta off\n")
		h.types("config output json\nconfig confirm never\n").prints(t, "")
		if got, want := readFile(t, h.file(rcName)), "# mine\n\noutput json\nmeta off\nconfirm never\n"; got != want {
			t.Errorf("got the file\n%s\nwant\n%s", got, want)
		}
	})
	t.Run("is for its owner", func(t *testing.T) {
		t.Parallel()
		h := newBareHome(t)
		h.types("config output json\n")
		info, err := os.Stat(h.file(rcName))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("got %v, %v, want a file of mode 0600", info, err)
		}
	})
	t.Run("a link stays a link", func(t *testing.T) {
		t.Parallel()
		h := newBareHome(t)
		h.writes("dotfiles/config", "output simple\n")
		h.writes(".config/etcd2sh/other", "")
		if err := os.Symlink(h.file("dotfiles/config"), h.file(rcName)); err != nil {
			t.Fatal(err)
		}
		h.types("config output json\n")
		if got := readFile(t, h.file("dotfiles/config")); got != "output json\n" {
			t.Errorf("got the file behind the link %q, want the change in it", got)
		}
	})
	t.Run("wrong lines are told about and the rest holds", func(t *testing.T) {
		t.Parallel()
		h := newBareHome(t)
		h.writes(rcName, "output simple\noutptu json\n# fine\ntimeout soon\nconfirm never\n")
		got := h.types("config confirm\n")
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
		h := newBareHome(t)
		h.env["XDG_CONFIG_HOME"] = h.file("elsewhere")
		h.writes("elsewhere/etcd2sh/config", "output simple\n")
		h.writes(rcName, "output json\n")
		h.types("config output\n").prints(t, "simple\n")
	})
	t.Run("a relative XDG_CONFIG_HOME counts as unset", func(t *testing.T) {
		t.Parallel()
		h := newBareHome(t)
		here, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		if h.env["XDG_CONFIG_HOME"], err = filepath.Rel(here, h.file("elsewhere")); err != nil {
			t.Fatal(err)
		}
		h.writes("elsewhere/etcd2sh/config", "output simple\n")
		h.writes(rcName, "output json\n")
		h.types("config output\n").prints(t, "\"json\"\n")
	})
	t.Run("flags win and are not kept", func(t *testing.T) {
		t.Parallel()
		h := newBareHome(t)
		h.writes(rcName, "output json\ntimeout 9s\n")
		h.types("config output\nconfig timeout\n", "-o", "simple", "--timeout", "8s").prints(t, "simple\n8s\n")
		h.types("config timeout\n").prints(t, `"9s"`+"\n")
	})
	t.Run("--norc neither reads nor writes", func(t *testing.T) {
		t.Parallel()
		h := newBareHome(t)
		h.writes(rcName, "output json\nbroken\n")
		got := h.types("config output\nconfig confirm never\nconfig confirm\n", "--norc")
		got.prints(t, "\"edn\"\n\"never\"\n")
		if text := readFile(t, h.file(rcName)); text != "output json\nbroken\n" || strings.Contains(got.err, "broken") {
			t.Errorf("got the file %q and %q, want it left alone", text, got.err)
		}
	})
	t.Run("a setting that cannot be kept holds", func(t *testing.T) {
		t.Parallel()
		h := newBareHome(t)
		h.writes(".config", "a file where a directory should be")
		h.types("config output simple\nconfig output\n").prints(t, "simple\n")
	})
	t.Run("scripts leave it alone", func(t *testing.T) {
		t.Parallel()
		h := newBareHome(t)
		h.writes(rcName, "output json\n")
		h.types("", "-c", "config output", "-c", "config confirm never").prints(t, "\"edn\"\n")
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
