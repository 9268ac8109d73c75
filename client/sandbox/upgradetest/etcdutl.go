package upgradetest

import (
	"os"
	"os/exec"
	"path/filepath"
)

// Check returns what "etcdutl check v2store" says of the member's data, and
// whether that is that 3.6 would find nothing.
func (m *Member) Check() (said string, clean bool) {
	m.t.Helper()
	cmd := exec.CommandContext(m.t.Context(), Etcdutl.File(m.t), "check", "v2store", "--data-dir", m.Dir)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		m.t.Fatal(err)
	}
	return string(out), err == nil
}

// Restore gives the member, which does not run, the data that etcdutl restores
// from its own v3 store.
func (m *Member) Restore() {
	m.t.Helper()
	old := m.Dir + ".old"
	if err := os.Rename(m.Dir, old); err != nil {
		m.t.Fatal(err)
	}
	out, err := exec.CommandContext(m.t.Context(), Etcdutl.File(m.t), "snapshot", "restore", filepath.Join(old, "member", "snap", "db"),
		"--skip-hash-check", "--data-dir", m.Dir, "--name", m.Name,
		"--initial-cluster", m.initial, "--initial-advertise-peer-urls", m.Peer).CombinedOutput()
	if err != nil {
		m.t.Fatalf("%v\n%s", err, out)
	}
}
