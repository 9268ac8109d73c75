package migrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/tree"
)

// Check looks for what stands in the way of a copy: a [*Refused] lists all of it. It
// changes nothing; to learn whether etcd takes large values it offers them in
// transactions that do nothing. Where no server of v3's answers at all, the error is that
// of the client.
func (m *Migration) Check(ctx context.Context, s *Source) error {
	var c checks
	if err := m.checkMembers(ctx, s, &c); err != nil {
		return err
	}
	if len(c.problems) == 0 { // else there is nobody to ask
		m.checkRights(ctx, &c)
	}
	m.checkItems(s, &c)
	if len(c.problems) == 0 {
		m.checkSizes(ctx, s, &c)
	}
	if len(c.problems) > 0 && ctx.Err() == nil {
		return &Refused{Problems: c.problems}
	}
	return ctx.Err()
}

// checks collects problems.
type checks struct{ problems []Problem }

func (c *checks) add(what, do string) { c.problems = append(c.problems, Problem{what, do}) }

func (c *checks) wantsUser(err error) {
	if gateway.RefusesUser(err) {
		c.add("v3 does not take this user with this password: "+err.Error(), "look at both; v3's users are others than v2's")
		return
	}
	c.add("v3 asks for a user: "+err.Error(), "name one by --to-user; v3's users are others than v2's")
}

// checkMembers asks each endpoint how it is. The error is that none answers.
func (m *Migration) checkMembers(ctx context.Context, s *Source, c *checks) error {
	members, err := m.To.Each()
	if err != nil {
		return err
	}
	var cluster uint64
	silent := 0
	for _, member := range members {
		at := member.Client().Endpoint()
		status, err := member.Status(ctx)
		switch {
		case errors.As(err, new(*gateway.NoGateway)):
			c.add(at+" has no gateway of the v3 API", "start it without --enable-grpc-gateway=false; with --listen-client-http-urls name such a URL")
			continue
		case gateway.WantsUser(err):
			c.wantsUser(err)
			return ctx.Err() // the others would say the same
		case client.Refused(err, client.RPCPermissionDenied): // it may write all the same
			continue
		case err != nil:
			silent++
			c.silent(at, err)
			continue
		}
		if cluster == 0 {
			cluster = status.Header.ClusterID
		}
		switch {
		case cluster != status.Header.ClusterID:
			c.add(fmt.Sprintf("%s belongs to another cluster, %x instead of %x", at, status.Header.ClusterID, cluster), "name endpoints of one cluster")
		case status.NoSpace():
			c.add(at+" has the alarm NOSPACE: nobody can write to v3", gateway.MakeRoom)
		case status.Leader == 0:
			c.add(at+" knows of no leader", "wait until a majority of the members runs")
		default:
			m.checkRoom(ctx, member, s, c)
		}
	}
	if silent == len(members) {
		_, err = m.To.Status(ctx)
	}
	return cmp.Or(ctx.Err(), err)
}

// silent lists an endpoint that does not answer, or not in the protocol it was asked in.
func (c *checks) silent(at string, err error) {
	var insecure *client.TLSError
	var foreign *client.NotV2
	switch {
	case errors.As(err, &insecure):
		c.add(insecure.Error(), "--to-cacert, --to-cert and --to-key name the files for the cluster of --to; else those of the shell are used")
	case errors.As(err, &foreign):
		c.add(at+" does not answer as etcd does: "+foreign.Found, foreign.Advice)
	default:
		c.add(at+" does not answer: "+reason(err), "start it, or name only endpoints that run")
	}
}

// reason is why an endpoint did not answer, without its name, which is told already.
func reason(err error) string {
	if u := (*client.Unreachable)(nil); errors.As(err, &u) && len(u.Endpoints) == 1 {
		return u.Endpoints[0].Err.Error()
	}
	return err.Error()
}

// checkRoom holds what will be written against a member's quota.
func (m *Migration) checkRoom(ctx context.Context, member *gateway.Gateway, s *Source, c *checks) {
	room, known, err := member.Room(ctx)
	need := s.need()
	if err != nil || !known || need <= room {
		return
	}
	unit, name := int64(1<<10), "KiB"
	if need >= 1<<20 {
		unit, name = 1<<20, "MiB"
	}
	// The one is rounded down, and the other up: they are never alike.
	c.add(fmt.Sprintf("%s has room for %d %s, and about %d %s will be written", member.Client().Endpoint(), max(room, 0)/unit, name, (need+unit-1)/unit, name),
		"start it with a larger --quota-backend-bytes, or make room by compaction and defragmentation")
}

// need is about how many bytes a store grows by: a key takes some 70 more than it holds,
// and pages are not full.
func (s *Source) need() int64 {
	var bytes int64
	for _, i := range s.Items {
		bytes += int64(len(i.Key)+len(i.Value)) + 128
	}
	return bytes + bytes/4
}

// checkRights has etcd refuse who must not read or write.
func (m *Migration) checkRights(ctx context.Context, c *checks) {
	_, err := m.To.Range(ctx, gateway.Range{Key: []byte(m.Mark())})
	if err == nil {
		err = m.To.Try(ctx, m.Mark(), m.txn(nil))
	}
	switch {
	case gateway.WantsUser(err):
		c.wantsUser(err)
	case client.Refused(err, client.RPCPermissionDenied):
		c.add("the user may not read and write "+m.Mark()+" in v3", "grant a role for all that is to be copied there, or take another user")
	case err != nil:
		c.add("v3 cannot be written: "+err.Error(), "see to that first")
	}
}

// checkItems looks at what was read.
func (m *Migration) checkItems(s *Source, c *checks) {
	from := make(map[string]string, len(s.Items))
	for _, i := range s.Items {
		key := m.Into + i.Key
		switch other, taken := from[key]; {
		case tree.Altered(i.source) || tree.Altered(i.Value):
			c.add(fmt.Sprintf("%s holds U+FFFD: what stood there was not UTF-8, and etcd shows no more of it", i.source), "write it anew, or leave it out by --map")
		case key == "" || key == m.Mark():
			c.add(fmt.Sprintf("%s would become %q in v3", i.source, key), "give it another key by --map")
		case taken:
			c.add(fmt.Sprintf("%s and %s would both become %q in v3", other, i.source, key), "give them different keys by --map")
		}
		from[key] = i.source
	}
}

// large is the size from which on etcd may refuse a value, as it is started by default.
const large = gateway.MaxBytes + gateway.MaxBytes/4

// checkSizes has etcd refuse values that are too large for it.
func (m *Migration) checkSizes(ctx context.Context, s *Source, c *checks) {
	for _, i := range s.Items {
		if i.size() < large {
			continue
		}
		i.Key = m.Into + i.Key
		err := m.To.Try(ctx, m.Mark(), m.txn([]change{{Item: i}}))
		switch {
		case client.Refused(err, client.RPCInvalidArgument, client.RPCResourceExhausted):
			c.add(fmt.Sprintf("%s holds %d bytes, more than v3 takes", i.source, len(i.Value)), "start v3's members with a larger --max-request-bytes, or leave it out by --map")
		case err != nil:
			c.add(fmt.Sprintf("%s: %v", i.source, err), "see to that first")
		}
	}
}
