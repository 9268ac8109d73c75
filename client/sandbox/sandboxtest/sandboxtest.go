// Package sandboxtest gives tests a real etcd that ends with the test. [Start]
// starts a sandbox of one's own; [Server] gives one that is empty, or the server
// that ETCD2SH_TEST_ENDPOINT names, whose data it deletes. It is for tests alone:
// no program imports it.
package sandboxtest

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox"
)

// Variable names the environment variable with the URL of a server to test
// against. Everything in that server's store is deleted.
const Variable = "ETCD2SH_TEST_ENDPOINT"

// Empty is the index of a sandbox in which nobody has written yet.
const Empty = 3

// Start starts a sandbox of n members, which ends with the test.
func Start(t testing.TB, n int) *sandbox.Cluster {
	t.Helper()
	return start(t, sandbox.Config{Members: n})
}

func start(t testing.TB, cfg sandbox.Config) *sandbox.Cluster {
	t.Helper()
	c, err := sandbox.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// Losing starts a sandbox of one member. What it gives beside it has the member
// lose all its data: it is stopped, and back with the same identity and an empty
// store.
func Losing(t testing.TB) (c *sandbox.Cluster, lose func()) {
	t.Helper()
	dir := t.TempDir()
	c, err := sandbox.Start(t.Context(), sandbox.Config{Members: 1, DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c, func() {
		t.Helper()
		err := c.Stop(0)
		if err == nil {
			err = os.RemoveAll(filepath.Join(dir, "m0"))
		}
		if err == nil {
			err = c.Restart(t.Context(), 0)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Server gives the endpoint of an empty store, and how far its index is beyond
// that of an empty sandbox: 0, unless the server is the one that Variable
// names. Tests that use Server do not run in parallel with each other there:
// they share one store.
func Server(t testing.TB) (endpoint string, offset uint64) {
	t.Helper()
	endpoint = os.Getenv(Variable)
	if endpoint == "" {
		return Start(t, 1).Endpoints()[0], 0
	}
	return endpoint, Clear(t, endpoint) - Empty
}

// Own gives the endpoint of an empty store that nothing was ever in, for a test about
// its whole history or its members' names: a sandbox's, whatever Variable says.
func Own(t testing.TB) string {
	t.Helper()
	return Start(t, 1).Endpoints()[0]
}

// External reports whether Server gives the server that Variable names.
func External() bool { return os.Getenv(Variable) != "" }

// timeout is how long an answer may take: other tests share the machine.
const timeout = time.Minute

// Client gives a client of endpoints that waits longer for answers than a person
// would.
func Client(t testing.TB, endpoints ...string) *client.Client {
	t.Helper()
	c, err := client.New(client.Config{Endpoints: endpoints, Timeout: timeout})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// Put is one PUT to a server, of JSON, as its users and roles are made.
type Put struct{ Path, Body string }

// EnableAuth turns a server's authentication on, with the password p for root,
// after other puts.
func EnableAuth(t testing.TB, endpoint string, puts ...Put) {
	t.Helper()
	for _, put := range append(puts, Put{"/v2/auth/users/root", `{"user":"root","password":"p"}`}, Put{"/v2/auth/enable", ""}) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, endpoint+put.Path, strings.NewReader(put.Body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode/100 != 2 {
			t.Fatalf("PUT %s: got %s", put.Path, resp.Status)
		}
	}
}

// Clear deletes all that can be listed in a store and gives its index.
func Clear(t testing.TB, endpoint string) uint64 {
	t.Helper()
	c := Client(t, endpoint)
	root, err := c.Get(context.Background(), "/", client.GetOptions{Quorum: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range root.Node.Nodes {
		_, err := c.Delete(context.Background(), *n.Key, client.DeleteOptions{Recursive: true})
		if err != nil && !errors.Is(err, client.ErrKeyNotFound) {
			t.Fatal(err)
		}
	}
	root, err = c.Get(context.Background(), "/", client.GetOptions{Quorum: true})
	if err != nil {
		t.Fatal(err)
	}
	return *root.Meta.EtcdIndex
}
