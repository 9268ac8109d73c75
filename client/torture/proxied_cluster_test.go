package torture_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"etcd2sh/client/sandbox"
	"etcd2sh/client/sandbox/sandboxtest"
)

// proxiedCluster is a cluster of real members with a proxy before each one, which
// breaks connections as it is told.
type proxiedCluster struct {
	cluster *sandbox.Cluster
	proxies []*toxiproxy.Proxy
}

func newProxiedCluster(t testing.TB, members int) *proxiedCluster {
	t.Helper()
	f := &proxiedCluster{cluster: sandboxtest.Start(t, members)}
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	for i, url := range f.cluster.Endpoints() {
		p := toxiproxy.NewProxy(server, strconv.Itoa(i), "127.0.0.1:0", strings.TrimPrefix(url, "http://"))
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Stop)
		f.proxies = append(f.proxies, p)
	}
	return f
}

// endpoints are the proxies' URLs, in the members' order.
func (f *proxiedCluster) endpoints() []string {
	urls := make([]string, len(f.proxies))
	for i, p := range f.proxies {
		urls[i] = "http://" + p.Listen
	}
	return urls
}

// toxic is how one way through a proxy is broken. The zero toxic is a
// proxy that refuses connections.
type toxic struct {
	kind      string // reset_peer, limit_data, latency, timeout, slicer
	way       string // upstream is to the server, downstream back from it
	attribute string // its one attribute, and
	amount    int    // that one's value: bytes or milliseconds
}

const (
	upstream   = "upstream"
	downstream = "downstream"
)

// addToxic breaks a proxy, its open connections included.
func (f *proxiedCluster) addToxic(t testing.TB, member int, what toxic) {
	t.Helper()
	p := f.proxies[member]
	if what.kind == "" {
		p.Stop()
		return
	}
	text := fmt.Sprintf(`{"type":%q,"stream":%q,"attributes":{%q:%d}}`, what.kind, what.way, what.attribute, what.amount)
	if _, err := p.Toxics.AddToxicJson(strings.NewReader(text)); err != nil {
		t.Errorf("%s: %v", text, err)
	}
}

// removeToxics makes a proxy whole again. The connections that it broke stay
// broken.
func (f *proxiedCluster) removeToxics(t testing.TB, member int) {
	t.Helper()
	p := f.proxies[member]
	p.Toxics.ResetToxics(context.Background())
	if err := p.Start(); err != nil && err != toxiproxy.ErrProxyAlreadyStarted {
		t.Error(err)
	}
}
