package tree_test

import (
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/tree"
)

// TestEachByDirectoryTellsWhen: of each node it tells when its directory was read, and
// that of a directory comes after that of the one above it.
func TestEachByDirectoryTellsWhen(t *testing.T) {
	t.Parallel()
	c := sandboxtest.Client(t, sandboxtest.Own(t))
	for _, key := range []string{"/d/a/x", "/d/b/y", "/d/c"} {
		clienttest.Set(t, c, key, "v")
	}
	when := map[string]time.Time{}
	var order []string
	top, _, err := tree.EachByDirectory(t.Context(), c, "/d", client.Options{}, func(n *client.Node, _ int, read time.Time) error {
		when[*n.Key] = read
		order = append(order, *n.Key)
		return nil
	})
	if err != nil || len(order) != 6 {
		t.Fatalf("got %q, %v", order, err)
	}
	if when["/d"] != top || when["/d/c"] != top || !when["/d/a"].After(top) || when["/d/a/x"] != when["/d/a"] || !when["/d/b"].After(top) {
		t.Errorf("got %v", when)
	}
}
