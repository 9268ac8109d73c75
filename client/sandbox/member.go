package sandbox

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.etcd.io/etcd/client/pkg/v3/types"
	"go.etcd.io/etcd/server/v3/embed"
	"go.etcd.io/etcd/server/v3/wal"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"google.golang.org/grpc/grpclog"
)

func init() {
	// grpc reports errors to stderr unless told otherwise before its first use.
	grpclog.SetLoggerV2(grpclog.NewLoggerV2(io.Discard, io.Discard, io.Discard))
	// etcd allocates two segments of its log ahead; 64 MB each, its default, is
	// more than a sandbox should take of a disk, and slow where that is memory.
	wal.SegmentSizeBytes = 4 << 20
}

// startLimit bounds a start that can never succeed, as one without a majority or
// over damaged data.
const startLimit = 30 * time.Second

// closeWait is how long stop waits for etcd to close what is only tidiness.
const closeWait = 20 * time.Millisecond

// member is one etcd of the cluster, running or stopped.
type member struct {
	config *embed.Config
	etcd   *embed.Etcd  // nil while stopped
	id     types.ID     // known since the first start
	server *http.Server // serves etcd's clients; nil until the member serves

	cutFrom map[types.ID]bool // the others that it is cut off from at its end

	found chan *http.Server // carries server from the handler of servingPath to wait
}

func memberName(i int) string { return "m" + strconv.Itoa(i) }

// newMembers returns the members of one cluster, not started yet, with the
// given peer and client addresses, and what they serve their clients with.
func newMembers(dir *directory, peers, clients []string, serves *TLS) []*member {
	var initial []string
	for i, addr := range peers {
		initial = append(initial, memberName(i)+"=http://"+addr)
	}
	members := make([]*member, len(peers))
	for i := range members {
		cfg := embed.NewConfig()
		cfg.Name = memberName(i)
		cfg.Dir = dir.member(i)
		cfg.UnsafeNoFsync = dir.temporary()
		cfg.InitialCluster = strings.Join(initial, ",")
		cfg.ListenPeerUrls = []url.URL{{Scheme: "http", Host: peers[i]}}
		cfg.AdvertisePeerUrls = cfg.ListenPeerUrls
		cfg.ClientTLSInfo = serves.info()
		cfg.ListenClientUrls = []url.URL{{Scheme: serves.scheme(), Host: clients[i]}}
		cfg.AdvertiseClientUrls = []url.URL{{Scheme: serves.scheme(), Host: reachable(clients[i])}}
		cfg.EnableV2 = true
		cfg.EnableGRPCGateway = true
		// An election timeout is 1 to 2 of ElectionMs, and the first one is what
		// a start waits for. A lone member has nobody to miss a heartbeat of.
		cfg.TickMs, cfg.ElectionMs = 25, 125
		if len(peers) == 1 {
			cfg.TickMs, cfg.ElectionMs = 5, 25
		}
		// Fatal would end this process without a word; a panic tells where.
		cfg.ZapLoggerBuilder = embed.NewZapLoggerBuilder(zap.NewNop().WithOptions(zap.OnFatal(zapcore.WriteThenPanic)))
		members[i] = &member{config: cfg, cutFrom: map[types.ID]bool{}}
	}
	return members
}

// reachable returns the address to dial for one to listen on.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort(loopback, port)
	}
	return addr
}

func (m *member) clientURL() string { return m.config.AdvertiseClientUrls[0].String() }

// leads reports whether the member believes that it leads, and in which term.
func (m *member) leads() (term uint64, ok bool) {
	if m.etcd == nil {
		return 0, false
	}
	s := m.etcd.Server
	return s.Term(), s.Leader() == s.ID()
}

// start starts those members that are stopped and waits until they serve and
// know what the cluster knows. It starts one after another: members that start
// together hold each other up. begun is called after the start of each one. After an
// error they are stopped again.
func start(ctx context.Context, members []*member, begun func()) (err error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	var started []*member
	defer func() {
		if err != nil {
			stop(started)
		}
	}()
	for _, m := range members {
		if m.etcd != nil {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := m.start(); err != nil {
			return err
		}
		started = append(started, m)
		if err := m.meet(ctx); err != nil {
			return fmt.Errorf("sandbox member %s does not read its log: %w", m.config.Name, err)
		}
		begun()
	}
	for _, m := range started {
		if err := m.wait(ctx); err != nil {
			return fmt.Errorf("sandbox member %s is not ready: %w", m.config.Name, err)
		}
	}
	for _, m := range started {
		if err := m.catchUp(ctx); err != nil {
			return fmt.Errorf("sandbox member %s does not catch up: %w", m.config.Name, err)
		}
	}
	return nil
}

// stop stops those members that run, all at the same time.
func stop(members []*member) {
	var wg sync.WaitGroup
	for _, m := range members {
		wg.Go(m.stop)
	}
	wg.Wait()
}

func (m *member) start() (err error) {
	defer func() {
		// etcd gives up on data that it cannot read by a panic.
		if reason := recover(); reason != nil {
			err = fmt.Errorf("sandbox member %s, data in %s: %v", m.config.Name, m.config.Dir, reason)
		}
	}()
	cfg := *m.config
	m.found = make(chan *http.Server, 1)
	cfg.UserHandlers = map[string]http.Handler{servingPath: serving(m.found)}
	if m.etcd, err = embed.StartEtcd(&cfg); err != nil {
		return fmt.Errorf("sandbox member %s: %w", m.config.Name, err)
	}
	m.id = m.etcd.Server.ID()
	return nil
}

// stop ends the member as a crash would. Without the first step etcd would
// wait seconds for open watches; HardStop keeps it from handing over its
// leadership and closes the data.
func (m *member) stop() {
	if m.etcd == nil {
		return
	}
	if m.server != nil {
		// Its error could only be of a listener's close, which Close repeats.
		_ = m.server.Close()
	}
	// What was cut is open again for an instant, at this end alone.
	for id := range m.cutFrom {
		m.joinID(id)
	}
	m.etcd.Server.HardStop()
	m.release()
	m.etcd, m.server = nil, nil
}

// release frees the member's ports. etcd gives the idle connections of other
// members up to a second to end; nothing else is left by then, so there is no
// reason to wait for them.
func (m *member) release() {
	// A listener that is closed already is as good: the errors cannot matter.
	for _, l := range m.etcd.Peers {
		_ = l.Close()
	}
	for _, l := range m.etcd.Clients {
		_ = l.Close()
	}
	closed := make(chan struct{})
	go func(etcd *embed.Etcd) {
		etcd.Close()
		close(closed)
	}(m.etcd)
	select {
	case <-closed:
	case <-time.After(closeWait):
	}
}
