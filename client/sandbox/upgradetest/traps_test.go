package upgradetest_test

import (
	"strings"
	"testing"

	"etcd2sh/client/sandbox/upgradetest"
)

// Each state gives what the table says: etcdutl finds it, and 3.6 refuses it, or
// neither.
func TestTraps(t *testing.T) {
	t.Parallel()
	for _, trap := range upgradetest.Traps {
		t.Run(trap.Name, func(t *testing.T) {
			t.Parallel()
			m := upgradetest.New(t, 1)[0]
			trap.Leave(m)
			m.Stop()
			said, clean := m.Check()
			if clean != (trap.Check == "") || !strings.Contains(said, trap.Check) {
				t.Errorf("etcdutl: got %q, clean %v, want %q", said, clean, trap.Check)
			}
			if r := m.Start(upgradetest.Etcd36); !trap.Holds(r) {
				t.Errorf("etcd 3.6: got %+v, want exit status %d and %q", r, trap.Exit, trap.Says)
			}
		})
	}
}
