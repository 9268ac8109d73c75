package doctor

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
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
	URLs     []string // where it is asked: the endpoints in use that are its own, and then its client URLs
	Err      error    // why it did not answer
	Version  string
	V2       bool  // it serves v2
	V2Untold error // why it is not known whether it does
	Leader   uint64
	Unled    error // why it told no leader, not even that it knows of none
	Alarms   []string
	Status   error // why v3 told no alarms
	Live     error // why it could not read linearizably in v3
	Ports    []Port
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
	Auth     bool // v2 asks for users
	Users    []admin.User
	Roles    []admin.Role // but root
	Guest    admin.Role   // among them; without a name where there is none
	Untold   error        // why that could not be learned
	V3Users  bool         // v3 asks for users
	V3Untold error        // why it is not known whether it does
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
// asks nothing in between. What cannot be learned is among the facts; where nobody
// answers at all there are none, and the error is why. Otherwise it is that of ctx.
func Examine(ctx context.Context, c *client.Client, span time.Duration) (*Facts, error) {
	f := &Facts{Span: span}
	var all []client.Member
	var own map[string][]string
	together(
		func() { all, f.Listed = listMembers(ctx, c) },
		func() { own = endpointsByMember(ctx, c) },
	)
	if f.Listed != nil {
		all = endpointsOf(c)
	}
	f.Members = make([]Member, len(all))
	for i, m := range all {
		f.Members[i].Member, f.Members[i].URLs = m, urlsOf(m, own[m.ID])
	}
	together(
		func() { f.each(func(m *Member, _ int) { m.ask(ctx, c) }) },
		func() { f.Keys = readKeys(ctx, c) },
		func() { f.Access = readAccess(ctx, c) },
		func() { f.Certificates = certificates(ctx, all, c.Timeout()) },
	)
	if f.Listed != nil && !f.anyMember(func(m Member) bool { return m.Err == nil }) {
		return nil, cmp.Or(ctx.Err(), f.Listed)
	}
	f.V3Users, f.V3Untold = f.usersOfV3()
	f.each(func(m *Member, _ int) { m.measure(ctx, c) })
	if span > 0 {
		wait(ctx, span)
		f.each(func(m *Member, _ int) { m.measureAgain(ctx, c) })
	} else {
		f.each(func(m *Member, _ int) { m.Last = m.First })
	}
	return f, ctx.Err()
}

// urlsOf gives where a member is asked: at endpoints that are its own, and then at the
// others that it tells its clients.
func urlsOf(m client.Member, own []string) []string {
	urls := slices.Clone(own)
	for _, url := range m.ClientURLs {
		if !slices.Contains(urls, url) {
			urls = append(urls, url)
		}
	}
	return urls
}

// usersOfV3 tells whether v3 asks for users, as far as any member told.
func (f *Facts) usersOfV3() (asks bool, untold error) {
	told := false
	for _, m := range f.Members {
		switch refused := client.Refused(m.Live, client.RPCPermissionDenied) || gateway.WantsUser(m.Live); {
		case refused:
			return true, nil
		case m.Err == nil && m.Live == nil && len(m.ClientURLs) > 0:
			told = true
		default:
			untold = cmp.Or(untold, m.Err, m.Live)
		}
	}
	if told {
		return false, nil
	}
	return false, cmp.Or(untold, errors.New("no member has started"))
}

// measure reads the metrics of a member that answers.
func (m *Member) measure(ctx context.Context, c *client.Client) {
	if m.Measured = m.Err; m.Err == nil {
		m.First, m.Measured = readMetrics(ctx, c, m.URLs)
	}
}

// measureAgain reads the metrics a second time. Where they were not read the first time
// nothing is known of their growth.
func (m *Member) measureAgain(ctx context.Context, c *client.Client) {
	if m.Err != nil {
		return
	}
	last, err := readMetrics(ctx, c, m.URLs)
	if m.Last = last; m.Measured != nil {
		m.First = last
	}
	m.Measured = cmp.Or(m.Measured, err)
}

// each does something with all members at once.
func (f *Facts) each(do func(m *Member, i int)) {
	forEach(len(f.Members), func(i int) { do(&f.Members[i], i) })
}

// forEach does something with so many at once.
func forEach(n int, do func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

// together does all of this at once.
func together(do ...func()) { forEach(len(do), func(i int) { do[i]() }) }

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
