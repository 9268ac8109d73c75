package assist

import (
	"cmp"
	"context"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/admin"
	"etcd2sh/repl/lang"
)

// Members gives the names of the members, and the IDs of those that have none yet.
func (s names) Members() []lang.Name {
	all := func(ctx context.Context, c *client.Client) ([]client.Member, error) { return c.Members(ctx) }
	return asked(s, all, func(m client.Member) lang.Name {
		return lang.Name{Text: cmp.Or(m.Name, m.ID), Doc: strings.Join(m.PeerURLs, ",")}
	})
}

// Users gives the names of the users.
func (s names) Users() []lang.Name {
	return asked(s, admin.Users, func(u admin.User) lang.Name {
		return lang.Name{Text: u.Name, Doc: strings.Join(u.RoleNames(), ",")}
	})
}

// Roles gives the names of the roles.
func (s names) Roles() []lang.Name {
	return asked(s, admin.Roles, func(r admin.Role) lang.Name { return lang.Name{Text: r.Name, Doc: r.Summary()} })
}

// asked gives names of what a server lists; none where it does not.
func asked[T any](s names, list func(context.Context, *client.Client) ([]T, error), name func(T) lang.Name) []lang.Name {
	if s.ctx == nil {
		return nil
	}
	all, err := list(s.ctx, s.Session.Client())
	if err != nil {
		return nil
	}
	var found []lang.Name
	for _, v := range all {
		found = append(found, name(v))
	}
	return found
}
