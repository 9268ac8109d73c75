package migrate_test

import (
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/migrate"
)

// lease gives the lease of a key of v3's, 0 for none.
func (s stores) lease(key string) int64 {
	s.Helper()
	got, err := s.v3.Range(s.Context(), gateway.Range{Key: []byte(key)})
	if err != nil || len(got.KVs) != 1 {
		s.Fatalf("got %+v, %v", got.KVs, err)
	}
	return got.KVs[0].Lease
}

// TestOtherTTL: a ttl that has changed since a migration is told of, and given by a
// follower to what a migration made, and to nothing else.
func TestOtherTTL(t *testing.T) {
	t.Parallel()
	s := open(t)
	set := func(key string, ttl uint64) {
		if _, err := s.v2.Set(t.Context(), key, "1", client.SetOptions{TTL: &ttl}); err != nil {
			t.Fatal(err)
		}
	}
	set("/perm", 500)
	set("/touched", 500)
	set("/ends", 900)
	set("/same", 900)
	clienttest.Set(t, s.v2, "/leased", "1")
	clienttest.Set(t, s.v2, "/theirs", "1")
	if _, err := s.v3.Grant(t.Context(), 77, 600); err != nil {
		t.Fatal(err)
	}
	put := gateway.Txn{Success: []gateway.Op{{Put: &gateway.Put{Key: []byte("/theirs"), Value: []byte("1"), Lease: 77}}}}
	if _, err := s.v3.Txn(t.Context(), put); err != nil {
		t.Fatal(err)
	}
	if counts, _, err := run(t.Context(), s.migration()); counts.Created != 5 || counts.Conflicts != 1 || err != nil {
		t.Fatalf("got %+v, %v", counts, err)
	}
	clienttest.Set(t, s.v2, "/perm", "1")
	if _, err := s.v2.Refresh(t.Context(), "/touched", 1000, client.SetOptions{}); err != nil {
		t.Fatal(err)
	}
	set("/leased", 700)
	counts, conflicts, err := run(t.Context(), s.migration())
	if (counts != migrate.Counts{Same: 2, Conflicts: 4}) || err != nil {
		t.Errorf("a second run: got %+v, %v", counts, err)
	}
	for _, c := range conflicts {
		if c.Life == "" || c.There != "1" {
			t.Errorf("got %+v", c)
		}
	}
	if got, err := s.migration().Verify(t.Context(), must(s.migration().Read(t.Context()))); got.Same != 2 || got.Different != 4 || err != nil {
		t.Errorf("verify: got %+v, %v", got, err)
	}
	before := s.lease("/touched")
	f := s.follow(s.migration())
	lag := f.stop()
	if s.lease("/perm") != 0 || s.lease("/leased") == 0 || s.lease("/touched") == before || s.lease("/theirs") != 77 {
		t.Errorf("got the leases %x %x %x %x", s.lease("/perm"), s.lease("/leased"), s.lease("/touched"), s.lease("/theirs"))
	}
	if c, _ := f.conflict("/theirs"); lag.Conflicts != 1 || c.Life == "" {
		t.Errorf("got %+v, and %+v", lag, c)
	}
	if got, err := s.migration().Verify(t.Context(), must(s.migration().Read(t.Context()))); got.Same != 5 || got.Different != 1 || err != nil {
		t.Errorf("verify: got %+v, %v", got, err)
	}
}

// TestFollowRefresh follows a refresh, which is no change that was applied.
func TestFollowRefresh(t *testing.T) {
	t.Parallel()
	s := open(t)
	if _, err := s.v2.Set(t.Context(), "/k", "1", client.SetOptions{TTL: new(uint64(5))}); err != nil {
		t.Fatal(err)
	}
	f := s.follow(s.migration())
	before := s.lease("/k")
	if _, err := s.v2.Refresh(t.Context(), "/k", 500, client.SetOptions{}); err != nil {
		t.Fatal(err)
	}
	until(t, "the key has another lease", func() bool { return s.lease("/k") != before })
	if lag := f.stop(); lag.Applied != 0 {
		t.Errorf("got %+v", lag)
	}
}
