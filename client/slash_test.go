package client_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/transport"
)

// limited gives the URL of a server on which the guest may do nothing and bob,
// whose name is in it, what a role for these patterns may.
func limited(t *testing.T, patterns string) (root *client.Client, bob string) {
	t.Helper()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	sandboxtest.EnableAuth(t, endpoint,
		sandboxtest.Put{Path: "/v2/auth/roles/guest", Body: `{"role":"guest","permissions":{"kv":{"read":[],"write":[]}}}`},
		sandboxtest.Put{Path: "/v2/auth/roles/some", Body: `{"role":"some","permissions":{"kv":{"read":[` + patterns + `],"write":[` + patterns + `]}}}`},
		sandboxtest.Put{Path: "/v2/auth/users/bob", Body: `{"user":"bob","password":"b","roles":["some"]}`})
	as := func(who string) string { return strings.Replace(endpoint, "//", "//"+who+"@", 1) }
	return clienttest.Client(t, as("root:p")), as("bob:b")
}

// TestRootWithRole: etcd holds the raw path against a role's /*, which does not cover a
// path without a slash.
func TestRootWithRole(t *testing.T) {
	t.Parallel()
	root, url := limited(t, `"/*"`)
	bob := clienttest.Client(t, url)
	clienttest.Set(t, root, "/k", "v")
	for _, o := range []client.GetOptions{{}, {Recursive: true}, {Quorum: true, Recursive: true}} {
		if r, err := bob.Get(t.Context(), "/", o); err != nil || len(r.Node.Nodes) != 1 {
			t.Errorf("%+v: got %+v, %v", o, r, err)
		}
	}
	if _, err := bob.CreateInOrder(t.Context(), "/", "v", client.SetOptions{}); err != nil {
		t.Error(err)
	}
	set := clienttest.Set(t, root, "/k", "w")
	begin(t, url, "/", client.WatchOptions{Recursive: true, From: *set.Node.ModifiedIndex}).want("set /k w")
}

// TestDirectoryWithRole: a role for what is in a directory allows the directory
// itself with a slash behind it.
func TestDirectoryWithRole(t *testing.T) {
	t.Parallel()
	root, url := limited(t, `"/rkt/*"`)
	clienttest.Set(t, root, "/rkt/a/b", "v")
	clienttest.Set(t, root, "/other/c", "v")
	bob := clienttest.Client(t, url)
	if _, err := bob.Get(t.Context(), "/rkt", client.GetOptions{}); err != nil {
		t.Error(err)
	}
	if r, err := bob.CreateInOrder(t.Context(), "/rkt", "v", client.SetOptions{}); err != nil || !strings.HasPrefix(*r.Node.Key, "/rkt/0") {
		t.Errorf("got %+v, %v", r, err)
	}
	set := clienttest.Set(t, root, "/rkt/a/b", "w")
	begin(t, url, "/rkt", client.WatchOptions{Recursive: true, From: *set.Node.ModifiedIndex}).want("set /rkt/a/b w")
	if _, err := bob.Delete(t.Context(), "/rkt", client.DeleteOptions{Recursive: true}); err != nil {
		t.Error(err)
	}
	if _, err := bob.Mkdir(t.Context(), "/rkt", client.SetOptions{}); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"another directory": ignore(bob.Get(t.Context(), "/other", client.GetOptions{})),
		"the root":          ignore(bob.Get(t.Context(), "/", client.GetOptions{})),
		"a file":            ignore(bob.Set(t.Context(), "/rkt", "v", client.SetOptions{})),
		"a delete of one":   ignore(bob.Delete(t.Context(), "/rkt", client.DeleteOptions{})),
	} {
		if !errors.Is(err, client.ErrUnauthorized) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func ignore(_ *client.Response, err error) error { return err }

// paths keeps which keys were asked for, as they were sent.
type paths struct {
	transport.Transport
	mu    sync.Mutex
	asked []string
}

func (p *paths) RoundTrip(req *http.Request) (*http.Response, error) {
	p.mu.Lock()
	p.asked = append(p.asked, strings.TrimPrefix(req.URL.Path, "/v2/keys"))
	p.mu.Unlock()
	return p.Transport.RoundTrip(req)
}

// TestSlashesSent: what is refused is asked for once more, what was allowed with
// a slash stays so within a watch, and a slash of the caller's goes out at once.
func TestSlashesSent(t *testing.T) {
	t.Parallel()
	root, url := limited(t, `"/rkt/*"`)
	from := *clienttest.Set(t, root, "/rkt/a", "v").Node.ModifiedIndex
	clienttest.Set(t, root, "/rkt/a", "w")
	sent := &paths{}
	bob := clienttest.New(t, client.Config{Endpoints: []string{url}, Transport: sent})
	_ = ignore(bob.Get(t.Context(), "/rkt", client.GetOptions{}))
	_ = ignore(bob.Get(t.Context(), "/rkt", client.GetOptions{Options: client.Options{TrailingSlash: true}}))
	_ = ignore(bob.Get(t.Context(), "/", client.GetOptions{}))
	_ = ignore(bob.Set(t.Context(), "/other", "v", client.SetOptions{}))
	seen := 0
	for range bob.Watch(t.Context(), "/rkt", client.WatchOptions{Recursive: true, From: from}) {
		if seen++; seen == 2 {
			break
		}
	}
	if want := []string{"/rkt", "/rkt/", "/rkt/", "/", "/other", "/rkt", "/rkt/", "/rkt/"}; !slices.Equal(sent.asked[:len(want)], want) { // a watch asks on, too
		t.Errorf("got %q, want %q", sent.asked, want)
	}
}
