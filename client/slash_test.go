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

// limited gives a server with some keys, on which the guest may do what a role for
// these patterns may. (A user with a password would cost a bcrypt a request.)
func limited(t *testing.T, patterns string, keys ...string) (url string, last uint64) {
	t.Helper()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	c := clienttest.Client(t, endpoint)
	for _, key := range keys {
		last = *clienttest.Set(t, c, key, "v").Node.ModifiedIndex
	}
	sandboxtest.EnableAuth(t, endpoint, sandboxtest.Put{
		Path: "/v2/auth/roles/guest", Body: `{"role":"guest","permissions":{"kv":{"read":[` + patterns + `],"write":[` + patterns + `]}}}`})
	return endpoint, last
}

// TestRootWithRole: etcd holds the raw path against a role's /*, which does not cover a
// path without a slash.
func TestRootWithRole(t *testing.T) {
	t.Parallel()
	url, from := limited(t, `"/*"`, "/k")
	guest := clienttest.Client(t, url)
	for _, o := range []client.GetOptions{{}, {Recursive: true}, {Quorum: true, Recursive: true}} {
		if r, err := guest.Get(t.Context(), "/", o); err != nil || len(r.Node.Nodes) != 1 {
			t.Errorf("%+v: got %+v, %v", o, r, err)
		}
	}
	if _, err := guest.CreateInOrder(t.Context(), "/", "v", client.SetOptions{}); err != nil {
		t.Error(err)
	}
	begin(t, url, "/", client.WatchOptions{Recursive: true, From: from}).want("set /k v")
}

// TestDirectoryWithRole: a role for what is in a directory allows the directory
// itself with a slash behind it.
func TestDirectoryWithRole(t *testing.T) {
	t.Parallel()
	url, from := limited(t, `"/rkt/*"`, "/other/c", "/rkt/a/b")
	guest := clienttest.Client(t, url)
	if _, err := guest.Get(t.Context(), "/rkt", client.GetOptions{}); err != nil {
		t.Error(err)
	}
	if r, err := guest.CreateInOrder(t.Context(), "/rkt", "v", client.SetOptions{}); err != nil || !strings.HasPrefix(*r.Node.Key, "/rkt/0") {
		t.Errorf("got %+v, %v", r, err)
	}
	begin(t, url, "/rkt", client.WatchOptions{Recursive: true, From: from}).want("set /rkt/a/b v")
	if _, err := guest.Delete(t.Context(), "/rkt", client.DeleteOptions{Recursive: true}); err != nil {
		t.Error(err)
	}
	if _, err := guest.Mkdir(t.Context(), "/rkt", client.SetOptions{}); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"another directory": ignore(guest.Get(t.Context(), "/other", client.GetOptions{})),
		"the root":          ignore(guest.Get(t.Context(), "/", client.GetOptions{})),
		"a file":            ignore(guest.Set(t.Context(), "/rkt", "v", client.SetOptions{})),
		"a delete of one":   ignore(guest.Delete(t.Context(), "/rkt", client.DeleteOptions{})),
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
	url, last := limited(t, `"/rkt/*"`, "/rkt/a", "/rkt/a")
	sent := &paths{}
	guest := clienttest.New(t, client.Config{Endpoints: []string{url}, Transport: sent})
	_ = ignore(guest.Get(t.Context(), "/rkt", client.GetOptions{}))
	_ = ignore(guest.Get(t.Context(), "/rkt", client.GetOptions{Options: client.Options{TrailingSlash: true}}))
	_ = ignore(guest.Get(t.Context(), "/", client.GetOptions{}))
	_ = ignore(guest.Set(t.Context(), "/other", "v", client.SetOptions{}))
	seen := 0
	for range guest.Watch(t.Context(), "/rkt", client.WatchOptions{Recursive: true, From: last - 1}) {
		if seen++; seen == 2 {
			break
		}
	}
	if want := []string{"/rkt", "/rkt/", "/rkt/", "/", "/other", "/rkt", "/rkt/", "/rkt/"}; !slices.Equal(sent.asked[:len(want)], want) { // a watch asks on, too
		t.Errorf("got %q, want %q", sent.asked, want)
	}
}
