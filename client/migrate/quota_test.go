package migrate_test

import (
	"strings"
	"testing"

	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/upgradetest"
)

// TestCheckQuota finds out by what etcd 3.5 itself tells that its quota is too small, and
// that it is used up.
func TestCheckQuota(t *testing.T) {
	t.Parallel()
	m := upgradetest.New(t, 1)[0]
	m.MustStart(upgradetest.Etcd35, "--enable-v2", "--quota-backend-bytes", "400000")
	s := open(t, m.Client)
	clienttest.Set(t, s.v2, "/k", strings.Repeat("v", 450_000))
	s.refused(s.migration(), "KiB, and about 550 KiB will be written")
	m.UseUp()
	s.refused(s.migration(), "has the alarm NOSPACE")
}
