package migrate_test

import (
	"context"
	"fmt"
	"maps"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/migrate"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/tree"
)

// stores are the v2 and the v3 store of one sandbox.
type stores struct {
	*testing.T
	v2 *client.Client
	v3 *gateway.Gateway
}

func open(t *testing.T, endpoints ...string) stores {
	t.Helper()
	if len(endpoints) == 0 {
		endpoints = sandboxtest.Start(t, 1).Endpoints()
	}
	c := clienttest.Client(t, endpoints...)
	return stores{t, c, gateway.New(c, gateway.User{})}
}

// migration is one of all keys within one cluster.
func (s stores) migration() *migrate.Migration {
	return &migrate.Migration{From: s.v2, Key: "/", To: s.v3}
}

// fill writes keys of v2's, and gives them as v3 shall have them.
func (s stores) fill(n int) map[string]string {
	s.Helper()
	want := map[string]string{}
	var nodes []*client.Node
	for i := range n {
		key, value := fmt.Sprintf("/dir%d/k%04d", i%7, i), fmt.Sprintf("value %d", i)
		want[key] = value
		nodes = append(nodes, &client.Node{Key: &key, Value: &value})
	}
	_, err := tree.Each(nodes, func(n *client.Node) error {
		_, err := s.v2.Set(s.Context(), *n.Key, *n.Value, client.SetOptions{})
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return want
}

// put writes a key of v3's.
func (s stores) put(key, value string) {
	s.Helper()
	_, err := s.v3.Txn(s.Context(), gateway.Txn{Success: []gateway.Op{{Put: &gateway.Put{Key: []byte(key), Value: []byte(value)}}}})
	if err != nil {
		s.Fatal(err)
	}
}

// all is what v3 holds.
func (s stores) all() map[string]string {
	s.Helper()
	got := map[string]string{}
	for kv, err := range s.v3.All(s.Context(), "", false) {
		if err != nil {
			s.Fatal(err)
		}
		got[string(kv.Key)] = string(kv.Value)
	}
	return got
}

// holds checks what v3 holds: that and nothing else.
func (s stores) holds(want map[string]string) {
	s.Helper()
	if got := s.all(); !maps.Equal(got, want) {
		if len(got)+len(want) > 40 {
			s.Fatalf("v3 holds %d keys, want %d, or others", len(got), len(want))
		}
		s.Fatalf("v3 holds %q\nwant %q", got, want)
	}
}

// run reads, checks and copies; it gives the conflicts, too.
func run(ctx context.Context, m *migrate.Migration) (counts migrate.Counts, conflicts []migrate.Conflict, err error) {
	source, err := m.Read(ctx)
	if err == nil {
		err = m.Check(ctx, source)
	}
	if err != nil {
		return counts, nil, err
	}
	m.Conflict = func(c migrate.Conflict) { conflicts = append(conflicts, c) }
	counts, err = m.Copy(ctx, source)
	return counts, conflicts, err
}
