package doctor_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/admin"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/doctor"
)

// verdicts judges a cluster and gives each check's finding by its name.
func verdicts(t *testing.T, c *client.Client, span time.Duration) map[string]doctor.Finding {
	t.Helper()
	facts, err := doctor.Examine(t.Context(), c, span)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]doctor.Finding{}
	for _, check := range doctor.Checks() {
		found[check.Name] = check.Judge(facts)
	}
	return found
}

// bad gives the names of the checks that are bad, in their order, but of those that go
// by metrics.
func bad(found map[string]doctor.Finding) string {
	var names []string
	for _, check := range doctor.Checks() {
		if found[check.Name].Verdict == doctor.Bad && !slices.Contains(fromMetrics, check.Name) {
			names = append(names, check.Name)
		}
	}
	return strings.Join(names, " ")
}

func set(key, value string, o client.SetOptions) func(*testing.T, *client.Client) {
	return func(t *testing.T, c *client.Client) {
		if _, err := c.Set(t.Context(), key, value, o); err != nil {
			t.Fatal(err)
		}
	}
}

// fromMetrics are the checks that go by metrics, which all sandboxes of this process
// share: they are tested against processes.
var fromMetrics = []string{"use", "log"}

// What is in the store decides.
func TestJudgesTheStore(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		leave func(*testing.T, *client.Client)
		bad   string
	}{
		{"nothing", func(*testing.T, *client.Client) {}, ""},
		{"a key", set("/k", "v", client.SetOptions{}), "upgrade"},
		{"a key with a ttl", set("/k", "v", client.SetOptions{TTL: new(uint64(600))}), "upgrade ttl"},
		{"a large value", set("/k", strings.Repeat("v", 2<<20), client.SetOptions{}), "upgrade room"},
		{"a value that is lost", set("/k", "\ufffd", client.SetOptions{}), "upgrade losses"},
		{"an empty directory", func(t *testing.T, c *client.Client) {
			if _, err := c.Mkdir(t.Context(), "/d", client.SetOptions{}); err != nil {
				t.Fatal(err)
			}
		}, "upgrade"},
		{"a user", func(t *testing.T, c *client.Client) {
			if _, err := admin.AddUser(t.Context(), c, "bob", "p"); err != nil {
				t.Fatal(err)
			}
		}, "upgrade"},
		{"authentication, of which a guest learns nothing", func(t *testing.T, c *client.Client) {
			sandboxtest.EnableAuth(t, c.Endpoint(), sandboxtest.Put{Path: "/v2/auth/roles/guest", Body: `{"role":"guest"}`})
		}, "upgrade"},
		{"users of v3 alone", func(t *testing.T, c *client.Client) {
			for _, p := range []client.Post{
				{Path: "/v3/auth/user/add", Body: map[string]string{"name": "root", "password": "p"}},
				{Path: "/v3/auth/role/add", Body: map[string]string{"name": "root"}},
				{Path: "/v3/auth/user/grant", Body: map[string]string{"user": "root", "role": "root"}},
				{Path: "/v3/auth/enable", Body: struct{}{}},
			} {
				if err := c.Post(t.Context(), p, &struct{}{}); err != nil {
					t.Fatal(err)
				}
			}
		}, "doors"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := sandboxtest.Client(t, sandboxtest.Start(t, 1).Endpoints()...)
			tt.leave(t, c)
			if found := verdicts(t, c, 0); bad(found) != tt.bad {
				t.Errorf("bad: got %q, want %q\n%+v", bad(found), tt.bad, found)
			}
		})
	}
}

// raftIndex is how long the raft log is, by an answer that adds nothing to it.
func raftIndex(t *testing.T, c *client.Client) uint64 {
	t.Helper()
	r, err := c.Get(t.Context(), "/", client.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return *r.Meta.RaftIndex
}

// Looking twice at three members leaves nothing in the raft log.
func TestLeavesNoEntry(t *testing.T) {
	t.Parallel()
	c := sandboxtest.Client(t, sandboxtest.Start(t, 3).Endpoints()...)
	before := raftIndex(t, c)
	found := verdicts(t, c, time.Millisecond)
	if after := raftIndex(t, c); after != before {
		t.Errorf("entries: got %d, want none", after-before)
	}
	if got := bad(found); got != "" {
		t.Errorf("bad: got %q\n%+v", got, found)
	}
}

// A member that is down is named, and what it would tell is not made up.
func TestSeesMemberThatIsDown(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	if err := cluster.Stop(2); err != nil {
		t.Fatal(err)
	}
	found := verdicts(t, sandboxtest.Client(t, cluster.Endpoints()[:2]...), 0)
	for _, name := range []string{"members", "ports"} {
		if got := found[name]; got.Verdict != doctor.Bad || !strings.Contains(got.Seen, "m2") {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	if got := found["snapshot"]; got.Verdict != doctor.Unseen {
		t.Errorf("snapshot: got %+v", got)
	}
}
