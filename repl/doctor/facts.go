package doctor

import (
	"cmp"
	"context"
	"crypto/x509"
	"slices"
	"sync"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/admin"
	"etcd2sh/client/gateway"
)

// Facts are what was asked of a cluster.
type Facts struct {
	Members []Member
	Listed  error // why the members could not be listed: then they are the endpoints
	Keys
	Access
	Certificates []Certificate
	Span         time.Duration // between both times that the metrics were read; 0 for one time
}

// Member is one of the cluster's, as it answered by itself.
type Member struct {
	client.Member
	URLs    []string // where it is asked: the endpoints in use that are its own, and then its client URLs
	Err     error    // why it did not answer
	Version string
	V2      bool // it serves v2
	Leader  uint64
	Alarms  []string
	Live    error // why it could not read linearizably in v3
	Ports   []Port
	// First and Last are its metrics, which are the same where they were read one time.
	First, Last Metrics
	Measured    error // why they could not be read
}

// Keys are what can be listed of v2.
type Keys struct {
	Nodes  []*client.Node // without the root
	Unread error          // why they could not be listed
}

// Access is who may do what.
type Access struct {
	Auth    bool // v2 asks for users
	Users   []admin.User
	Roles   []admin.Role // but root
	Guest   admin.Role   // among them; without a name where there is none
	Untold  error        // why that could not be learned
	V3Users bool         // v3 asks for users
}

// Certificate is the one that an endpoint shows.
type Certificate struct {
	URL  string
	Leaf *x509.Certificate
	Err  error // why it showed none
}

// Port is a URL that a member tells its clients.
type Port struct {
	URL string
	Err error // why it does not serve
}

// Examine asks a cluster. With a span it reads the metrics a second time after it, and
// asks nothing in between. What cannot be learned is among the facts; the error is only
// that of ctx.
func Examine(ctx context.Context, c *client.Client, span time.Duration) (*Facts, error) {
	f := &Facts{Span: span}
	all, err := listMembers(ctx, c)
	if f.Listed = err; err != nil {
		all = endpointsOf(c)
	}
	f.Members = make([]Member, len(all))
	own := endpointsByMember(ctx, c)
	f.each(func(m *Member, i int) {
		m.Member, m.URLs = all[i], own[all[i].ID]
		for _, url := range m.ClientURLs {
			if !slices.Contains(m.URLs, url) {
				m.URLs = append(m.URLs, url)
			}
		}
		m.ask(ctx, c)
	})
	f.Keys = readKeys(ctx, c)
	f.Access = readAccess(ctx, c)
	f.V3Users = f.anyMember(func(m Member) bool { return gateway.WantsUser(m.Live) })
	f.Certificates = certificates(ctx, f.Members)
	f.each(func(m *Member, _ int) { m.First, m.Measured = readMetrics(ctx, c, m.URLs) })
	if span > 0 {
		wait(ctx, span)
		f.each(func(m *Member, _ int) { m.measureAgain(ctx, c) })
	} else {
		f.each(func(m *Member, _ int) { m.Last = m.First })
	}
	return f, ctx.Err()
}

// measureAgain reads the metrics a second time. Where they were not read the first time
// nothing is known of their growth.
func (m *Member) measureAgain(ctx context.Context, c *client.Client) {
	last, err := readMetrics(ctx, c, m.URLs)
	if m.Last = last; m.Measured != nil {
		m.First = last
	}
	m.Measured = cmp.Or(m.Measured, err)
}

// each does something with all members at once.
func (f *Facts) each(do func(m *Member, i int)) {
	var all sync.WaitGroup
	for i := range f.Members {
		all.Go(func() { do(&f.Members[i], i) })
	}
	all.Wait()
}

func (f *Facts) anyMember(is func(Member) bool) bool {
	for _, m := range f.Members {
		if is(m) {
			return true
		}
	}
	return false
}

func wait(ctx context.Context, span time.Duration) {
	over := time.NewTimer(span)
	defer over.Stop()
	select {
	case <-over.C:
	case <-ctx.Done():
	}
}
