package upgradetest_test

import (
	"net/http"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/upgradetest"
)

const (
	key = "/v2/keys/k"
	ofK = `{"key":"aw=="}` // of the key k, in the v3 store
)

// After 3.6 has refused the data, 3.5 serves all of it.
func TestRefusedDataIsWhole(t *testing.T) {
	t.Parallel()
	m := upgradetest.New(t, 1)[0]
	m.MustStart(upgradetest.Etcd35, "--enable-v2")
	m.Do(http.MethodPut, key, "value=second")
	m.Do(http.MethodPost, "/v3/kv/put", `{"key":"aw==","value":"dGhpcmQ="}`)
	m.Stop()
	if r := m.Start(upgradetest.Etcd36); r == nil {
		t.Fatal("3.6 serves")
	}
	m.MustStart(upgradetest.Etcd35, "--enable-v2")
	if got := m.Do(http.MethodGet, key, ""); !strings.Contains(got, `"second"`) {
		t.Errorf("v2: got %s", got)
	}
	if got := m.Do(http.MethodPost, "/v3/kv/range", ofK); !strings.Contains(got, "dGhpcmQ=") {
		t.Errorf("v3: got %s", got)
	}
}

// 3.6 does not know the flag that turned v2 on.
func TestFlagOfV2IsRefused(t *testing.T) {
	t.Parallel()
	m := upgradetest.New(t, 1)[0]
	r := m.Start(upgradetest.Etcd36, "--enable-v2")
	if r == nil || r.Exit != 2 || !strings.Contains(r.Log, "flag provided but not defined: -enable-v2") {
		t.Errorf("got %+v", r)
	}
}

// A data directory that etcdutl restores from a snapshot of the v3 store has no v2
// in it.
func TestRestoredDataIsClean(t *testing.T) {
	t.Parallel()
	m := upgradetest.New(t, 1)[0]
	m.MustStart(upgradetest.Etcd35, "--enable-v2")
	m.Do(http.MethodPut, key, "value=second")
	m.Do(http.MethodPost, "/v3/kv/put", `{"key":"aw==","value":"dGhpcmQ="}`)
	m.Stop()
	m.Restore()
	if said, clean := m.Check(); !clean {
		t.Errorf("etcdutl: got %q", said)
	}
	m.MustStart(upgradetest.Etcd36)
	if got := m.Do(http.MethodPost, "/v3/kv/range", ofK); !strings.Contains(got, "dGhpcmQ=") {
		t.Errorf("v3: got %s", got)
	}
}

// One question for health, asked of a member of 3.5 whose v2 is on, ends the
// member that runs 3.6 already, which cannot come back.
func TestProbeEndsUpgradedMember(t *testing.T) {
	t.Parallel()
	members := upgradetest.New(t, 3)
	upgradetest.StartAll(members, upgradetest.Etcd35, "--enable-v2")
	upgraded := members[0]
	upgraded.Stop()
	upgraded.MustStart(upgradetest.Etcd36)
	members[1].Do(http.MethodGet, "/health", "")
	const says = "detected disallowed v2 WAL"
	if r := upgraded.Ended(); r.Exit != 2 || !strings.Contains(r.Log, says) {
		t.Errorf("after the question: got %+v", r)
	}
	if r := upgraded.Start(upgradetest.Etcd36); r == nil || !strings.Contains(r.Log, says) {
		t.Errorf("started again: got %+v", r)
	}
}

// A question for health is an entry with 3.4 even where v2 was never on, and 3.5
// keeps it in its log.
func TestProbeOfOldServerStaysInLog(t *testing.T) {
	t.Parallel()
	m := upgradetest.New(t, 1)[0]
	upgradetest.NeedInstalled(t)
	m.MustStart(upgradetest.Installed)
	m.Do(http.MethodGet, "/health", "")
	m.Stop()
	m.MustStart(upgradetest.Etcd35)
	m.Stop()
	if r := m.Start(upgradetest.Etcd36); r == nil || r.Exit != 2 || !strings.Contains(r.Log, `"method":"QGET"`) {
		t.Errorf("got %+v", r)
	}
}
