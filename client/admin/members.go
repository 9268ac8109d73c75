package admin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"etcd2sh/client"
)

const membersPath = "/v2/members"

// Members lists the cluster's members, by name, and the ID of the one that leads; that
// is empty where it could not be learned: a member that knows of no leader says so.
func Members(ctx context.Context, c *client.Client) (all []client.Member, leader string, err error) {
	if all, err = c.Members(ctx); err != nil {
		return nil, "", err
	}
	slices.SortFunc(all, func(a, b client.Member) int { return strings.Compare(a.Name+" "+a.ID, b.Name+" "+b.ID) })
	m, err := c.Leader(ctx)
	if err != nil {
		return all, "", ctx.Err()
	}
	return all, m.ID, nil
}

// Added is a member that was added and has not started yet.
type Added struct {
	client.Member
	Members []client.Member // all of them, the new one too
}

// Variable is one of a process's environment.
type Variable struct{ Name, Value string }

// Environment is what the new member must be started with.
func (a Added) Environment() []Variable {
	var urls []string
	for _, m := range a.Members {
		name := m.Name
		if m.ID == a.ID {
			name = a.Name
		}
		for _, u := range m.PeerURLs {
			urls = append(urls, name+"="+u)
		}
	}
	return []Variable{{"ETCD_NAME", a.Name}, {"ETCD_INITIAL_CLUSTER", strings.Join(urls, ",")}, {"ETCD_INITIAL_CLUSTER_STATE", "existing"}}
}

// AddMember adds a member, which is to be started then. etcd is not told the name: the
// member gives it when it starts. A name or a URL that a member has is [*Exists].
//
// A cluster of one has no quorum from then on until the new member has started, and
// cannot go back.
func AddMember(ctx context.Context, c *client.Client, name string, peerURLs []string) (Added, error) {
	all, err := c.Members(ctx)
	if err != nil {
		return Added{}, err
	}
	for _, m := range all {
		if m.Name == name {
			return Added{}, &Exists{"member", name}
		}
		if err := free(m, peerURLs); err != nil {
			return Added{}, err
		}
	}
	var m client.Member
	err = c.JSON(ctx, http.MethodPost, membersPath, map[string][]string{"peerURLs": peerURLs}, &m)
	now, listed := c.Members(ctx)
	if has := slices.IndexFunc(now, func(m client.Member) bool { return sameURLs(m.PeerURLs, peerURLs) }); client.IsUnknown(err) && has >= 0 {
		m, err = now[has], nil
	}
	if err != nil {
		return Added{}, explained(err)
	}
	if listed != nil { // it is added: what cannot be listed again is what it was, and the new one
		now = append(all, m)
	}
	m.Name = name
	return Added{m, now}, nil
}

// free is an error that names a URL which a member has.
func free(m client.Member, peerURLs []string) error {
	for _, u := range peerURLs {
		if slices.Contains(m.PeerURLs, u) {
			return &Exists{"member with the peer URL", u}
		}
	}
	return nil
}

func sameURLs(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// FindMember gives the member of a name or an ID. Another ID, in hexadecimal, is a
// member that is not listed, of which etcd may know that it was removed. Anything else
// is [*Missing].
func FindMember(all []client.Member, word string) (m client.Member, err error) {
	if i := slices.IndexFunc(all, func(m client.Member) bool { return m.ID == word || m.Name == word && word != "" }); i >= 0 {
		return all[i], nil
	}
	if _, err := strconv.ParseUint(word, 16, 64); err == nil {
		return client.Member{ID: word}, nil
	}
	return client.Member{}, &Missing{"member", word, labels(all)}
}

func labels(all []client.Member) []string {
	var list []string
	for _, m := range all {
		list = append(list, strings.TrimSpace(m.Name+" "+m.ID))
	}
	return list
}

// RemoveMember removes the member of an ID for good: it cannot come back with its data.
func RemoveMember(ctx context.Context, c *client.Client, id string) error {
	err := c.JSON(ctx, http.MethodDelete, membersPath+"/"+id, nil, nil)
	if client.IsUnknown(err) && changed(ctx, c, func(all []client.Member) bool { return !slices.ContainsFunc(all, has(id)) }) {
		return nil
	}
	return explained(err)
}

// UpdateMember gives the member of an ID other peer URLs.
func UpdateMember(ctx context.Context, c *client.Client, id string, peerURLs []string) error {
	all, err := c.Members(ctx)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.ID == id {
			continue
		}
		if err := free(m, peerURLs); err != nil {
			return err
		}
	}
	err = c.JSON(ctx, http.MethodPut, membersPath+"/"+id, map[string][]string{"peerURLs": peerURLs}, nil)
	switch {
	case client.IsUnknown(err) && !slices.ContainsFunc(all, has(id)):
		return &Explained{err, "no member is listed with this ID: it was removed, or never was one"}
	case client.IsUnknown(err) && changed(ctx, c, func(all []client.Member) bool {
		return slices.ContainsFunc(all, func(m client.Member) bool { return m.ID == id && sameURLs(m.PeerURLs, peerURLs) })
	}):
		return nil
	}
	return explained(err)
}

func has(id string) func(client.Member) bool { return func(m client.Member) bool { return m.ID == id } }

// changed reports whether the members are listed now as they were to be.
func changed(ctx context.Context, c *client.Client, as func([]client.Member) bool) bool {
	all, err := c.Members(ctx)
	return err == nil && as(all)
}

// explained says what etcd means by a status with which it refuses to change members.
func explained(err error) error {
	var refused *client.Error
	if !errors.As(err, &refused) {
		return err
	}
	why := map[int]string{
		http.StatusNotFound:   "no member has this ID, and none ever had",
		http.StatusGone:       "a member had this ID, and was removed",
		http.StatusConflict:   "another member has this peer URL",
		http.StatusBadRequest: "a peer URL is http://HOST:PORT or https://HOST:PORT",
		http.StatusInternalServerError: "etcd gives no reason; the members are listed as before, so far. It refuses so where the change could cost the quorum: " +
			"a member is down, was added and has not started, or has started less than 5 seconds ago; or there is no quorum now",
	}[refused.Meta.Status]
	if why == "" {
		return err
	}
	return &Explained{err, why}
}

// Quorum is how many of n members must run for anything to be written.
func Quorum(n int) int { return n/2 + 1 }

// NameAndID is both, where it has a name: before it has started it has none.
func NameAndID(m client.Member) string {
	if m.Name == "" {
		return m.ID
	}
	return fmt.Sprintf("%s (%s)", m.Name, m.ID)
}
