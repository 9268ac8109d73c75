package client_test

import (
	"errors"
	"net"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestNoQuorum: a member that is left alone is there, and is told from one that is not.
func TestNoQuorum(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	all := cluster.Endpoints()
	if err := cluster.Stop(1, 2); err != nil {
		t.Fatal(err)
	}
	silent, _ := clienttest.Listen(t, func(_ int, c net.Conn) { _, _ = c.Read(make([]byte, 1)); <-t.Context().Done() })
	c, err := client.New(client.Config{Endpoints: []string{all[1], all[0], "http://" + silent, all[2]}, Timeout: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	_, err = c.Get(t.Context(), "/k", client.GetOptions{Quorum: true})
	var u *client.Unreachable
	if !errors.As(err, &u) || len(u.Endpoints) != 4 {
		t.Fatalf("got %v, want each endpoint's reason", err)
	}
	for _, e := range u.Endpoints {
		if e.Answers != (e.Endpoint == all[0]) || e.Leaderless && !e.Answers {
			t.Errorf("got %+v, want %s alone to answer", e, all[0])
		}
	}
	if _, err := clienttest.Client(t, all[0]).Members(t.Context()); err != nil {
		t.Error(err)
	}
}
