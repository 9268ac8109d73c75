package v2store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/admin"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/v2store"
)

// uncounted is progress that nobody looks at.
type uncounted struct{}

func (uncounted) Add(int) {}
func (uncounted) Done()   {}

func set(t *testing.T, c *client.Client, key, value string) {
	t.Helper()
	if _, err := c.Set(t.Context(), key, value, client.SetOptions{}); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, c *client.Client, hidden ...string) *v2store.Contents {
	t.Helper()
	contents, err := v2store.Read(t.Context(), c, hidden)
	if err != nil {
		t.Fatal(err)
	}
	return contents
}

// holds gives the keys and directories of the root, those that were named too.
func holds(t *testing.T, c *client.Client, named ...string) string {
	t.Helper()
	var keys []string
	root, err := c.Get(t.Context(), "/", client.GetOptions{Recursive: true, Quorum: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range root.Node.Nodes {
		keys = append(keys, *n.Key)
	}
	for _, key := range named {
		if _, err := c.Get(t.Context(), key, client.GetOptions{Quorum: true}); err == nil {
			keys = append(keys, key)
		} else if !errors.Is(err, client.ErrKeyNotFound) {
			t.Fatal(err)
		}
	}
	slices.Sort(keys)
	return strings.Join(keys, " ")
}

// All that is listed goes, and what was named; all of it is in the file before that.
func TestClear(t *testing.T) {
	t.Parallel()
	c := sandboxtest.Client(t, sandboxtest.Start(t, 1).Endpoints()...)
	for _, key := range []string{"/a/b/c", "/top", "/_hidden/x", "/a/_h"} {
		set(t, c, key, "of "+key)
	}
	if _, err := c.Mkdir(t.Context(), "/empty", client.SetOptions{}); err != nil {
		t.Fatal(err)
	}
	contents := read(t, c, "/_hidden", "/_hidden/x", "/a/_h")
	path := filepath.Join(t.TempDir(), "all.etcd2")
	files, err := contents.Write(t.Context(), path, c.Endpoint())
	if err != nil || !slices.Equal(files, []string{path}) {
		t.Fatalf("got %v, %v", files, err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"/a/b/c"`, `"/top"`, `"/_hidden/x"`, `"/a/_h"`, `mkdir! "/empty"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the file: got %s, want %s in it", text, want)
		}
	}
	done, err := contents.Clear(t.Context(), c, uncounted{})
	if err != nil || done.Keys != 4 || done.Directories != 4 || done.Left != nil {
		t.Errorf("got %+v, %v, want 4 keys and 4 directories", done, err)
	}
	if got := holds(t, c, "/_hidden", "/a/_h"); got != "" {
		t.Errorf("left: %s", got)
	}
}

// What was written after the file was, and what nobody could list, stays and is named.
func TestClearLeavesWhatNoFileHolds(t *testing.T) {
	t.Parallel()
	c := sandboxtest.Client(t, sandboxtest.Start(t, 1).Endpoints()...)
	for _, key := range []string{"/changed", "/gone", "/dir/stays", "/with/_hidden", "/replaced"} {
		set(t, c, key, "v")
	}
	contents := read(t, c)
	set(t, c, "/changed", "v")
	set(t, c, "/dir/new", "v")
	set(t, c, "/new", "v")
	for _, key := range []string{"/gone", "/replaced"} {
		if _, err := c.Delete(t.Context(), key, client.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	set(t, c, "/replaced/by/directory", "v")
	done, err := contents.Clear(t.Context(), c, uncounted{})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(done.Left)
	for i, want := range []string{"/changed was changed", "/dir has", "/replaced was changed", "/with has"} {
		if i >= len(done.Left) || !strings.HasPrefix(done.Left[i], want) {
			t.Errorf("left: got %q, want %q at %d", done.Left, want, i)
		}
	}
	if got := holds(t, c, "/dir/new", "/with/_hidden"); got != "/changed /dir /dir/new /new /replaced /with /with/_hidden" {
		t.Errorf("there: got %s", got)
	}
}

// Users and roles go too, and are in a file beside the other.
func TestClearEndsAuthentication(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	sandboxtest.EnableAuth(t, endpoint,
		sandboxtest.Put{Path: "/v2/auth/roles/reader", Body: `{"role":"reader","permissions":{"kv":{"read":["/a/*"],"write":null}}}`},
		sandboxtest.Put{Path: "/v2/auth/users/bob", Body: `{"user":"bob","password":"b","roles":["reader"]}`})
	c := sandboxtest.Client(t, strings.Replace(endpoint, "http://", "http://root:p@", 1))
	set(t, c, "/a/b", "v")
	contents := read(t, c)
	files, err := contents.Write(t.Context(), filepath.Join(t.TempDir(), "all.etcd2"), c.Endpoint())
	if err != nil || len(files) != 2 {
		t.Fatalf("got %v, %v", files, err)
	}
	text, err := os.ReadFile(files[1])
	if err != nil || !strings.Contains(string(text), `"bob"`) || !strings.Contains(string(text), `"/a/*"`) {
		t.Errorf("users: got %s, %v", text, err)
	}
	done, err := contents.Clear(t.Context(), c, uncounted{})
	if err != nil || done.Users != 2 || done.Roles != 2 {
		t.Errorf("got %+v, %v, want users bob and root, roles guest and reader", done, err)
	}
	after := read(t, sandboxtest.Client(t, endpoint))
	if after.Auth || len(after.Users)+len(after.Roles) > 0 || after.Size() > 0 {
		t.Errorf("left: %s", after.Summary())
	}
}

// A key that is listed is no hidden one, and an interrupt deletes nothing.
func TestClearRefuses(t *testing.T) {
	t.Parallel()
	c := sandboxtest.Client(t, sandboxtest.Start(t, 1).Endpoints()...)
	set(t, c, "/k", "v")
	if _, err := v2store.Read(t.Context(), c, []string{"/k"}); !errors.As(err, new(*client.Argument)) {
		t.Errorf("got %v, want k refused", err)
	}
	contents := read(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := contents.Clear(ctx, c, uncounted{}); !errors.Is(err, context.Canceled) || !errors.As(err, new(*v2store.ClearError)) {
		t.Errorf("got %v", err)
	}
	if got := holds(t, c); got != "/k" {
		t.Errorf("there: got %s", got)
	}
	if all, err := admin.Users(t.Context(), c); err != nil || len(all) > 0 {
		t.Errorf("got %v, %v", all, err)
	}
}
