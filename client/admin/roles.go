package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"etcd2sh/client"
)

const rolesPath = "/v2/auth/roles"

// Guest is the role of whoever gives no user. etcd makes it when authentication is
// enabled, with [Everything], unless it is there.
const Guest = "guest"

// Everything is the pattern of all keys.
const Everything = "/*"

// Role is what may be read and what written: paths, of which one that ends in a * is
// for all that begin as it does.
type Role struct {
	Name        string
	Read, Write []string
}

// Summary tells in a few words what the role allows.
func (r Role) Summary() string {
	read, write := listed(r.Read), listed(r.Write)
	switch {
	case read == write:
		return "read and write " + read
	case len(r.Read) == 0:
		return "read nothing and write " + write
	}
	return "read " + read + ", and write " + write
}

func listed(paths []string) string {
	switch {
	case len(paths) == 0:
		return "nothing"
	case slices.Contains(paths, Everything):
		return "everything"
	}
	return strings.Join(paths, ", ")
}

// roleAnswer is a role as etcd tells it.
type roleAnswer struct {
	Role        string  `json:"role"`
	Permissions changes `json:"permissions"`
}

type changes struct {
	KV struct {
		Read  []string `json:"read"`
		Write []string `json:"write"`
	} `json:"kv"`
}

func (a roleAnswer) role() Role { return Role{a.Role, a.Permissions.KV.Read, a.Permissions.KV.Write} }

// roleName is a role of a user, which etcd tells whole, or by its name.
type roleName Role

// UnmarshalJSON reads either.
func (r *roleName) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(text, []byte(`"`)) {
		return json.Unmarshal(text, &r.Name)
	}
	var answer roleAnswer
	err := json.Unmarshal(text, &answer)
	*r = roleName(answer.role())
	return err
}

// roleChange is what etcd takes for a new role, and for a change.
type roleChange struct {
	Role   string   `json:"role"`
	Grant  *changes `json:"grant,omitempty"`
	Revoke *changes `json:"revoke,omitempty"`
}

// Roles lists the roles by name; root is always there.
func Roles(ctx context.Context, c *client.Client) ([]Role, error) {
	var answer struct {
		Roles []roleAnswer `json:"roles"`
	}
	if err := c.JSON(ctx, http.MethodGet, rolesPath, nil, &answer); err != nil {
		return nil, err
	}
	var all []Role
	for _, a := range answer.Roles {
		all = append(all, a.role())
	}
	slices.SortFunc(all, func(a, b Role) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

func roleNames(all []Role) []string {
	var names []string
	for _, r := range all {
		names = append(names, r.Name)
	}
	return names
}

// GetRole gives a role. One that is not there is [*Missing].
func GetRole(ctx context.Context, c *client.Client, name string) (Role, error) {
	all, err := Roles(ctx, c)
	if err != nil {
		return Role{}, err
	}
	i := slices.IndexFunc(all, func(r Role) bool { return r.Name == name })
	if i < 0 {
		return Role{}, &Missing{"role", name, roleNames(all)}
	}
	return all[i], nil
}

// AddRole makes a role that allows nothing yet. One that is there is [*Exists].
func AddRole(ctx context.Context, c *client.Client, name string) (Role, error) {
	if err := checkName("role", name); err != nil {
		return Role{}, err
	}
	_, err := GetRole(ctx, c, name)
	switch {
	case err == nil:
		return Role{}, &Exists{"role", name}
	case !errors.As(err, new(*Missing)):
		return Role{}, err
	}
	return changeRole(ctx, c, roleChange{Role: name})
}

// RemoveRole removes a role and gives the names of the users who still have it: etcd
// tells nothing more of those until it is taken from them.
func RemoveRole(ctx context.Context, c *client.Client, name string) (users []string, err error) {
	if err := checkName("role", name); err != nil {
		return nil, err
	}
	all, err := Users(ctx, c)
	if err != nil {
		return nil, err
	}
	for _, u := range all {
		if slices.Contains(u.RoleNames(), name) {
			users = append(users, u.Name)
		}
	}
	return users, c.JSON(ctx, http.MethodDelete, rolesPath+"/"+name, nil, nil)
}

// Permission is what is granted or revoked of a path.
type Permission struct {
	Path        string
	Read, Write bool
}

// Grant allows a role more. What it allows already is not sent.
func Grant(ctx context.Context, c *client.Client, name string, p Permission) (Role, error) {
	r, err := GetRole(ctx, c, name)
	if err == nil {
		err = checkPattern(p.Path)
	}
	if err != nil {
		return Role{}, err
	}
	p.Read, p.Write = p.Read && !slices.Contains(r.Read, p.Path), p.Write && !slices.Contains(r.Write, p.Path)
	if !p.Read && !p.Write {
		return r, nil
	}
	return changeRole(ctx, c, roleChange{Role: name, Grant: p.changes()})
}

// Revoke takes a permission from a role, as it was granted. Where it has no part of it
// that is [*Missing].
func Revoke(ctx context.Context, c *client.Client, name string, p Permission) (Role, error) {
	r, err := GetRole(ctx, c, name)
	if err != nil {
		return Role{}, err
	}
	p.Read, p.Write = p.Read && slices.Contains(r.Read, p.Path), p.Write && slices.Contains(r.Write, p.Path)
	if !p.Read && !p.Write {
		return Role{}, &Missing{"such permission", p.Path + " of " + name, paths(r)}
	}
	return changeRole(ctx, c, roleChange{Role: name, Revoke: p.changes()})
}

// paths are those that a role has permissions for.
func paths(r Role) []string {
	all := slices.Concat(r.Read, r.Write)
	slices.Sort(all)
	return slices.Compact(all)
}

func (p Permission) changes() *changes {
	var all changes
	if p.Read {
		all.KV.Read = []string{p.Path}
	}
	if p.Write {
		all.KV.Write = []string{p.Path}
	}
	return &all
}

func changeRole(ctx context.Context, c *client.Client, change roleChange) (Role, error) {
	var answer roleAnswer
	err := c.JSON(ctx, http.MethodPut, rolesPath+"/"+change.Role, change, &answer)
	return answer.role(), err
}

// checkPattern refuses a path that no key can fit.
func checkPattern(path string) error {
	if !strings.HasPrefix(path, "/") {
		return &client.Argument{Name: "path", Reason: fmt.Sprintf("%q does not begin with a slash, as those of keys do: /rkt/* is all that is in /rkt", path)}
	}
	if clean, err := client.CleanKey(path); err != nil || clean != strings.TrimSuffix(path, "/") && path != "/" {
		return &client.Argument{Name: "path", Reason: fmt.Sprintf("%q fits no key: it has a part that is empty, . or ..", path)}
	}
	return nil
}

// checkName refuses a name that cannot stand in a path.
func checkName(what, name string) error {
	if name == "" || strings.Contains(name, "/") || name == "." || name == ".." || !utf8.ValidString(name) {
		return &client.Argument{Name: what, Reason: fmt.Sprintf("%q is no name: it is text without a slash, and not . or ..", name)}
	}
	return nil
}

// without gives what of list is not in others.
func without(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(others, s) })
}

// isStatus reports whether an error is a refusal with an HTTP status.
func isStatus(err error, status int) bool {
	var refused *client.Error
	return errors.As(err, &refused) && refused.Meta.Status == status
}
