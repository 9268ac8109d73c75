package migrate_test

import (
	"context"
	"errors"
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/migrate"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestCopy copies what is there, twice, and overwrites nothing.
func TestCopy(t *testing.T) {
	t.Parallel()
	s := open(t)
	want := map[string]string{"/a": "", "/dir/物理 学?": "two\nlines\x00", "/dir/b/c": `{"json": [1]}`, "/same": "as there"}
	for key, value := range want {
		clienttest.Set(t, s.v2, key, value)
	}
	clienttest.Mkdir(t, s.v2, "/empty")
	clienttest.Set(t, s.v2, "/taken", "v2's")
	clienttest.Set(t, s.v2, "/_hidden", "unseen")
	s.put("/same", "as there")
	s.put("/taken", "v3's")
	s.put("/other", "stays")
	want["/taken"], want["/other"] = "v3's", "stays"

	counts, conflicts, err := run(t.Context(), s.migration())
	if (counts != migrate.Counts{Created: 3, Same: 1, Conflicts: 1}) || err != nil {
		t.Fatalf("got %+v, %v", counts, err)
	}
	if len(conflicts) != 1 || conflicts[0] != (migrate.Conflict{Source: "/taken", Key: "/taken", There: "v3's"}) {
		t.Errorf("got the conflicts %+v", conflicts)
	}
	s.holds(want)
	again := s.migration()
	again.Hidden = []string{"/_hidden"}
	if counts, _, err = run(t.Context(), again); (counts != migrate.Counts{Created: 1, Same: 4, Conflicts: 1}) || err != nil {
		t.Errorf("the second time: got %+v, %v", counts, err)
	}
	want["/_hidden"] = "unseen"
	s.holds(want)
}

// TestCopyElsewhere copies a part, changed, to another cluster, under a prefix.
func TestCopyElsewhere(t *testing.T) {
	t.Parallel()
	s, other := open(t), open(t)
	for _, key := range []string{"/app/a", "/app/b", "/app/drop", "/apples"} {
		clienttest.Set(t, s.v2, key, "v of "+key)
	}
	m := &migrate.Migration{From: s.v2, Key: "/app", To: other.v3, Into: "/new"}
	m.Map = func(_ context.Context, i migrate.Item) (migrate.Item, bool, error) {
		i.Value += "!"
		return i, i.Key != "/app/drop", nil
	}
	counts, _, err := run(t.Context(), m)
	if (counts != migrate.Counts{Created: 2, Skipped: 1}) || err != nil {
		t.Fatalf("got %+v, %v", counts, err)
	}
	other.holds(map[string]string{"/new/app/a": "v of /app/a!", "/new/app/b": "v of /app/b!"})
	s.holds(map[string]string{})
	failing := errors.New("no")
	m.Map = func(_ context.Context, i migrate.Item) (migrate.Item, bool, error) { return i, true, failing }
	var of *migrate.MapError
	if _, _, err := run(t.Context(), m); !errors.Is(err, failing) || !errors.As(err, &of) || of.Key == "" {
		t.Errorf("got %v", err)
	}
}

// TestLeases: keys that end together share a lease, with that of their directory where it
// ends first; another run finds it again.
func TestLeases(t *testing.T) {
	t.Parallel()
	s := open(t)
	mkdir := func(key string, ttl uint64) {
		if _, err := s.v2.Mkdir(t.Context(), key, client.SetOptions{TTL: &ttl}); err != nil {
			t.Fatal(err)
		}
	}
	set := func(key string, ttl uint64) {
		if _, err := s.v2.Set(t.Context(), key, key, client.SetOptions{TTL: &ttl}); err != nil {
			t.Fatal(err)
		}
	}
	mkdir("/short", 500)
	clienttest.Set(t, s.v2, "/short/a", "/short/a")
	set("/short/long", 9000)
	set("/short/sub/soon", 100)
	set("/long", 9000)
	clienttest.Set(t, s.v2, "/ever", "/ever")
	for n := range 2 {
		counts, _, err := run(t.Context(), s.migration())
		want := migrate.Counts{Created: 5, Leases: 3}
		if n > 0 {
			want = migrate.Counts{Same: 5}
		}
		if counts != want || err != nil {
			t.Fatalf("got %+v, %v", counts, err)
		}
	}
	leases := map[string]int64{}
	for kv, err := range s.v3.All(t.Context(), "", false) {
		if err != nil {
			t.Fatal(err)
		}
		leases[string(kv.Key)] = kv.Lease
	}
	if leases["/ever"] != 0 || leases["/short/a"] != leases["/short/long"] || leases["/short/sub/soon"] >= leases["/short/a"] || leases["/short/a"] >= leases["/long"] {
		t.Errorf("got the leases %v", leases)
	}
	below := s.migration()
	below.Key, below.Into = "/short/long", "/x" // whose directory ends first
	if _, _, err := run(t.Context(), below); err != nil {
		t.Fatal(err)
	}
	got, err := s.v3.Range(t.Context(), gateway.Range{Key: []byte("/x/short/long")})
	if err != nil || len(got.KVs) != 1 || got.KVs[0].Lease != leases["/short/a"] {
		t.Errorf("got %+v, %v", got.KVs, err)
	}
	permanent := s.migration()
	permanent.NoTTL, permanent.Into = true, "/permanent"
	if counts, _, err := run(t.Context(), permanent); (counts != migrate.Counts{Created: 1, Skipped: 4}) || err != nil {
		t.Errorf("without ttls: got %+v, %v", counts, err)
	}
}

// TestExpires: a key with a ttl goes in v3 too.
func TestExpires(t *testing.T) {
	t.Parallel()
	s := open(t)
	if _, err := s.v2.Set(t.Context(), "/soon", "x", client.SetOptions{TTL: new(uint64(2))}); err != nil {
		t.Fatal(err)
	}
	if counts, _, err := run(t.Context(), s.migration()); counts.Created != 1 || err != nil {
		t.Fatalf("got %+v, %v", counts, err)
	}
	for deadline := time.Now().Add(clienttest.LongTimeout); len(s.all()) > 0; {
		if time.Now().After(deadline) {
			t.Fatal("the key is still there")
		}
	}
}

// TestCanceled: what was broken off at any batch is completed by another run.
func TestCanceled(t *testing.T) {
	t.Parallel()
	s := open(t)
	want := s.fill(700)
	for stop := range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		m := s.migration()
		source, err := m.Read(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var n atomic.Int32
		m.Progress = func(int) {
			if int(n.Add(1)) > stop {
				cancel()
			}
		}
		_, err = m.Copy(ctx, source)
		cancel()
		var broken *migrate.BrokenOff
		if !errors.As(err, &broken) || !errors.Is(err, context.Canceled) || client.IsUnknown(err) {
			t.Fatalf("got %v", err)
		}
	}
	if _, marked := s.all()[s.migration().Mark()]; marked {
		t.Error("the mark is there, and nobody is at work")
	}
	counts, conflicts, err := run(t.Context(), s.migration())
	if err != nil || counts.Created+counts.Same != len(want) || len(conflicts) > 0 {
		t.Fatalf("got %+v, %v, %v", counts, conflicts, err)
	}
	s.holds(want)
}

// TestLostAnswers: a copy whose answers get lost is broken off, and completed later.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	s := open(t)
	want := s.fill(700)
	answers := int64(3000)
	proxy := clienttest.NewCuttingProxy(t, s.v2.Endpoint(), func() int64 { answers += 4000; return answers })
	lossy := &migrate.Migration{From: s.v2, Key: "/", To: gateway.New(clienttest.Client(t, proxy.URL), gateway.User{})}
	lossy.Conflict = func(c migrate.Conflict) { t.Errorf("got %+v", c) }
	broken := 0
	for {
		source, err := lossy.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		counts, err := lossy.Copy(t.Context(), source)
		if err == nil {
			if counts.Same == 0 {
				t.Errorf("got %+v", counts)
			}
			break
		}
		if broken++; !client.IsUnknown(err) || broken > 100 {
			t.Fatalf("got %v", err)
		}
	}
	if broken == 0 {
		t.Error("no answer was lost")
	}
	s.holds(want)
}

// TestLeaderStops: a copy survives the loss of a leader, or another one completes it.
func TestLeaderStops(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	s := open(t, cluster.Endpoints()...)
	want := s.fill(700)
	s.put("/dir1/there", "before")
	maps.Copy(want, map[string]string{"/dir1/there": "before"})
	m := s.migration()
	source, err := m.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	m.Progress = func(int) {
		once.Do(func() {
			if leader, ok := cluster.Leader(); ok {
				if err := cluster.Stop(leader); err != nil {
					t.Error(err)
				}
			}
		})
	}
	_, err = m.Copy(t.Context(), source)
	for deadline := time.Now().Add(clienttest.LongTimeout); err != nil; {
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		_, err = m.Copy(t.Context(), source)
	}
	s.holds(want)
}
