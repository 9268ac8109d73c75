package v2store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/admin"
	"etcd2sh/client/tree"
	"etcd2sh/repl/doctor"
	"etcd2sh/repl/dump"
	"etcd2sh/repl/file"
)

// Contents is all of v2 that can be listed or was named.
type Contents struct {
	Tree  tree.Tree
	Auth  bool // users are asked for
	Users []admin.User
	Roles []admin.Role // but root, which is no data
}

// Read reads all that is there, and the keys with hidden names that are given.
func Read(ctx context.Context, c *client.Client, hidden []string) (*Contents, error) {
	h, err := &Contents{}, error(nil)
	if h.Tree, err = tree.Read(ctx, c, "/", true, client.Options{}); err != nil {
		return nil, err
	}
	for i, key := range hidden {
		if !strings.Contains(key, "/_") {
			return nil, &client.Argument{Name: "hidden key", Reason: fmt.Sprintf("%s has no name that begins with _, so that it is listed and deleted anyhow", key)}
		}
		if slices.ContainsFunc(hidden[:i], func(other string) bool { return tree.IsWithin(key, other) }) {
			continue
		}
		t, err := tree.Read(ctx, c, key, true, client.Options{})
		if err != nil {
			return nil, err
		}
		h.Tree.Graft(t)
	}
	if h.Auth, err = admin.Enabled(ctx, c); err != nil {
		return nil, err
	}
	if h.Users, err = admin.Users(ctx, c); err != nil {
		return nil, err
	}
	roles, err := admin.Roles(ctx, c)
	for _, r := range roles {
		if r.Name != admin.Root {
			h.Roles = append(h.Roles, r)
		}
	}
	return h, err
}

// FileName names a file in the current directory after the cluster and the time.
func (h *Contents) FileName(ctx context.Context, c *client.Client) (string, error) {
	r, err := c.Get(ctx, "/", client.GetOptions{})
	if err != nil {
		return "", err
	}
	cluster := "cluster"
	if r.Meta.ClusterID != nil {
		cluster = *r.Meta.ClusterID
	}
	return filepath.Join(".", fmt.Sprintf("etcd2sh-%s-%s.etcd2", cluster, h.Tree.Read.UTC().Format("20060102T150405Z"))), nil
}

// FileExists says that a file is there already. It may be the only copy of what was
// deleted after it was written, so that it is never replaced.
type FileExists struct{ Path string }

func (e *FileExists) Error() string {
	return e.Path + " is there already, and may hold what is nowhere else; name another file"
}

// Write writes everything to files and gives their paths: a dump at path, which source
// names as the server that it is of, and users and roles, if there are any, beside it.
// Where one of them is there already, the error is a [*FileExists], and neither is
// written.
func (h *Contents) Write(ctx context.Context, path, source string) ([]string, error) {
	users := strings.TrimSuffix(path, filepath.Ext(path)) + ".users.json"
	for _, p := range []string{path, users} {
		if _, err := os.Lstat(p); !errors.Is(err, fs.ErrNotExist) {
			return nil, cmp.Or(err, error(&FileExists{p}))
		}
	}
	w := dump.Writer{Form: dump.Commands, Contents: dump.OfTree(&h.Tree), Header: dump.Header{Root: "/", Source: source, Index: h.Tree.Index, Time: h.Tree.Read}}
	if err := file.Write(path, func(out io.Writer) error { return w.Write(ctx, out) }); err != nil {
		return nil, err
	}
	if len(h.Users)+len(h.Roles) == 0 {
		return []string{path}, nil
	}
	text, err := json.MarshalIndent(h.access(), "", "  ")
	if err == nil {
		err = file.Write(users, func(out io.Writer) error {
			_, err := out.Write(append(text, '\n'))
			return err
		})
	}
	return []string{path, users}, err
}

// access is users and roles in the words of etcd's API.
func (h *Contents) access() any {
	type rights struct {
		Read  []string `json:"read"`
		Write []string `json:"write"`
	}
	type role struct {
		Role string `json:"role"`
		KV   rights `json:"kv"`
	}
	type user struct {
		User  string   `json:"user"`
		Roles []string `json:"roles"`
	}
	all := struct {
		Time    time.Time `json:"time"`
		Enabled bool      `json:"enabled"`
		Users   []user    `json:"users"`
		Roles   []role    `json:"roles"`
	}{Time: h.Tree.Read.UTC(), Enabled: h.Auth}
	for _, u := range h.Users {
		all.Users = append(all.Users, user{u.Name, u.RoleNames()})
	}
	for _, r := range h.Roles {
		all.Roles = append(all.Roles, role{r.Name, rights{r.Read, r.Write}})
	}
	return all
}

// Size counts the nodes.
func (h *Contents) Size() int { return h.Tree.Size() - 1 }

// Empty reports whether there is nothing to delete.
func (h *Contents) Empty() bool {
	return h.Size()+len(h.Users)+len(h.Roles) == 0 && !h.Auth
}

// Summary says how much there is, in words.
func (h *Contents) Summary() string {
	keys := len(h.Tree.Files)
	text := doctor.Amounts(keys, h.Size()-keys, len(h.Users), len(h.Roles))
	if h.Auth {
		text += ", and disable authentication"
	}
	return text
}
