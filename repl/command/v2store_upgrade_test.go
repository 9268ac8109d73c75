package command_test

import (
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/upgradetest"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// leaveV2 migrates and clears.
func leaveV2(t *testing.T, s *eval.Session) {
	t.Helper()
	repltest.Run(t, s, `migrate --hidden /_hidden`)
	if got := repltest.Run(t, s, `migrate --hidden /_hidden --verify`); got != `{:same 154, :different 0, :missing 0, :extra 0}` {
		t.Errorf("verify: got %s", got)
	}
	dump := filepath.Join(t.TempDir(), "all.etcd2")
	got := repltest.Run(t, s, `v2store clear --hidden /_hidden --file `+dump)
	if !strings.HasPrefix(got, `{:keys 154, `) || !strings.Contains(got, `:users 2, :roles 1`) {
		t.Errorf("clear: got %s", got)
	}
}

func wantClean(t *testing.T, m *upgradetest.Member) {
	t.Helper()
	if said, clean := m.Check(); !clean {
		t.Fatalf("%s: etcdutl: %s", m.Name, said)
	}
}

// Three members come to 3.6 one after the other, while each is asked for its health all
// the time.
func TestLeavesV2WhileProbed(t *testing.T) {
	t.Parallel()
	members := upgradetest.New(t, 3)
	upgradetest.StartAll(members, upgradetest.Etcd35, "--enable-v2")
	for _, m := range members {
		m.Probe()
	}
	s := repltest.Open(t, members[0].Client)
	members[0].Fill()
	leaveV2(t, s)
	for _, m := range members {
		m.Stop()
		m.MustStart(upgradetest.Etcd35, "--snapshot-count=1")
	}
	if got := repltest.Run(t, s, "v2store seal --push"); strings.Count(got, ":member") != 3 {
		t.Errorf("push: got %s", got)
	}
	for _, m := range members {
		wantClean(t, m)
	}
	for _, m := range members {
		m.Stop()
		m.MustStart(upgradetest.Etcd36)
	}
	for _, m := range members {
		m.WantFilled()
	}
}
