package client_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

func TestListing(t *testing.T) {
	c := realClient(t)
	for _, key := range []string{"/l/b", "/l/a/y", "/l/a/x", "/l/_hidden", "/l/C", "/l/é"} {
		clienttest.Set(t, c, key, key)
	}
	clienttest.Mkdir(t, c, "/l/empty")
	for name, try := range map[string]struct {
		key  string
		o    client.GetOptions
		want string
	}{
		"level":     {"/l", client.GetOptions{Sorted: true}, "/l [/l/C /l/a /l/b /l/empty /l/é]"},
		"tree":      {"/l", client.GetOptions{Sorted: true, Recursive: true}, "/l [/l/C /l/a [/l/a/x /l/a/y] /l/b /l/empty /l/é]"},
		"quorum":    {"/l/a", client.GetOptions{Sorted: true, Quorum: true}, "/l/a [/l/a/x /l/a/y]"},
		"file":      {"/l/b", client.GetOptions{Recursive: true}, "/l/b"},
		"hidden":    {"/l/_hidden", client.GetOptions{}, "/l/_hidden"},
		"empty":     {"/l/empty", client.GetOptions{Recursive: true}, "/l/empty"},
		"from root": {"/", client.GetOptions{Sorted: true}, "/ [/l]"},
	} {
		r, err := c.Get(t.Context(), try.key, try.o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := tree(t, r.Node); got != try.want || r.Action != "get" {
			t.Errorf("%s: got %s %s, want %s", name, r.Action, got, try.want)
		}
	}
}

// tree writes a node's key and those of its children; a file must hold its key.
func tree(t *testing.T, n *client.Node) string {
	key := "/"
	if n.Key != nil {
		key = *n.Key
	}
	if n.Dir != (n.Value == nil) || !n.Dir && *n.Value != key {
		t.Errorf("got %+v, want either a directory or a value that is the key", n)
	}
	if len(n.Nodes) == 0 {
		return key
	}
	var children []string
	for _, child := range n.Nodes {
		children = append(children, tree(t, child))
	}
	return key + " " + fmt.Sprint(children)
}

func TestWatch(t *testing.T) {
	c := realClient(t)
	w, begun := watcher(t, c.Endpoints()[0], clienttest.LongTimeout)
	at := *clienttest.Set(t, c, "/w/k", "0").Node.ModifiedIndex
	type result struct {
		r   *client.Response
		err error
	}
	watch := func(key string, o client.GetOptions) chan result {
		o.Wait = true
		done := make(chan result, 1)
		go func() {
			r, err := w.Get(t.Context(), key, o)
			done <- result{r, err}
		}()
		return done
	}
	file, dir, none := watch("/w/k", client.GetOptions{}), watch("/w", client.GetOptions{Recursive: true}), watch("/w/new", client.GetOptions{})
	future := watch("/w/k", client.GetOptions{WaitIndex: new(at + 2)})
	for range 4 {
		<-begun
	}
	clienttest.Set(t, c, "/other", "v")
	clienttest.Set(t, c, "/w/k", "1")
	clienttest.Set(t, c, "/w/new", "2")
	for name, want := range map[string]struct {
		done  chan result
		value string
	}{"file": {file, "1"}, "directory": {dir, "1"}, "missing": {none, "2"}, "future": {future, "1"}} {
		got := <-want.done
		if got.err != nil || *got.r.Node.Value != want.value || got.r.Action != "set" {
			t.Errorf("%s: got %+v, %v, want a set of %q", name, got.r, got.err, want.value)
		}
	}
	first, err := c.Get(t.Context(), "/w/k", client.GetOptions{Wait: true, WaitIndex: &at})
	if err != nil || *first.Node.Value != "0" || first.Meta.EtcdIndex == nil || *first.Meta.EtcdIndex != at+3 {
		t.Errorf("got %+v, %v, want the first write and the index now, %d", first, err, at+3)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(time.Millisecond, cancel)
	if r, err := c.Get(ctx, "/w/k", client.GetOptions{Wait: true}); err != context.Canceled {
		t.Errorf("got %+v, %v, want context.Canceled", r, err)
	}
	for range 1001 {
		clienttest.Set(t, c, "/other", "v")
	}
	_, err = c.Get(t.Context(), "/w/k", client.GetOptions{Wait: true, WaitIndex: &at})
	wantCode(t, err, client.ErrHistoryCleared)
}

// TestWatchOutlivesTimeout: a long poll is not bound by the client's time.
func TestWatchOutlivesTimeout(t *testing.T) {
	endpoint := realClient(t).Endpoints()[0]
	c, begun := watcher(t, endpoint, 50*time.Millisecond)
	writer := clienttest.Client(t, endpoint)
	done := make(chan error, 1)
	go func() {
		_, err := c.Get(t.Context(), "/k", client.GetOptions{Wait: true})
		done <- err
	}()
	<-begun
	select {
	case err := <-done:
		t.Fatalf("got %v before anything was written", err)
	case <-time.After(150 * time.Millisecond):
	}
	clienttest.Set(t, writer, "/k", "v")
	if err := <-done; err != nil {
		t.Error(err)
	}
	o := client.Options{Timeout: 20 * time.Millisecond}
	_, err := c.Get(t.Context(), "/k", client.GetOptions{Wait: true, Options: o})
	if timeout, ok := err.(*client.Timeout); !ok || timeout.After != o.Timeout {
		t.Errorf("got %v (%T), want a *Timeout after %v", err, err, o.Timeout)
	}
}

func TestMeta(t *testing.T) {
	c := realClient(t)
	written := clienttest.Set(t, c, "/k", "v")
	at := *written.Node.ModifiedIndex
	read, err := c.Get(t.Context(), "/k", client.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]client.Meta{"set": written.Meta, "get": read.Meta} {
		if m.EtcdIndex == nil || *m.EtcdIndex != at || m.RaftIndex == nil || m.RaftTerm == nil || m.ClusterID == nil || *m.ClusterID == "" || m.Leader != nil {
			t.Errorf("%s: got %+v, want the index %d, the raft's and the cluster's", name, m, at)
		}
	}
	if written.Meta.Status != 201 || read.Meta.Status != 200 {
		t.Errorf("got statuses %d and %d, want 201 and 200", written.Meta.Status, read.Meta.Status)
	}
	_, err = c.Update(t.Context(), "/none/x", "v", client.SetOptions{})
	refused, ok := err.(*client.Error)
	if !ok {
		t.Fatalf("got %v (%T), want an *Error", err, err)
	}
	m := refused.Meta
	if m.Status != 404 || *m.EtcdIndex != at || m.ClusterID == nil || m.RaftIndex != nil || m.RaftTerm != nil {
		t.Errorf("got %+v of a refusal, want status 404, index %d and no raft index", m, at)
	}
	if refused.Index != at || refused.Cause != "/none" || refused.Message != "Key not found" {
		t.Errorf("got %+v, want index %d and the cause /none", refused, at)
	}
	if want := fmt.Sprintf("100: Key not found (/none) [%d]", at); err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestRefusals(t *testing.T) {
	c := realClient(t)
	clienttest.Set(t, c, "/file", "v")
	clienttest.Set(t, c, "/dir/a", "v")
	for name, try := range map[string]struct {
		want client.Code
		do   func(ctx context.Context) (*client.Response, error)
	}{
		"missing":      {client.ErrKeyNotFound, func(ctx context.Context) (*client.Response, error) { return c.Get(ctx, "/none", client.GetOptions{}) }},
		"below a file": {client.ErrNotDir, func(ctx context.Context) (*client.Response, error) { return c.Get(ctx, "/file/x", client.GetOptions{}) }},
		"set a directory": {client.ErrNotFile, func(ctx context.Context) (*client.Response, error) {
			return c.Set(ctx, "/dir", "v", client.SetOptions{})
		}},
		"delete a directory": {client.ErrNotFile, func(ctx context.Context) (*client.Response, error) {
			return c.Delete(ctx, "/dir", client.DeleteOptions{})
		}},
		"delete a full one": {client.ErrDirNotEmpty, func(ctx context.Context) (*client.Response, error) {
			return c.Delete(ctx, "/dir", client.DeleteOptions{Dir: true})
		}},
		"compare": {client.ErrCompareFailed, func(ctx context.Context) (*client.Response, error) {
			return c.CompareAndSwap(ctx, "/file", "w", "x", client.SetOptions{})
		}},
		"create": {client.ErrKeyExists, func(ctx context.Context) (*client.Response, error) {
			return c.Set(ctx, "/file", "w", client.SetOptions{PrevExist: new(false)})
		}},
	} {
		r, err := try.do(t.Context())
		if r != nil {
			t.Errorf("%s: got %+v beside the error", name, r)
		}
		wantCode(t, err, try.want)
	}
	wantValue(t, c, "/file", new("v"))
	wantValue(t, c, "/dir/a", new("v"))
	if _, err := c.Delete(t.Context(), "/dir", client.DeleteOptions{Recursive: true}); err != nil {
		t.Error(err)
	}
	wantValue(t, c, "/dir", nil)
}

// TestPassword turns the server's authentication on. A wrong password is
// refused even where a guest, who has none, may do all.
func TestPassword(t *testing.T) {
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	sandboxtest.EnableAuth(t, endpoint, sandboxtest.Put{Path: "/v2/auth/users/other", Body: `{"user":"other","password":"p@ss/w:rd %","roles":["root"]}`})
	host := strings.TrimPrefix(endpoint, "http://")
	for _, name := range []string{"http://root:wrong@" + host, "http://nobody@" + host} {
		_, err := clienttest.Client(t, name).Set(t.Context(), "/k", "v", client.SetOptions{})
		wantCode(t, err, client.ErrUnauthorized)
	}
	c := clienttest.Client(t, "http://other:p%40ss%2Fw%3Ard%20%25@"+host)
	clienttest.Set(t, c, "/k", "v")
	wantValue(t, c, "/k", new("v"))
	if got := c.Endpoints(); !slices.Equal(got, []string{endpoint}) {
		t.Errorf("got %q, want %q", got, endpoint)
	}
}
