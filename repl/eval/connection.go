package eval

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"

	"etcd2sh/client"
	"etcd2sh/client/recipe"
	"etcd2sh/client/transport"
	"etcd2sh/render"
	"etcd2sh/repl/race"
)

// connection is a cluster, and all that is known of it alone: with another
// cluster there is another one.
type connection struct {
	client  *client.Client
	config  client.Config
	files   transport.Files // of its TLS
	dir     string          // the current directory, canonical
	before  string          // the one before it; "" when there was none
	queues  queues
	notes   *race.Notes                 // what answers showed of other clients
	names   atomic.Pointer[memberNames] // of the members, as they were listed last
	unknown atomic.Pointer[LostWrite]   // the last one; nil when there was none
	late    late                        // writes that leave when they were given up
}

// LostWrite is a write whose outcome is unknown.
type LostWrite struct {
	*client.UnknownOutcome
	Secret bool // its value must not be shown
}

// Client gives the client in use. Another one may take its place while it is
// used behind the prompt; it works on.
func (s *Session) Client() *client.Client { return s.connection.client }

// Dir is the current directory, canonical.
func (s *Session) Dir() string { return s.connection.dir }

// DirBefore is the directory that was the current one before; ok is false when
// there was none.
func (s *Session) DirBefore() (key string, ok bool) {
	return s.connection.before, s.connection.before != ""
}

// SetDir makes another directory the current one; it is not looked at.
func (s *Session) SetDir(key string) {
	s.connection.dir, s.connection.before = key, s.connection.dir
}

// Endpoint gives the URL of the endpoint in use, without credentials.
func (s *Session) Endpoint() string { return s.connection.client.Endpoint() }

// LostWrite is the last write whose outcome nobody knows; nil if there was none.
func (s *Session) LostWrite() *LostWrite { return s.connection.unknown.Load() }

// lost keeps a write for resolve. The command around the one that made it tells of
// it, too, and knows nothing of a secret.
func (c *connection) lost(u *client.UnknownOutcome, secret bool) {
	if last := c.unknown.Load(); last != nil && last.UnknownOutcome == u && last.Secret {
		return
	}
	c.unknown.Store(&LostWrite{u, secret})
}

// Queue is the queue that takes the in-order keys below key. It is the same one
// each time: it knows what it has listed, so that not every take lists anew.
func (s *Session) Queue(key, rootKey string) *recipe.Queue {
	return s.connection.queues.of(s.connection.client, key, rootKey)
}

// Connect uses another cluster from now on, if it is there, and says what was
// found. Nothing of the old one lingers: what ran in the background ends, and
// the current directory is the root. Of config the times count. The error is
// client's, or of the access, and then the old one stays.
func (s *Session) Connect(ctx context.Context, access Access, config client.Config) (render.Map, error) {
	reached, err := s.reach(ctx, access)
	if err != nil {
		return nil, err
	}
	config.Endpoints, config.Transport, config.User = reached.Endpoints, reached.Transport, reached.User
	fresh, err := client.New(config)
	if before := s.connection.config.User; err == nil && config.User == nil && before != nil && s.sameCluster(ctx, fresh.Endpoints()) {
		config.User = before
		fresh, err = client.New(config)
	}
	if err != nil {
		return nil, err
	}
	found, err := describe(ctx, fresh)
	if err != nil {
		stays := ""
		if s.connection.client.Answered() {
			stays = s.Endpoint()
		}
		return nil, &ConnectError{Err: err, Stays: stays}
	}
	next := newConnection(fresh, config)
	next.files = access.files()
	s.use(next)
	return found, nil
}

// sameCluster reports whether endpoints are all of the cluster in use, as far as that
// tells.
func (s *Session) sameCluster(ctx context.Context, endpoints []string) bool {
	known := s.Client().Endpoints()
	if !subset(endpoints, known) && !s.rehearsed {
		members, err := s.Client().Members(ctx)
		if err != nil {
			return false // whoever they are, they get no password
		}
		for _, m := range members {
			known = append(known, m.ClientURLs...)
		}
	}
	return subset(endpoints, known)
}

func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// Other gives a client of another cluster, with the time that requests have here. Its
// exchanges are shown where those of commands are. Errors are as those of Connect.
func (f *Frame) Other(ctx context.Context, access Access) (*client.Client, error) {
	config, err := f.reach(ctx, access)
	if err != nil {
		return nil, err
	}
	config.Timeout = f.connection.config.Timeout
	other, err := client.New(config)
	if err != nil {
		return nil, err
	}
	return f.watched(other), nil
}

func newConnection(c *client.Client, config client.Config) *connection {
	return &connection{client: c, config: config, dir: "/", notes: new(race.Notes)}
}

// use puts another connection in the place of the one in use, which is closed.
func (s *Session) use(c *connection) {
	s.jobs.End()
	s.Forget()
	s.connection.close()
	s.connection = c
}

// reach is the configuration for a cluster. With the files of the start it is the
// start's transport.
func (s *Session) reach(ctx context.Context, access Access) (config client.Config, err error) {
	if s.rehearsed { // nothing is looked up, and no file is read
		if access.Discovery.Domain != "" {
			return config, errRehearsed
		}
		return client.Config{Endpoints: access.Endpoints, User: access.User, Transport: s.transport}, nil
	}
	n := s.host.Network
	n.Warn = s.Warn
	if access.files() != s.host.Access.files() {
		return n.Config(ctx, access)
	}
	config.Transport, config.User = s.transport, access.User
	config.Endpoints, err = n.endpoints(ctx, access)
	return config, err
}

// close lets the connections go, which are made anew if they are wanted again.
func (c *connection) close() {
	c.late.end()
	c.client.Close()
}

// reconfigure makes a client of a changed configuration; the connections stay.
func (c *connection) reconfigure(change func(*client.Config)) error {
	change(&c.config)
	fresh, err := c.client.Reconfigured(c.config)
	if err == nil {
		c.client = fresh
	}
	return err
}

// describe asks a cluster what it is.
func describe(ctx context.Context, c *client.Client) (render.Map, error) {
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
	c := s.connection.client
	v, err := c.Version(ctx)
	if err != nil {
		return "", err
	}
	members, err := c.Members(ctx)
	if err != nil {
		return "", err
	}
	s.connection.names.Store(namesOf(members))
	return "etcd " + v.Server + " at " + strings.Join(c.Endpoints(), ","), nil
}
