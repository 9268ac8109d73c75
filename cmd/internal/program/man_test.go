package program_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/cmd/internal/program"
	"etcd2sh/repl/command"
)

// TestManualPage shows the page by groff, which finds nothing wrong with it, and looks
// for what the declarations say.
func TestManualPage(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"etcd2sh", "etcd2sh-sandbox"} {
		page, err := exec.Command(filepath.Join(programs(t), name), "--man").Output()
		if err != nil || strings.ContainsFunc(string(page), func(c rune) bool { return c > '~' }) {
			t.Fatalf("%s: got %v, want a page in ASCII", name, err)
		}
		groff, err := exec.LookPath("groff")
		if err != nil {
			t.Skip("SKIPPED: the manual page was not set, as there is no groff")
		}
		cmd := exec.Command(groff, "-man", "-Tutf8", "-ww", "-P-c", "-P-b", "-P-u", "-rLL=200n")
		cmd.Stdin = bytes.NewReader(page)
		var warnings bytes.Buffer
		cmd.Stderr = &warnings
		out, err := cmd.Output()
		if err != nil || warnings.Len() > 0 {
			t.Fatalf("%s: groff: %v, %s", name, err, warnings.String())
		}
		got := strings.Join(strings.Fields(string(out)), " ")
		for _, c := range command.Table().All() {
			for _, want := range []string{c.Usage(), c.Doc} {
				if !strings.Contains(got, strings.Join(strings.Fields(want), " ")) {
					t.Errorf("%s lacks %q", name, want)
				}
			}
		}
		for _, want := range []string{name + " - a shell", "-o, --output format", "--man", "ETCDCTL_ENDPOINTS", "unknown outcome: a write was sent", "~/.config/etcd2sh/config"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
	}
}

// The exit statuses of the first README are those of the manual page.
func TestExitStatusTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, cells := range program.StatusRows() {
		row(&b, cells...)
	}
	if got := strings.ReplaceAll(string(text), "`", ""); !strings.Contains(got, b.String()) {
		t.Errorf("README.md lacks the table\n%s", b.String())
	}
}
