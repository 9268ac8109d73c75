package client_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestLeader: every member names the leader, and one that hears of no other names none.
func TestLeader(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	leader, _ := cluster.Leader()
	c := clienttest.Client(t, cluster.Endpoints()...)
	for i, url := range cluster.Endpoints() {
		one, err := c.Only(url)
		if err != nil {
			t.Fatal(err)
		}
		if m, err := one.Leader(t.Context()); err != nil || m.ID == "" || len(m.ClientURLs) != 1 || m.ClientURLs[0] != cluster.Endpoints()[leader] {
			t.Errorf("m%d: got %+v, %v, want %s", i, m, err, cluster.Endpoints()[leader])
		}
	}
	alone := (leader + 1) % 3
	if err := cluster.Cut(alone); err != nil {
		t.Fatal(err)
	}
	one, _ := c.Only(cluster.Endpoints()[alone])
	eventually(t, "no leader", func() bool {
		_, err := one.Leader(t.Context())
		var refused *client.Error
		return errors.As(err, &refused) && refused.Code == 0 && refused.Meta.Status == 503
	})
}

// TestOnly: another member is not asked in its place, and credentials go to an
// endpoint of the client's alone.
func TestOnly(t *testing.T) {
	t.Parallel()
	server := fakeServer(t, func(int, *http.Request) (string, bool) { return answerJSON(200, gotV), true })
	other := fakeServer(t, func(int, *http.Request) (string, bool) { return answerJSON(200, gotV), true })
	c := clienttest.Client(t, closedPort, strings.Replace(server.url, "//", "//root:p@", 1))
	if one, err := c.Only(closedPort); err != nil {
		t.Error(err)
	} else if _, err := one.Get(t.Context(), "/k", client.GetOptions{}); !errors.As(err, new(*client.Unreachable)) {
		t.Errorf("got %v, want an unreachable endpoint", err)
	}
	for url, want := range map[string]string{server.url: "GET /v2/keys/k?quorum=true as root:p", other.url: "GET /v2/keys/k?quorum=true"} {
		one, err := c.Only(url)
		if err != nil {
			t.Fatal(err)
		}
		clienttest.Get(t, one, "/k")
		saw := append(server.requests(), other.requests()...)
		if len(saw) == 0 || !slices.Contains(saw, want) {
			t.Errorf("got %q, want %q", saw, want)
		}
	}
	if _, err := c.Only("ftp://x"); err == nil {
		t.Error("got no error for a URL that is none")
	}
}
