package command_test

import (
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/upgradetest"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// installed are the client URLs of a cluster of the etcd that is installed, which is
// 3.4, and its members.
func installed(t *testing.T, n int) (endpoints []string, members []*upgradetest.Member) {
	t.Helper()
	members = upgradetest.NewInstalled(t, n)
	upgradetest.StartAll(members, upgradetest.Installed, "--enable-v2", "--strict-reconfig-check=false") // which refuses all changes for 5 s
	for _, m := range members {
		endpoints = append(endpoints, m.Client)
	}
	return endpoints, members
}

// TestUsersAndRoles34 is TestUsersAndRoles of the etcd that is installed.
func TestUsersAndRoles34(t *testing.T) {
	t.Parallel()
	endpoints, _ := installed(t, 1)
	usersAndRoles(t, endpoints[0])
}

// TestDirectoryOfRole34: a role such as /rkt/* allows the directory itself with a slash,
// which commands add by themselves, and no more.
func TestDirectoryOfRole34(t *testing.T) {
	t.Parallel()
	endpoints, _ := installed(t, 1)
	s := repltest.Open(t, endpoints[0])
	repltest.Run(t, s, "reset! rkt/a 1", "reset! rkt/d/b 2", "reset! other 3", "user add root:p", "user add bob:p", "role add dev", "role grant dev /rkt/* --readwrite", "user grant bob dev", "auth enable",
		"connect "+strings.Replace(endpoints[0], "//", "//root:p@", 1), "role revoke guest /* --rw")
	bob := as(t, endpoints[0], "bob:p")
	for line, want := range map[string]string{
		"get rkt":                `{"a" "1", "d" nil}`,
		"ls rkt -r":              `["a" "d/" "d/b"]`,
		"get rkt/a":              `"1"`,
		"find rkt b | jq length": "1",
		"watch rkt -r --from 4 --count 1 | :action": `"set"`,
	} {
		if got := repltest.Run(t, bob, line); got != want {
			t.Errorf("%s: got %s, want %s", line, got, want)
		}
	}
	guest := repltest.Open(t, endpoints[0])
	for _, line := range []string{"get other", "reset! other 4", "get nil", "delete! other", "ls", "dump", "watch other --count 1", "create! q v"} {
		fails(t, bob, line, `:errorCode 110, :message "The request requires user authentication", :cause "Insufficient credentials", :index 0, :as "bob"`, 7)
		fails(t, guest, line, `:as "guest, no user was given"`, 7)
	}
	fails(t, as(t, endpoints[0], "bob:q"), "get rkt", `:as "bob"`, 7)
	fails(t, as(t, endpoints[0], "eve:q"), "get rkt", `:as "eve"`, 7)
	repltest.Run(t, bob, "dump rkt --file "+filepath.Join(t.TempDir(), "rkt.etcd2"), "delete-all! rkt")
	if got := repltest.Run(t, bob, "get rkt"); got != "nil" {
		t.Errorf("got %s, want nothing left in rkt", got)
	}
}

// TestMembers34 changes the members of the etcd that is installed, and has one stopped.
func TestMembers34(t *testing.T) {
	t.Parallel()
	endpoints, members := installed(t, 3)
	s := repltest.Connect(t, client.Config{Endpoints: endpoints, Timeout: repltest.LongEnough}, eval.DefaultSettings())
	if got := repltest.Run(t, s, "member list | jq 'map(.member)'"); got != `["m0" "m1" "m2"]` {
		t.Errorf("got the members %s", got)
	}
	if got := repltest.Run(t, s, "health | jq -r 'map(.state) | unique | .[]'"); got != "well" {
		t.Errorf("got %s, want all to be well", got)
	}
	added := repltest.Run(t, s, "member add m3 http://127.0.0.1:1")
	if !strings.Contains(added, `:ETCD_NAME "m3"`) || !strings.Contains(added, "m3=http://127.0.0.1:1") || strings.Count(added, "=http") != 4 {
		t.Errorf("got %s", added)
	}
	repltest.Run(t, s, "def id member list | jq -r '.[] | select(.peerURLs == [\"http://127.0.0.1:1\"]) | .id'", "member update $id http://127.0.0.1:2")
	if got := repltest.Run(t, s, "member list | jq '[.[].peerURLs[] | select(endswith(\":2\"))]'"); got != `["http://127.0.0.1:2"]` {
		t.Errorf("got the peers %s", got)
	}
	repltest.Run(t, s, "member remove $id")
	fails(t, s, "member remove $id", `:status 410`, 1)
	members[1].Stop()
	fails(t, s, "health", `1 of 3 members not well: m1 is unreachable (connection refused)`, 1)
	fails(t, s, "member add m0 http://127.0.0.1:3", `there is a member m0 already`, 1)
}
