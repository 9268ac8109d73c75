package admin_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/admin"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

// as gives a client of an endpoint with a user.
func as(t *testing.T, endpoint, user string) *client.Client {
	t.Helper()
	return clienttest.Client(t, strings.Replace(endpoint, "//", "//"+user+"@", 1))
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wantMissing(t *testing.T, err error, what, name string) {
	t.Helper()
	var m *admin.Missing
	if !errors.As(err, &m) || m.What != what || m.Name != name {
		t.Errorf("got %v (%T), want no %s %s", err, err, what, name)
	}
}

func wantExists(t *testing.T, err error, name string) {
	t.Helper()
	var e *admin.Exists
	if !errors.As(err, &e) || e.Name != name {
		t.Errorf("got %v (%T), want that %s exists", err, err, name)
	}
}

// TestUsers: nobody's password is changed by adding them, and no role is granted that
// there is not.
func TestUsers(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	c, ctx := clienttest.Client(t, endpoint), t.Context()
	must(admin.AddUser(ctx, c, "root", "p"))(t)
	must(admin.AddUser(ctx, c, "bob", "one"))(t)
	must(admin.AddRole(ctx, c, "dev"))(t)
	must(admin.Grant(ctx, c, "dev", admin.Permission{Path: "/*", Read: true}))(t)
	_, err := admin.AddUser(ctx, c, "bob", "two")
	wantExists(t, err, "bob")
	_, err = admin.AddRole(ctx, c, "dev")
	wantExists(t, err, "dev")
	_, err = admin.GrantRoles(ctx, c, "bob", []string{"dev", "ops"})
	wantMissing(t, err, "role", "ops")
	if u := must(admin.GrantRoles(ctx, c, "bob", []string{"dev"}))(t); !slices.Equal(u.RoleNames(), []string{"dev"}) {
		t.Errorf("got %+v, want the role dev", u)
	}
	if u := must(admin.GrantRoles(ctx, c, "bob", []string{"dev"}))(t); !slices.Equal(u.RoleNames(), []string{"dev"}) {
		t.Errorf("granted again: got %+v, want the role dev", u)
	}
	_, err = admin.RevokeRoles(ctx, c, "bob", []string{"ops"})
	wantMissing(t, err, "role", "ops of bob")
	wantMissing(t, admin.SetPassword(ctx, c, "zed", "x"), "user", "zed")
	_, err = admin.GetUser(ctx, c, "zed")
	wantMissing(t, err, "user", "zed")
	_, err = admin.GrantRoles(ctx, c, "zed", []string{"dev"})
	wantMissing(t, err, "user", "zed")
	for _, u := range [][2]string{{"", "p"}, {"a/b", "p"}, {"a:b", "p"}, {"..", "p"}, {"a", ""}} {
		if _, err := admin.AddUser(ctx, c, u[0], u[1]); !errors.As(err, new(*client.Argument)) {
			t.Errorf("%q: got %v, want an *Argument", u, err)
		}
	}
	if err := admin.Enable(ctx, c); err != nil {
		t.Fatal(err)
	}
	if on := must(admin.Enabled(ctx, c))(t); !on {
		t.Error("got that authentication is off")
	}
	for user, right := range map[string]bool{"bob:one": true, "bob:two": false} {
		_, err := as(t, endpoint, user).Get(ctx, "/", client.GetOptions{})
		if errors.Is(err, client.ErrUnauthorized) == right {
			t.Errorf("%s: got %v, want that password to be right: %v", user, err, right)
		}
	}
	root := as(t, endpoint, "root:p")
	if err := admin.SetPassword(ctx, root, "root", "q"); err != nil {
		t.Fatal(err)
	}
	if err := admin.Disable(ctx, root); !refusedWith(err, 401) {
		t.Errorf("got %v, want the old password refused", err)
	}
	if err := admin.Disable(ctx, as(t, endpoint, "root:q")); err != nil {
		t.Error(err)
	}
}

// refusedWith reports whether err is a refusal with an HTTP status.
func refusedWith(err error, status int) bool {
	var refused *client.Error
	return errors.As(err, &refused) && refused.Meta.Status == status
}

// TestRoleOfUsers: who has a role that is removed is named, and can be freed of it.
func TestRoleOfUsers(t *testing.T) {
	t.Parallel()
	c, ctx := clienttest.Client(t, sandboxtest.Start(t, 1).Endpoints()[0]), t.Context()
	must(admin.AddRole(ctx, c, "dev"))(t)
	must(admin.AddRole(ctx, c, "ops"))(t)
	must(admin.AddUser(ctx, c, "bob", "p"))(t)
	must(admin.GrantRoles(ctx, c, "bob", []string{"dev", "ops"}))(t)
	if users := must(admin.RemoveRole(ctx, c, "dev"))(t); !slices.Equal(users, []string{"bob"}) {
		t.Errorf("got %q, want bob", users)
	}
	if _, err := admin.GetUser(ctx, c, "bob"); !refusedWith(err, 404) || !strings.Contains(err.Error(), "dev") {
		t.Errorf("got %v, want etcd's error that names the role", err)
	}
	_, err := admin.AddUser(ctx, c, "bob", "other")
	wantExists(t, err, "bob")
	if u := must(admin.RevokeRoles(ctx, c, "bob", []string{"dev"}))(t); !slices.Equal(u.RoleNames(), []string{"ops"}) {
		t.Errorf("got %+v, want the role ops", u)
	}
	if all := must(admin.Users(ctx, c))(t); len(all) != 1 || !slices.Equal(all[0].RoleNames(), []string{"ops"}) {
		t.Errorf("got %+v, want the role ops", all)
	}
}

// TestPermissions: only what changes something is sent, and what is not granted cannot
// be revoked.
func TestPermissions(t *testing.T) {
	t.Parallel()
	c, ctx := clienttest.Client(t, sandboxtest.Start(t, 1).Endpoints()[0]), t.Context()
	must(admin.AddRole(ctx, c, "dev"))(t)
	rkt := admin.Permission{Path: "/rkt/*", Read: true}
	for range 2 {
		if r := must(admin.Grant(ctx, c, "dev", rkt))(t); !slices.Equal(r.Read, []string{"/rkt/*"}) || len(r.Write) > 0 {
			t.Errorf("got %+v, want /rkt/* to be read", r)
		}
	}
	rkt.Write = true
	if r := must(admin.Grant(ctx, c, "dev", rkt))(t); !slices.Equal(r.Read, r.Write) || len(r.Write) != 1 {
		t.Errorf("got %+v, want /rkt/* to be read and written", r)
	}
	_, err := admin.Revoke(ctx, c, "dev", admin.Permission{Path: "/x", Read: true})
	wantMissing(t, err, "such permission", "/x of dev")
	if r := must(admin.Revoke(ctx, c, "dev", rkt))(t); len(r.Read)+len(r.Write) > 0 {
		t.Errorf("got %+v, want nothing left", r)
	}
	_, err = admin.Grant(ctx, c, "ops", rkt)
	wantMissing(t, err, "role", "ops")
	for _, path := range []string{"rkt/*", "/a//b", "/../x", ""} {
		if _, err := admin.Grant(ctx, c, "dev", admin.Permission{Path: path, Read: true}); !errors.As(err, new(*client.Argument)) {
			t.Errorf("%q: got %v, want an *Argument", path, err)
		}
	}
}

// TestEnable: what guests may do is known before it is enabled.
func TestEnable(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	c, ctx := clienttest.Client(t, endpoint), t.Context()
	wantMissing(t, admin.Enable(ctx, c), "user", "root")
	if r := must(admin.GuestRights(ctx, c))(t); !slices.Equal(r.Read, []string{"/*"}) || !slices.Equal(r.Write, []string{"/*"}) {
		t.Errorf("got %+v, want everything", r)
	}
	must(admin.AddRole(ctx, c, admin.Guest))(t)
	must(admin.Grant(ctx, c, admin.Guest, admin.Permission{Path: "/public/*", Read: true}))(t)
	must(admin.AddUser(ctx, c, "root", "p"))(t)
	said := must(admin.GuestRights(ctx, c))(t)
	if err := admin.Enable(ctx, c); err != nil {
		t.Fatal(err)
	}
	if r := must(admin.GuestRights(ctx, as(t, endpoint, "root:p")))(t); !slices.Equal(r.Read, said.Read) || !slices.Equal(r.Write, said.Write) {
		t.Errorf("got %+v, was told %+v", r, said)
	}
	if err := admin.Enable(ctx, c); !refusedWith(err, 401) || !strings.HasSuffix(err.Error(), "as guest, no user was given") {
		t.Errorf("got %v, want a refusal that says as whom", err)
	}
}
