package client_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox"
	"etcd2sh/client/sandbox/pki"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/transport"

	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
)

// tlsCluster is a cluster with TLS and what a client of it has.
type tlsCluster struct {
	url   string
	files transport.Files
}

// access is a client with the files.
func (c tlsCluster) access(t *testing.T) *client.Client {
	t.Helper()
	config, err := c.files.Config()
	if err != nil {
		t.Fatal(err)
	}
	return clienttest.New(t, client.Config{Endpoints: []string{c.url}, Timeout: clienttest.LongTimeout, TLS: config})
}

// serveTLS starts a cluster whose certificate an authority signed, and gives its URL.
func serveTLS(t *testing.T, ca *pki.Authority, c pki.Certificate, clientCA string) string {
	t.Helper()
	return sandboxtest.StartTLS(t, sandbox.TLS{Files: sandboxtest.Issue(t, ca, c), ClientCA: clientCA}).Endpoints()[0]
}

var good = pki.Certificate{Name: "good", Hosts: []string{"127.0.0.1"}}

// TestTLSProblems: whatever is wrong with TLS, it is told apart, and a write that it
// stopped is certain not to have happened.
func TestTLSProblems(t *testing.T) {
	t.Parallel()
	ca, other := sandboxtest.Authority(t, "the CA"), sandboxtest.Authority(t, "another CA")
	day := 24 * time.Hour
	trusted := transport.Files{CA: ca.File}
	own := func(a *pki.Authority, c pki.Certificate) transport.Files {
		files := sandboxtest.Issue(t, a, c)
		return transport.Files{CA: ca.File, Cert: files.Cert, Key: files.Key}
	}
	plain := strings.Replace(sandboxtest.Start(t, 1).Endpoints()[0], "http", "https", 1)
	asking := serveTLS(t, ca, good, ca.File)
	for name, try := range map[string]struct {
		cluster tlsCluster
		want    client.TLSProblem
		found   string
	}{
		"unknown authority": {tlsCluster{serveTLS(t, other, good, ""), trusted}, client.UnknownAuthority, `that "CN=another CA" signed`},
		"system's":          {tlsCluster{serveTLS(t, ca, good, ""), transport.Files{}}, client.UnknownAuthority, `"CN=the CA"`},
		"expired":           {tlsCluster{serveTLS(t, ca, pki.Certificate{Name: "old", Hosts: good.Hosts, From: time.Now().Add(-2 * day), Until: time.Now().Add(-day)}, ""), trusted}, client.CertificateExpired, "expired on " + time.Now().Add(-day).UTC().Format("2006-01-02")},
		"not yet valid":     {tlsCluster{serveTLS(t, ca, pki.Certificate{Name: "new", Hosts: good.Hosts, From: time.Now().Add(day)}, ""), trusted}, client.NotYetValid, "from " + time.Now().Add(day).UTC().Format("2006-01-02")},
		"wrong name":        {tlsCluster{serveTLS(t, ca, pki.Certificate{Name: "other", Hosts: []string{"etcd.example", "10.0.0.1"}}, ""), trusted}, client.WrongName, "not for 127.0.0.1: it is for etcd.example, 10.0.0.1"},
		"no SAN":            {tlsCluster{serveTLS(t, ca, pki.Certificate{Name: "nameless"}, ""), trusted}, client.NoName, `"CN=nameless" only`},
		"wanted":            {tlsCluster{asking, trusted}, client.CertificateWanted, `client certificate signed by "CN=the CA"`},
		"of another":        {tlsCluster{asking, own(other, good)}, client.CertificateRefused, `"CN=good" signed by "CN=another CA"; it wants one signed by "CN=the CA"`},
		"ours expired":      {tlsCluster{asking, own(ca, pki.Certificate{Name: "ours", From: time.Now().Add(-2 * day), Until: time.Now().Add(-day)})}, client.CertificateRefused, "expired on"},
		"plain":             {tlsCluster{plain, trusted}, client.NoTLS, "no TLS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for what, err := range try.cluster.readAndWrite(t) {
				var failed *client.TLSError
				if !errors.As(err, &failed) || failed.Problem != try.want || !strings.Contains(failed.Found, try.found) || failed.Endpoint != try.cluster.url {
					t.Errorf("%s: got %v (%T), want the problem %s with %q", what, err, err, try.want, try.found)
				}
				if errors.As(err, new(*client.UnknownOutcome)) {
					t.Errorf("%s: got the unknown outcome %v, want it certain", what, err)
				}
			}
		})
	}
	for name, files := range map[string]transport.Files{"with our certificate": own(ca, good), "unchecked": {SkipVerify: true, Cert: own(ca, good).Cert, Key: own(ca, good).Key}} {
		for what, err := range (tlsCluster{asking, files}).readAndWrite(t) {
			if err != nil {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
}

// readAndWrite are the errors of a read and a write, each the first of a client.
func (c tlsCluster) readAndWrite(t *testing.T) map[string]error {
	read, write, big := c.access(t), c.access(t), c.access(t)
	_, reading := read.Get(t.Context(), "/", client.GetOptions{})
	_, writing := write.Set(t.Context(), "/k", "v", client.SetOptions{})
	_, writingMuch := big.Set(t.Context(), "/k", strings.Repeat("v", 4<<20), client.SetOptions{})
	return map[string]error{"read": reading, "write": writing, "write of 4 MiB": writingMuch}
}

// TestOtherProtocol: a port of etcd's that does not speak what the URL says hangs up,
// and is recognised all the same. A write to it did not happen.
func TestOtherProtocol(t *testing.T) {
	t.Parallel()
	ca := sandboxtest.Authority(t, "the CA")
	secure := serveTLS(t, ca, good, "")
	asking := serveTLS(t, ca, good, ca.File)
	for name, try := range map[string]struct{ url, advice string }{
		"http to TLS":                        {strings.Replace(secure, "https", "http", 1), "use " + secure},
		"http to TLS that wants certificate": {strings.Replace(asking, "https", "http", 1), "use " + asking},
		"https to gRPC":                      {serveGRPC(t, ca), "serves HTTP"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for what, err := range (tlsCluster{try.url, transport.Files{CA: ca.File}}).readAndWrite(t) {
				var other *client.NotV2
				if !errors.As(err, &other) || !strings.Contains(other.Advice, try.advice) || errors.As(err, new(*client.UnknownOutcome)) {
					t.Errorf("%s: got %v (%T), want a *NotV2 that advises %q", what, err, err, try.advice)
				}
			}
		})
	}
}

// serveGRPC starts an etcd that serves gRPC by TLS, and HTTP elsewhere.
func serveGRPC(t *testing.T, ca *pki.Authority) string {
	t.Helper()
	files := sandboxtest.Issue(t, ca, good)
	address := func(scheme string) []url.URL {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() // nobody else is as quick as etcd
		return []url.URL{{Scheme: scheme, Host: l.Addr().String()}}
	}
	cfg := embed.NewConfig()
	cfg.Dir, cfg.EnableV2, cfg.EnableGRPCGateway, cfg.TickMs, cfg.ElectionMs = t.TempDir(), true, false, 5, 25
	cfg.ListenPeerUrls = address("http")
	cfg.AdvertisePeerUrls, cfg.InitialCluster = cfg.ListenPeerUrls, "default="+cfg.ListenPeerUrls[0].String()
	cfg.ListenClientUrls, cfg.ListenClientHttpUrls = address("https"), address("http")
	cfg.AdvertiseClientUrls = cfg.ListenClientUrls
	cfg.ClientTLSInfo.CertFile, cfg.ClientTLSInfo.KeyFile = files.Cert, files.Key
	cfg.ZapLoggerBuilder = embed.NewZapLoggerBuilder(zap.NewNop())
	etcd, err := embed.StartEtcd(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(etcd.Close)
	<-etcd.Server.ReadyNotify()
	return cfg.ListenClientUrls[0].String()
}

// TestTLSFailsOver: an endpoint whose TLS is not trusted is left for the next, of a
// write too, and where all fail alike that is told.
func TestTLSFailsOver(t *testing.T) {
	t.Parallel()
	ca, other := sandboxtest.Authority(t, "the CA"), sandboxtest.Authority(t, "another CA")
	trusted, err := transport.Files{CA: ca.File}.Config()
	if err != nil {
		t.Fatal(err)
	}
	bad, well := serveTLS(t, other, good, ""), serveTLS(t, ca, good, "")
	set := func(endpoints ...string) error {
		c := clienttest.New(t, client.Config{Endpoints: endpoints, Timeout: clienttest.LongTimeout, TLS: trusted})
		_, err := c.Set(t.Context(), "/k", "v", client.SetOptions{})
		return err
	}
	if err := set(bad, well); err != nil {
		t.Error(err)
	}
	if err := set(bad, bad); !errors.As(err, new(*client.TLSError)) || errors.As(err, new(*client.Unreachable)) {
		t.Errorf("got %v (%T), want a *TLSError", err, err)
	}
	if err := set(bad, "http://127.0.0.1:1"); !errors.As(err, new(*client.Unreachable)) {
		t.Errorf("got %v (%T), want an *Unreachable", err, err)
	}
}

// TestOtherProtocolFailsOver: a port that does not speak what its URL says is left for
// the next by a read. A write that it was sent is not sent again: that it was not done
// is certain, and what to type instead is said; the next one goes elsewhere.
func TestOtherProtocolFailsOver(t *testing.T) {
	t.Parallel()
	ca := sandboxtest.Authority(t, "the CA")
	secure := serveTLS(t, ca, good, "")
	go400 := httptest.NewUnstartedServer(http.NotFoundHandler()) // which answers plain HTTP with 400
	go400.Config.ErrorLog = log.New(io.Discard, "", 0)
	go400.StartTLS()
	t.Cleanup(go400.Close)
	well := sandboxtest.Start(t, 1).Endpoints()[0]
	clienttest.Set(t, clienttest.Client(t, well), "/k", "v")
	for name, https := range map[string]string{"etcd's": secure, "another server's": go400.URL} {
		endpoints := []string{strings.Replace(https, "https", "http", 1), well}
		wantValue(t, clienttest.Client(t, endpoints...), "/k", new("v"))
		c := clienttest.Client(t, endpoints...)
		_, err := c.Set(t.Context(), "/new", "v", client.SetOptions{})
		var other *client.NotV2
		if !errors.As(err, &other) || !strings.Contains(other.Advice, "use "+https) || errors.As(err, new(*client.UnknownOutcome)) {
			t.Errorf("%s: got %v (%T), want a *NotV2 that advises %s", name, err, err, https)
		}
		wantValue(t, clienttest.Client(t, well), "/new", nil)
		clienttest.Set(t, c, "/k", "v") // which is asked of the one that serves
	}
	ends := strings.Replace(well, "http", "https", 1)
	clienttest.Set(t, clienttest.Client(t, ends, well), "/k", "v") // the handshake sent nothing of the write
}

// TestTLSWatch: a watch goes on when a TLS connection breaks.
func TestTLSWatch(t *testing.T) {
	t.Parallel()
	ca := sandboxtest.Authority(t, "the CA")
	cluster := sandboxtest.StartTLS(t, sandbox.TLS{Files: sandboxtest.Issue(t, ca, good), ClientCA: ca.File})
	own := sandboxtest.Issue(t, ca, pki.Certificate{Name: "ours"})
	c := tlsCluster{cluster.Endpoints()[0], transport.Files{CA: ca.File, Cert: own.Cert, Key: own.Key}}.access(t)
	first := clienttest.Set(t, c, "/k", "1")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var got []string
	for event, err := range c.Watch(ctx, "/k", client.WatchOptions{From: *first.Node.ModifiedIndex}) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, *event.Node.Value); len(got) == 2 {
			break
		}
		if err := errors.Join(cluster.Stop(0), cluster.Restart(t.Context(), 0)); err != nil {
			t.Fatal(err)
		}
		clienttest.Set(t, c, "/k", "2")
	}
	if strings.Join(got, " ") != "1 2" {
		t.Errorf("got the events %q, want 1 and 2", got)
	}
}

