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

// front is a cluster of real members with a proxy before each one, which
// breaks connections as it is told.
type front struct {
	cluster *sandbox.Cluster
	proxies []*toxiproxy.Proxy
}

func newFront(t testing.TB, members int) *front {
	t.Helper()
	f := &front{cluster: sandboxtest.Start(t, members)}
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
func (f *front) endpoints() []string {
	urls := make([]string, len(f.proxies))
	for i, p := range f.proxies {
		urls[i] = "http://" + p.Listen
	}
	return urls
}

// toxic is what one way through a proxy suffers from. The zero toxic is a
// proxy that refuses connections.
type toxic struct {
	kind      string // reset_peer, limit_data, latency, timeout, slicer
	way       string // upstream is to the server, downstream back from it
	attribute string // its one attribute, and
	amount    int    // that one's value: bytes or milliseconds
}

const (
	there = "upstream"
	back  = "downstream"
)

// poison makes a proxy suffer, its open connections included.
func (f *front) poison(t testing.TB, member int, what toxic) {
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

// heal makes a proxy well again. What it broke stays broken.
func (f *front) heal(t testing.TB, member int) {
	t.Helper()
	p := f.proxies[member]
	p.Toxics.ResetToxics(context.Background())
	if err := p.Start(); err != nil && err != toxiproxy.ErrProxyAlreadyStarted {
		t.Error(err)
	}
}
