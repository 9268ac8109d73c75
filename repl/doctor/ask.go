package doctor

import (
	"context"
	"errors"
	"strconv"

	"etcd2sh/client"
	"etcd2sh/client/admin"
	"etcd2sh/client/gateway"
)

// listMembers lists the members by v2, or by v3 where v2 is off.
func listMembers(ctx context.Context, c *client.Client) ([]client.Member, error) {
	all, _, err := admin.Members(ctx, c)
	if foreign := (*client.NotV2)(nil); !errors.As(err, &foreign) {
		return all, err
	}
	var answer struct {
		Members []struct {
			ID         uint64 `json:"ID,string"`
			Name       string
			PeerURLs   []string
			ClientURLs []string
		}
	}
	// v3 needs no user for this. It is read linearizably, which makes no entry.
	if e := c.Post(ctx, client.Post{Path: "/v3/cluster/member/list", Body: struct{}{}, Reads: true}, &answer); e != nil {
		return nil, err
	}
	for _, m := range answer.Members {
		all = append(all, client.Member{ID: strconv.FormatUint(m.ID, 16), Name: m.Name, PeerURLs: m.PeerURLs, ClientURLs: m.ClientURLs})
	}
	return all, nil
}

// endpointsOf takes each endpoint for a member.
func endpointsOf(c *client.Client) []client.Member {
	var all []client.Member
	for _, e := range c.Endpoints() {
		all = append(all, client.Member{Name: e, ClientURLs: []string{e}})
	}
	return all
}

// endpointsByMember gives, by the member's id, the endpoints that it answers at: those that
// it tells its clients may be others, which speak gRPC alone.
func endpointsByMember(ctx context.Context, c *client.Client) map[string][]string {
	endpoints := c.Endpoints()
	ids := make([]string, len(endpoints))
	forEach(len(endpoints), func(i int) {
		alone, err := c.Only(endpoints[i])
		if err != nil {
			return
		}
		if status, err := gateway.New(alone, gateway.User{}).Status(ctx); err == nil {
			ids[i] = strconv.FormatUint(status.Header.MemberID, 16)
		}
	})
	own := map[string][]string{}
	for i, id := range ids {
		if id != "" {
			own[id] = append(own[id], endpoints[i])
		}
	}
	return own
}

// ask has the member say how it is.
func (m *Member) ask(ctx context.Context, c *client.Client) {
	if len(m.ClientURLs) == 0 {
		return
	}
	together(func() { m.askPorts(ctx, c) }, func() { m.askServer(ctx, c) })
}

// askServer asks it where it answers first.
func (m *Member) askServer(ctx context.Context, c *client.Client) {
	alone, err := c.Only(m.URLs...)
	if err != nil {
		m.Err = err
		return
	}
	version, err := alone.Version(ctx)
	if m.Err = err; err != nil {
		return
	}
	m.Version = version.Server
	_, err = alone.Get(ctx, "/", client.GetOptions{})
	switch {
	case err == nil || errors.As(err, new(*client.Error)):
		m.V2 = true
	case !errors.As(err, new(*client.NotV2)):
		m.V2Untold = err
	}
	m.askGateway(ctx, alone)
}

// askGateway learns by v3 what it tells whoever asks, and by v2 what is left.
func (m *Member) askGateway(ctx context.Context, alone *client.Client) {
	v3 := gateway.New(alone, gateway.User{})
	var status gateway.Status
	if status, m.Status = v3.Status(ctx); m.Status == nil {
		m.Leader, m.Alarms = status.Leader, status.Errors
	} else if leader, err := alone.Leader(ctx); err == nil {
		m.Leader, _ = strconv.ParseUint(leader.ID, 16, 64) // 0 is that of none
	} else if !errors.As(err, new(*client.Error)) { // etcd refuses where it knows of none
		m.Unled = err
	}
	_, m.Live = v3.Range(ctx, gateway.Range{Key: []byte("/"), KeysOnly: true, Limit: 1})
}

// askPorts asks at each URL alone whether anything that is etcd's serves there.
func (m *Member) askPorts(ctx context.Context, c *client.Client) {
	m.Ports = make([]Port, len(m.ClientURLs))
	forEach(len(m.Ports), func(i int) {
		url := m.ClientURLs[i]
		alone, err := c.Only(url)
		if err == nil {
			_, err = alone.Version(ctx)
		}
		m.Ports[i] = Port{url, err}
	})
}

// readKeys lists all of v2 as the member in use has it, after a read of v3 that shows
// that it keeps up with the others.
func readKeys(ctx context.Context, c *client.Client) Keys {
	alone, err := c.Only(c.Endpoint())
	if err != nil {
		return Keys{Unread: err}
	}
	// Without a gateway what is listed may be of a moment ago.
	_, _ = gateway.New(alone, gateway.User{}).Range(ctx, gateway.Range{Key: []byte("/"), KeysOnly: true, Limit: 1})
	r, err := alone.Get(ctx, "/", client.GetOptions{Recursive: true})
	if err != nil {
		return Keys{Unread: err}
	}
	return Keys{Nodes: flat(nil, r.Node.Nodes)}
}

func flat(all, nodes []*client.Node) []*client.Node {
	for _, n := range nodes {
		all = flat(append(all, n), n.Nodes)
	}
	return all
}

// readAccess learns whom v2 lets do what.
func readAccess(ctx context.Context, c *client.Client) Access {
	var a Access
	if a.Auth, a.Untold = admin.Enabled(ctx, c); a.Untold != nil {
		return a
	}
	if a.Users, a.Untold = admin.Users(ctx, c); a.Untold != nil {
		return a
	}
	roles, err := admin.Roles(ctx, c)
	a.Untold = err
	for _, r := range roles {
		if r.Name == admin.Guest {
			a.Guest = r
		}
		if r.Name != admin.Root { // which is always there, and no data
			a.Roles = append(a.Roles, r)
		}
	}
	return a
}

// readMetrics reads those of a member.
func readMetrics(ctx context.Context, c *client.Client, urls []string) (Metrics, error) {
	if len(urls) == 0 {
		return nil, nil
	}
	alone, err := c.Only(urls...)
	if err != nil {
		return nil, err
	}
	text, err := alone.Text(ctx, "/metrics")
	return parseMetrics(text), err
}
