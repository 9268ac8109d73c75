package repl

import (
	"context"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

func init() {
	register(connect, &lang.Command{
		Name: "connect", Group: lang.GroupShell, Session: true,
		Args:    []lang.Arg{{Name: "URL[,URL…]", Kind: lang.NameArg}},
		Options: []lang.Option{timeoutOption, delayOption},
		Doc:     "use another cluster from now on", Returns: "what was found there: version and members",
		More: "The options hold for the new cluster; nothing of the old one lingers, what ran in the background ends, and the current directory is / again. " +
			"When the new one cannot be reached, or has no v2 API, the old one stays at a prompt; a script ends, even with --keep-going: what follows was not meant for the old one.",
		Example: []lang.Example{{Line: `try connect 127.0.0.1:1 catch [:type :unreachable] :nobody-there`, Result: `:nobody-there`}},
	})
}

func connect(ctx context.Context, s *Session, c lang.Call) (any, error) {
	cluster := client.Config{
		Endpoints: strings.Split(c.String(0), ","), Transport: s.cluster.Transport,
		Timeout: c.OptionDuration("timeout"), RetryDelay: c.OptionDuration("swap-retry-delay"),
	}
	fresh, err := client.New(cluster)
	if err != nil {
		return nil, err
	}
	found, err := describeCluster(ctx, fresh)
	if err != nil {
		return nil, &ConnectError{err}
	}
	s.background.end()
	s.unknown.Store(nil)
	s.queues.clear()
	s.forget()
	s.client.Close()
	s.client, s.cluster, s.dir = fresh, cluster, "/"
	return found, nil
}

// describeCluster asks a cluster what it is.
func describeCluster(ctx context.Context, c *client.Client) (render.Map, error) {
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
	v, err := s.client.Version(ctx)
	if err != nil {
		return "", err
	}
	if _, err := s.client.Members(ctx); err != nil {
		return "", err
	}
	return "etcd " + v.Server + " at " + strings.Join(s.client.Endpoints(), ","), nil
}
