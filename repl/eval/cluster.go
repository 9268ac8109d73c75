package eval

import (
	"context"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
)

// DescribeCluster asks a cluster what it is.
func DescribeCluster(ctx context.Context, c *client.Client) (render.Map, error) {
	version, err := c.Version(ctx)
	if err != nil {
		return nil, err
	}
	members, err := c.Members(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]any, len(members))
	for i, m := range members {
		list[i] = render.Map{
			{Key: render.Keyword("id"), Value: m.ID},
			{Key: render.Keyword("name"), Value: m.Name},
			{Key: render.Keyword("clientURLs"), Value: m.ClientURLs},
		}
	}
	return render.Map{
		{Key: render.Keyword("endpoints"), Value: c.Endpoints()},
		{Key: render.Keyword("version"), Value: version.Server},
		{Key: render.Keyword("cluster-version"), Value: version.Cluster},
		{Key: render.Keyword("members"), Value: list},
	}, nil
}

// Found says in a line what the session is connected to, or why it is not.
func (s *Session) Found(ctx context.Context) (string, error) {
	v, err := s.Client.Version(ctx)
	if err != nil {
		return "", err
	}
	if _, err := s.Client.Members(ctx); err != nil {
		return "", err
	}
	return "etcd " + v.Server + " at " + strings.Join(s.Client.Endpoints(), ","), nil
}