// TestTLSProxy: what is wrong with a proxy's certificate is said of the proxy.
func TestTLSProxy(t *testing.T) {
	t.Parallel()
	ca := sandboxtest.Authority(t, "the CA")
	proxy, err := url.Parse(serveTLS(t, ca, good, "")) // it comes to no request of it
	if err != nil {
		t.Fatal(err)
	}
	c := clienttest.New(t, client.Config{
		Endpoints: []string{"http://etcd.test:2379"}, Timeout: clienttest.LongTimeout,
		Transport: &transport.Transport{Proxy: http.ProxyURL(proxy)},
	})
	_, err = c.Set(t.Context(), "/k", "v", client.SetOptions{})
	var failed *client.TLSError
	if !errors.As(err, &failed) || failed.Problem != client.UnknownAuthority || failed.Endpoint != "the proxy 127.0.0.1" {
		t.Errorf("got %v (%T), want it to be about the proxy", err, err)
	}
}

// TestTLSRedirect: a redirect to an endpoint with TLS is followed over TLS.
func TestTLSRedirect(t *testing.T) {
	t.Parallel()
	ca := sandboxtest.Authority(t, "the CA")
	to := tlsCluster{serveTLS(t, ca, good, ca.File), transport.Files{CA: ca.File}}
	own := sandboxtest.Issue(t, ca, pki.Certificate{Name: "ours"})
	to.files.Cert, to.files.Key = own.Cert, own.Key
	config, err := to.files.Config()
	if err != nil {
		t.Fatal(err)
	}
	from := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, to.url+r.URL.RequestURI(), http.StatusTemporaryRedirect)
	}))
	t.Cleanup(from.Close)
	c := clienttest.New(t, client.Config{Endpoints: []string{from.URL, to.url}, Timeout: clienttest.LongTimeout, TLS: config})
	clienttest.Set(t, c, "/k", "v")
	wantValue(t, to.access(t), "/k", new("v"))
}

