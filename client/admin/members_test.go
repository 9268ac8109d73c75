package admin_test

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/admin"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(clienttest.LongTimeout); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %v", what, clienttest.LongTimeout)
		}
	}
}

// wantExplained wants a refusal with a status, and words for it.
func wantExplained(t *testing.T, err error, status int, words string) {
	t.Helper()
	var e *admin.Explained
	if !refusedWith(err, status) || !errors.As(err, &e) || !strings.Contains(e.Why, words) {
		t.Errorf("got %v, want status %d and %q", err, status, words)
	}
}

// TestChangeMembers adds a member, changes it and removes it, and is told what each
// refusal means.
func TestChangeMembers(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	c, ctx := clienttest.Client(t, cluster.Endpoints()...), t.Context()
	all, leader, err := admin.Members(ctx, c)
	if err != nil || len(all) != 3 || !slices.ContainsFunc(all, func(m client.Member) bool { return m.ID == leader }) {
		t.Fatalf("got %+v, the leader %s, %v", all, leader, err)
	}
	const peer, other = "http://127.0.0.1:1", "http://127.0.0.1:2"
	var added admin.Added
	eventually(t, "add", func() bool { // etcd refuses for 5 seconds after its start
		added, err = admin.AddMember(ctx, c, "new", []string{peer})
		if err != nil {
			wantExplained(t, err, 500, "5 seconds")
		}
		return err == nil
	})
	env := added.Environment()
	if len(env) != 3 || env[0].Value != "new" || !strings.Contains(env[1].Value, "new="+peer) || strings.Count(env[1].Value, "m") != 3 || env[2].Value != "existing" {
		t.Errorf("got %+v", env)
	}
	_, err = admin.AddMember(ctx, c, "m0", []string{other})
	wantExists(t, err, "m0")
	_, err = admin.AddMember(ctx, c, "newer", []string{other, peer})
	wantExists(t, err, peer)
	wantExists(t, admin.UpdateMember(ctx, c, added.ID, all[0].PeerURLs), all[0].PeerURLs[0])
	if err := admin.UpdateMember(ctx, c, added.ID, []string{other}); err != nil {
		t.Fatal(err)
	}
	wantExplained(t, admin.UpdateMember(ctx, c, added.ID, []string{"no"}), 400, "http://HOST:PORT")
	if err := admin.RemoveMember(ctx, c, added.ID); err != nil {
		t.Fatal(err)
	}
	wantExplained(t, admin.RemoveMember(ctx, c, added.ID), 410, "was removed")
	wantExplained(t, admin.RemoveMember(ctx, c, "beef"), 404, "none ever had")
	wantExplained(t, admin.UpdateMember(ctx, c, added.ID, []string{other}), 500, "was removed")
}

// TestFindMember finds members by name and by ID.
func TestFindMember(t *testing.T) {
	t.Parallel()
	all := []client.Member{{ID: "1a", Name: "m0"}, {ID: "2b"}}
	for word, want := range map[string]string{"m0": "1a", "1a": "1a", "2b": "2b", "3c": "3c"} {
		if m, err := admin.FindMember(all, word); err != nil || m.ID != want {
			t.Errorf("%s: got %+v, %v, want %s", word, m, err, want)
		}
	}
	for _, word := range []string{"m9", ""} {
		_, err := admin.FindMember(all, word)
		wantMissing(t, err, "member", word)
	}
}

// states are the states of members by name.
func states(all []admin.MemberHealth) map[string]admin.State {
	byName := map[string]admin.State{}
	for _, m := range all {
		byName[m.Name] = m.State
	}
	return byName
}

// TestHealth looks at a cluster that is well, then at one of which a member is stopped
// and another cut off, and writes nothing into the raft log.
func TestHealth(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	c, ctx := clienttest.Client(t, cluster.Endpoints()...), t.Context()
	clienttest.Set(t, c, "/k", "v")
	index := func() uint64 {
		r, err := c.Get(ctx, "/k", client.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return *r.Meta.RaftIndex
	}
	var before uint64
	eventually(t, "all well", func() bool {
		before = index()
		all := must(admin.Health(ctx, c))(t)
		for _, m := range all {
			if m.State != admin.Well || !m.Reachable() || m.Leader == "" || m.Term == 0 || m.Behind != 0 || m.Version == "" {
				return false
			}
		}
		return len(all) == 3
	})
	for range 5 {
		must(admin.Health(ctx, c))(t)
	}
	if after := index(); after != before {
		t.Errorf("the raft log went from %d to %d", before, after)
	}
	leader, _ := cluster.Leader()
	stopped := (leader + 1) % 3
	if err := cluster.Stop(stopped); err != nil {
		t.Fatal(err)
	}
	names := []string{"m0", "m1", "m2"}
	all := must(admin.Health(ctx, c))(t)
	if s := states(all); s[names[stopped]] != admin.Unreachable || s[names[leader]] != admin.Well {
		t.Errorf("got %v, want m%d unreachable", s, stopped)
	}
	if err := cluster.Cut(leader); err != nil {
		t.Fatal(err)
	}
	eventually(t, "no leader", func() bool {
		s := states(must(admin.Health(ctx, c))(t))
		return s[names[leader]] == admin.Leaderless && s[names[(leader+2)%3]] == admin.Leaderless
	})
	if _, leader, err := admin.Members(ctx, c); err != nil || leader != "" {
		t.Errorf("got the leader %q, %v, want the members without one", leader, err)
	}
}

// TestHealthAsGuest: who may not read keys still learns who is well.
func TestHealthAsGuest(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	sandboxtest.EnableAuth(t, endpoint, sandboxtest.Put{Path: "/v2/auth/roles/guest", Body: `{"role":"guest","permissions":{"kv":{"read":[],"write":[]}}}`})
	all := must(admin.Health(t.Context(), clienttest.Client(t, endpoint)))(t)
	if len(all) != 1 || all[0].State != admin.Well || all[0].Index != 0 || all[0].Err != nil {
		t.Errorf("got %+v, want a member that is well, and no index", all)
	}
}

// TestLostAddition: a member whose addition was not answered, and that is there, was
// added; one that is not there may come yet.
func TestLostAddition(t *testing.T) {
	t.Parallel()
	for loss, happened := range map[clienttest.Loss]bool{clienttest.LoseAnswer: true, clienttest.LoseRequest: false} {
		cluster := sandboxtest.Start(t, 1)
		proxy := clienttest.NewLossyProxy(t, cluster.Endpoints()[0], func(n int, _ url.Values) clienttest.Loss {
			if n == 1 {
				return loss
			}
			return clienttest.LoseNothing
		}, func(*http.Request, int) {})
		added, err := admin.AddMember(t.Context(), clienttest.Client(t, proxy.URL), "new", []string{"http://127.0.0.1:1"})
		if got := err == nil && added.ID != ""; got != happened || !happened && !client.IsUnknown(err) {
			t.Errorf("got %+v, %v, want it added: %v", added, err, happened)
		}
		if n := len(proxy.Writes()); n != 1 {
			t.Errorf("got %d requests, want one", n)
		}
	}
}
