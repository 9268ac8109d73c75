package sandbox

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"go.etcd.io/etcd/server/v3/etcdserver"
)

// servingPath is answered by a member that serves its clients.
const servingPath = "/sandbox/serving"

// gatewayPath is answered by the gateway of the v3 API, which a member dials by itself
// once it serves; it leaves nothing in the raft log.
const gatewayPath = "/v3/maintenance/status"

// errStopped says that a member ended without being told to.
var errStopped = errors.New("etcd stopped by itself")

// meet waits until the member knows the others, which its log begins with: only then can
// it be cut off from them.
func (m *member) meet(ctx context.Context) error {
	size := uint64(strings.Count(m.config.InitialCluster, ",") + 1)
	return m.poll(ctx, func() bool { return m.etcd.Server.AppliedIndex() >= size })
}

// poll waits until something holds that etcd tells nobody of.
func (m *member) poll(ctx context.Context, holds func() bool) error {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-m.etcd.Server.StopNotify():
			return errStopped
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// wait waits until the member serves its clients.
func (m *member) wait(ctx context.Context) error {
	select {
	case <-m.etcd.Server.ReadyNotify():
	case <-m.etcd.Server.StopNotify():
		return errStopped
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := m.ask(ctx, http.MethodGet, servingPath); err != nil {
		return err
	}
	m.server = <-m.found
	return m.ask(ctx, http.MethodPost, gatewayPath)
}

// ask has the member answer at a path, whatever it says.
func (m *member) ask(ctx context.Context, method, path string) error {
	req, err := http.NewRequestWithContext(ctx, method, m.clientURL()+path, strings.NewReader("{}"))
	if err != nil {
		return err
	}
	t := &http.Transport{DisableKeepAlives: true}
	if t.TLSClientConfig, err = asMember(m.config.ClientTLSInfo); err != nil {
		return err
	}
	resp, err := t.RoundTrip(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// catchUp waits until the member has applied all that the cluster had agreed on
// when it was called: its data, and the client URLs of the other members.
func (m *member) catchUp(ctx context.Context) error {
	if err := m.versioned(ctx); err != nil {
		return err
	}
	for {
		err := m.etcd.Server.LinearizableReadNotify(ctx)
		if !errors.Is(err, etcdserver.ErrLeaderChanged) {
			return err
		}
	}
}

// versioned waits for the cluster's version, which the leader of a new cluster
// writes into the store at a time of its own: until then that write could take
// an index between those of the first clients.
func (m *member) versioned(ctx context.Context) error {
	return m.poll(ctx, func() bool { return m.etcd.Server.ClusterVersion() != nil })
}

// serving returns the handler of servingPath. etcd hides its HTTP server, yet
// stop needs it; only a request knows it.
func serving(found chan<- *http.Server) http.Handler {
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		server, _ := r.Context().Value(http.ServerContextKey).(*http.Server)
		select {
		case found <- server:
		default:
		}
	})
}