// TestAsCertificate: etcd may know who asks by a client certificate, and a refusal tells
// its name.
func TestAsCertificate(t *testing.T) {
	t.Parallel()
	ca := sandboxtest.Authority(t, "the CA")
	url := serveTLS(t, ca, good, ca.File)
	access := func(endpoint, name string) *client.Client {
		own := sandboxtest.Issue(t, ca, pki.Certificate{Name: name})
		return tlsCluster{endpoint, transport.Files{CA: ca.File, Cert: own.Cert, Key: own.Key}}.access(t)
	}
	anybody := access(url, "anybody")
	for _, put := range []struct {
		path string
		body any
	}{
		{"/v2/auth/users/root", map[string]string{"user": "root", "password": "p"}},
		{"/v2/auth/roles/reader", map[string]any{"role": "reader", "permissions": map[string]any{"kv": map[string]any{"read": []string{"/k"}}}}},
		{"/v2/auth/users/bob", map[string]any{"user": "bob", "password": "p", "roles": []string{"reader"}}},
		{"/v2/auth/roles/guest", map[string]any{"role": "guest", "permissions": map[string]any{"kv": map[string]any{"read": []string{}}}}},
		{"/v2/auth/enable", nil},
	} {
		if err := anybody.JSON(t.Context(), http.MethodPut, put.path, put.body, nil); err != nil {
			t.Fatal(err)
		}
	}
	bob := access(url, "bob")
	_, err := bob.Get(t.Context(), "/k", client.GetOptions{})
	wantCode(t, err, client.ErrKeyNotFound) // which bob alone may know
	if as := bob.AsWhom(); !strings.HasPrefix(as, "the certificate's CN bob, ") {
		t.Errorf("got as %s", as)
	}
	for want, c := range map[string]*client.Client{
		" as the certificate's CN bob, or guest if there is no such user":     bob.Traced(func(client.Exchange) {}),
		" as the certificate's CN anybody, or guest if there is no such user": anybody,
		" as bob": access(strings.Replace(url, "//", "//bob:p@", 1), "anybody"),
	} {
		_, err := c.Get(t.Context(), "/other", client.GetOptions{})
		if !errors.Is(err, client.ErrUnauthorized) || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v, want it to end in %q", err, want)
		}
	}
}
