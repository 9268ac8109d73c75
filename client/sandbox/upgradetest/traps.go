package upgradetest

import (
	"net/http"
	"strings"
)

// Trap is a state that a cluster of one member of etcd 3.5 is left in, and what
// comes of it.
type Trap struct {
	Name  string
	Leave func(*Member) // starts the member, and leaves it running in that state
	Check string        // what etcdutl says of the data; empty when that is nothing
	Exit  int           // how 3.6 ends; 0 when it serves
	Says  string        // why, in 3.6's words
}

// What etcdutl and 3.6 say about the snapshot, and about the log after it.
const (
	contentInSnapshot = "detected custom content in v2store"
	contentInLog      = "detected custom v2 content in WAL records"
	refusesSnapshot   = "detected disallowed custom content in v2store for stage --v2-deprecation=write-only"
	refusesLog        = "detected disallowed v2 WAL for stage --v2-deprecation=write-only"
)

const enableV2 = "--enable-v2"

func clean(name string, leave func(*Member)) Trap { return Trap{Name: name, Leave: leave} }

func inSnapshot(name string, leave func(*Member)) Trap {
	return Trap{name, leave, contentInSnapshot, 1, refusesSnapshot}
}

func inLog(name, method string, leave func(*Member)) Trap {
	return Trap{name, leave, contentInLog, 2, refusesLog + `","method":"` + method + `"`}
}

// Traps are the states, those in which 3.6 starts among them.
var Traps = []Trap{
	clean("v2 is on and was never used", func(m *Member) {
		m.MustStart(Etcd35, enableV2)
		m.Do(http.MethodGet, "/v2/keys/?recursive=true", "")
	}),
	inLog("one question for health while v2 is on", "QGET", func(m *Member) {
		m.MustStart(Etcd35, enableV2)
		m.Do(http.MethodGet, "/health", "")
	}),
	inLog("one serializable question for health while v2 is on", "QGET", func(m *Member) {
		m.MustStart(Etcd35, enableV2)
		m.Do(http.MethodGet, "/health?serializable=true", "")
	}),
	clean("health is asked for while v2 is off", func(m *Member) {
		m.MustStart(Etcd35)
		m.Do(http.MethodGet, "/health", "")
	}),
	inLog("one quorum read", "QGET", func(m *Member) {
		m.MustStart(Etcd35, enableV2)
		m.Do(http.MethodGet, "/v2/keys/?quorum=true", "")
	}),
	inLog("a key", "PUT", func(m *Member) {
		m.MustStart(Etcd35, enableV2)
		m.Do(http.MethodPut, "/v2/keys/k", "value=v")
	}),
	inLog("a key that was deleted again", "PUT", func(m *Member) {
		m.MustStart(Etcd35, enableV2)
		m.Do(http.MethodPut, "/v2/keys/k", "value=v")
		m.Do(http.MethodDelete, "/v2/keys/k", "")
	}),
	inLog("a hidden key", "PUT", func(m *Member) {
		m.MustStart(Etcd35, enableV2)
		m.Do(http.MethodPut, "/v2/keys/_k", "value=v")
	}),
	inSnapshot("a key in the snapshot", snapshotOf(put("/v2/keys/k", "value=v"))),
	inSnapshot("an empty directory in the snapshot", snapshotOf(put("/v2/keys/d", "dir=true"))),
	clean("a hidden key in the snapshot", snapshotOf(put("/v2/keys/_k", "value=v"))),
	inSnapshot("a directory of hidden names in the snapshot", snapshotOf(put("/v2/keys/d/_k", "value=v"))),
	inSnapshot("a role in the snapshot", snapshotOf(put("/v2/auth/roles/r", `{"role":"r"}`))),
	inSnapshot("a user in the snapshot, authentication on", snapshotOf(
		put("/v2/auth/users/root", `{"user":"root","password":"p"}`), put("/v2/auth/enable", "{}"))),
	clean("users and roles that were deleted before the snapshot", snapshotOf(
		put("/v2/auth/users/root", `{"user":"root","password":"p"}`), put("/v2/auth/roles/r", `{"role":"r"}`),
		remove("/v2/auth/users/root"), remove("/v2/auth/roles/r"))),
	inLog("a hidden key's ttl, which runs while v2 is off", "SYNC", func(m *Member) {
		snapshotOf(put("/v2/keys/_k", "value=v&ttl=3600"))(m)
		m.Stop()
		m.MustStart(Etcd35)
		m.AwaitEntries(4)
	}),
	inLog("a snapshot of the v3 store", "PUT", func(m *Member) {
		m.MustStart(Etcd35, enableV2)
		m.Do(http.MethodPut, "/v2/keys/k", "value=v")
		m.Do(http.MethodPost, "/v3/maintenance/snapshot", "{}")
	}),
	clean("a key that was deleted before a snapshot, by one restart", func(m *Member) {
		m.MustStart(Etcd35, enableV2)
		m.Do(http.MethodPut, "/v2/keys/k", "value=v")
		m.Do(http.MethodDelete, "/v2/keys/k", "")
		m.Do(http.MethodGet, "/health", "")
		m.Stop()
		m.MustStart(Etcd35, "--snapshot-count=1")
		m.AwaitSnapshot()
		m.Do(http.MethodGet, "/health", "")
	}),
}

// request is one of those that make a state.
type request struct{ method, path, body string }

func put(path, body string) request { return request{http.MethodPut, path, body} }

func remove(path string) request { return request{http.MethodDelete, path, ""} }

// snapshotOf makes requests and has the member take a snapshot of what they leave,
// v2 still on.
func snapshotOf(requests ...request) func(*Member) {
	return func(m *Member) {
		m.MustStart(Etcd35, enableV2)
		for _, r := range requests {
			m.Do(r.method, r.path, r.body)
		}
		m.Stop()
		m.MustStart(Etcd35, enableV2, "--snapshot-count=1")
		m.AwaitSnapshot()
	}
}

// Holds reports whether the refusal is the one that the trap leads to.
func (trap Trap) Holds(r *Refusal) bool {
	if r == nil {
		return trap.Exit == 0
	}
	return r.Exit == trap.Exit && trap.Says != "" && strings.Contains(r.Log, trap.Says)
}
