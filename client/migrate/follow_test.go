package migrate_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestFollow makes what changes in v2, and nothing that others made.
func TestFollow(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, key := range []string{"/a", "/b", "/dir/x", "/dir/sub/y", "/theirs", "/taken"} {
		clienttest.Set(t, s.v2, key, "1")
	}
	s.put("/theirs", "1") // the same, but not ours
	s.put("/other", "stays")
	f := s.follow(s.migration())
	clienttest.Set(t, s.v2, "/a", "2")
	clienttest.Set(t, s.v2, "/new/deep", "made")
	s.remove("/b")
	s.remove("/dir")
	clienttest.Set(t, s.v2, "/dir/x", "again")
	want := map[string]string{"/a": "2", "/new/deep": "made", "/dir/x": "again", "/theirs": "1", "/taken": "1", "/other": "stays"}
	f.becomes(want)

	s.put("/taken", "by somebody")
	clienttest.Set(t, s.v2, "/taken", "2")
	clienttest.Set(t, s.v2, "/theirs", "2")
	clienttest.Set(t, s.v2, "/a", "3")
	if _, err := s.v2.Mkdir(t.Context(), "/new/later", client.SetOptions{}); err != nil {
		t.Fatal(err)
	}
	want["/taken"], want["/a"] = "by somebody", "3"
	f.becomes(want)
	for _, key := range []string{"/taken", "/theirs"} {
		until(t, "the conflict is told of", func() bool { _, told := f.conflict(key); return told })
		if c, _ := f.conflict(key); c.Source != key || c.There != want[key] || c.Deleted {
			t.Errorf("of %s was told %+v", key, c)
		}
	}
	s.remove("/theirs")
	until(t, "the conflict is told of", func() bool { c, _ := f.conflict("/theirs"); return c.Deleted })
	lag := f.stop()
	if lag.Waiting != 0 || lag.Applied < 5 || lag.Index == 0 {
		t.Errorf("got %+v", lag)
	}
	s.holds(want)
}

// TestFollowLater brings what an earlier run made up to date, and nothing else.
func TestFollowLater(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.fill(250)
	if _, _, err := run(t.Context(), s.migration()); err != nil {
		t.Fatal(err)
	}
	s.put("/dir0/theirs", "stays")
	s.put("/dir1/k0001", "changed by somebody")
	clienttest.Set(t, s.v2, "/dir1/k0001", "changed in v2")
	clienttest.Set(t, s.v2, "/dir2/k0002", "changed in v2")
	clienttest.Set(t, s.v2, "/late", "new")
	s.remove("/dir3")
	want := s.as()
	want["/dir0/theirs"], want["/dir1/k0001"] = "stays", "changed by somebody"
	f := s.follow(s.migration())
	f.becomes(want)
	f.stop()
	s.holds(want)
}

// TestFollowTTL follows expiries, and refreshes, of which there is no event.
func TestFollowTTL(t *testing.T) {
	t.Parallel()
	s := open(t)
	for key, ttl := range map[string]uint64{"/kept": 4, "/short": 3} {
		if _, err := s.v2.Set(t.Context(), key, "x", client.SetOptions{TTL: &ttl}); err != nil {
			t.Fatal(err)
		}
	}
	f := s.follow(s.migration())
	lease := func() int64 {
		got, err := s.v3.Range(t.Context(), gateway.Range{Key: []byte("/kept")})
		if err != nil || len(got.KVs) != 1 {
			t.Fatalf("got %+v, %v", got.KVs, err)
		}
		return got.KVs[0].Lease
	}
	before := lease()
	if _, err := s.v2.Refresh(t.Context(), "/kept", 500, client.SetOptions{}); err != nil {
		t.Fatal(err)
	}
	until(t, "the key has another lease", func() bool { return lease() != before })
	f.becomes(map[string]string{"/kept": "x"})
}

// TestFollowHidden follows a hidden directory beside the others.
func TestFollowHidden(t *testing.T) {
	t.Parallel()
	s := open(t)
	clienttest.Set(t, s.v2, "/a", "1")
	clienttest.Set(t, s.v2, "/_h/b", "1")
	m := s.migration()
	m.Hidden, m.Into = []string{"/_h"}, "/v2"
	f := s.follow(m)
	clienttest.Set(t, s.v2, "/_h/b", "2")
	clienttest.Set(t, s.v2, "/_h/c", "3")
	clienttest.Set(t, s.v2, "/a", "4")
	until(t, "v3 has followed", func() bool {
		got := s.all()
		delete(got, m.Mark())
		return maps.Equal(got, map[string]string{"/v2/_h/b": "2", "/v2/_h/c": "3", "/v2/a": "4"})
	})
	f.stop()
}

// TestFollowHistoryLost reads all anew when etcd has forgotten what came next.
func TestFollowHistoryLost(t *testing.T) {
	t.Parallel()
	s := open(t)
	clienttest.Set(t, s.v2, "/gone", "1")
	clienttest.Set(t, s.v2, "/k", "1")
	m := s.migration()
	proxy, begin := lateWatch(t, s.v2.Endpoint())
	m.From = proxy
	f := s.follow(m)
	s.remove("/gone")
	s.forget("/k")
	begin()
	f.becomes(map[string]string{"/k": "1099"})
	clienttest.Set(t, s.v2, "/k", "on it goes")
	f.becomes(map[string]string{"/k": "on it goes"})
	f.stop()
}

// TestFollowAnything does what comes to mind, while a leader stops and answers are lost.
func TestFollowAnything(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	s := open(t, cluster.Endpoints()...)
	s.fill(20)
	proxy := clienttest.NewCuttingProxy(t, s.v2.Endpoints()[0], func() int64 { return 20_000 })
	m := s.migration()
	m.To = gateway.New(clienttest.Client(t, append([]string{proxy.URL}, cluster.Endpoints()[1:]...)...), gateway.User{})
	f := s.follow(m)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		key := fmt.Sprintf("/dir%d/k%d", random.IntN(3), random.IntN(5))
		var err error
		switch random.IntN(8) {
		case 0:
			_, err = s.v2.Delete(t.Context(), key, client.DeleteOptions{})
		case 1:
			_, err = s.v2.Delete(t.Context(), key[:5], client.DeleteOptions{Recursive: true})
		case 2:
			_, err = s.v2.Set(t.Context(), key, "short", client.SetOptions{TTL: new(uint64(1 + random.IntN(3)))})
		default:
			_, err = s.v2.Set(t.Context(), key, fmt.Sprint(i), client.SetOptions{})
		}
		if client.IsUnknown(err) {
			continue
		}
		if err != nil && !client.Refused(err, client.ErrKeyNotFound) {
			t.Fatal(err)
		}
		if leader, ok := cluster.Leader(); i == 200 && ok {
			if err := cluster.Stop(leader); err != nil {
				t.Fatal(err)
			}
		}
	}
	until(t, "v3 is as v2 is", func() bool {
		got := s.all()
		delete(got, m.Mark())
		return maps.Equal(got, s.as())
	})
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.conflicts) > 0 {
		t.Errorf("got the conflicts %+v", f.conflicts)
	}
}
