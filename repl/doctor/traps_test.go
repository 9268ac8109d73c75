package doctor_test

import (
	"strings"
	"testing"
	"time"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/sandbox/upgradetest"
	"etcd2sh/repl/doctor"
)

// about36 are the checks about the start of 3.6.
var about36 = []string{"upgrade", "log", "ttl"}

// Whatever 3.6 refuses was called bad before, where it can be listed or was seen since
// the member started; and nothing is where 3.6 starts. Looking changes nothing of that.
func TestTellsTrapsBefore(t *testing.T) {
	t.Parallel()
	for _, trap := range upgradetest.Traps {
		t.Run(trap.Name, func(t *testing.T) {
			t.Parallel()
			m := upgradetest.New(t, 1)[0]
			trap.Leave(m)
			entries := m.Entries()
			found := verdicts(t, sandboxtest.Client(t, m.Client), time.Millisecond)
			if after := m.Entries(); after != entries && !strings.Contains(trap.Says, "SYNC") {
				t.Errorf("entries: got %d, want none", after-entries)
			}
			told := false
			for _, name := range about36 {
				told = told || found[name].Verdict == doctor.Bad
			}
			m.Stop()
			r := m.Start(upgradetest.Etcd36)
			if !trap.Holds(r) {
				t.Fatalf("etcd 3.6: got %+v", r)
			}
			if told != (r != nil) {
				t.Errorf("told before: got %v, want %v\n%+v", told, r != nil, found)
			}
		})
	}
}

// Of 3.6 it says that there is no v2, and that a rolling upgrade is under way, which is in
// danger as long as v2 is on.
func TestJudgesUpgradedMembers(t *testing.T) {
	t.Parallel()
	members := upgradetest.New(t, 3)
	upgradetest.StartAll(members, upgradetest.Etcd35)
	members[0].Stop()
	members[0].MustStart(upgradetest.Etcd36)
	c := sandboxtest.Client(t, members[1].Client)
	if got := verdicts(t, c, 0)["members"]; got.Verdict != doctor.Note || !strings.Contains(got.Seen, "3.6.") {
		t.Errorf("members: got %+v", got)
	}
	members[2].Stop()
	members[2].MustStart(upgradetest.Etcd35, "--enable-v2")
	if got := verdicts(t, c, 0)["members"]; got.Verdict != doctor.Bad || !strings.Contains(got.Seen, "3.6.") {
		t.Errorf("members, one with v2: got %+v", got)
	}
	for _, m := range members[1:] {
		m.Stop()
		m.MustStart(upgradetest.Etcd36)
	}
	found := verdicts(t, c, 0)
	if bad(found) != "" || found["upgrade"].Verdict != doctor.Well || found["members"].Verdict != doctor.Well {
		t.Errorf("got %+v", found)
	}
}
