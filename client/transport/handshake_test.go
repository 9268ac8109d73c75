package transport_test

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"etcd2sh/client/transport"
)

// asking is a server that asks for a certificate with TLS 1.3, and keeps what it is
// asked; ends says that each answer ends its connection.
func asking(t *testing.T, auth tls.ClientAuthType, ends bool) (server *httptest.Server, asked func() []string) {
	t.Helper()
	var mu sync.Mutex
	var all []string
	server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, r.Method+" "+r.URL.Path)
		if ends {
			w.Header().Set("Connection", "close")
		}
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{ClientAuth: auth, MinVersion: tls.VersionTLS13}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	}
}

// TestRefusedCertificate: a server that refuses our certificate has taken in nothing,
// and of a write not a byte was sent.
func TestRefusedCertificate(t *testing.T) {
	t.Parallel()
	server, asked := asking(t, tls.RequireAnyClientCert, false)
	tr := newTransport(t)
	tr.TLS = &tls.Config{RootCAs: roots(server)}
	for method, sent := range map[string]bool{"GET": true, "PUT": false, "POST": false, "DELETE": false} {
		_, err := do(tr, t.Context(), method, server.URL+"/k", "v")
		wantSent(t, err, sent)
		var refused *transport.HandshakeError
		if !errors.As(err, &refused) || !refused.OwnCertificate() || refused.Shown != nil {
			t.Errorf("%s: got %v, want it to be for the want of a certificate", method, err)
		}
	}
	if got := asked(); len(got) > 0 {
		t.Errorf("the server was asked %q, want nothing", got)
	}
}

// TestWriteFollowsAQuestion: where a server may yet refuse our certificate, a write
// is not the first request of a connection; a read may be.
func TestWriteFollowsAQuestion(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]struct {
		auth   tls.ClientAuthType
		ends   bool
		method string
		want   []string
	}{
		"a write":                   {tls.RequestClientCert, false, "PUT", []string{"GET /version", "PUT /k", "PUT /k"}},
		"a read":                    {tls.RequestClientCert, false, "GET", []string{"GET /k", "GET /k"}},
		"nobody asks":               {tls.NoClientCert, false, "PUT", []string{"PUT /k", "PUT /k"}},
		"a server that always ends": {tls.RequestClientCert, true, "PUT", []string{"GET /version", "PUT /k", "GET /version", "PUT /k"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, asked := asking(t, try.auth, try.ends)
			tr := newTransport(t)
			tr.TLS = &tls.Config{RootCAs: roots(server)}
			for range 2 {
				if _, err := do(tr, t.Context(), try.method, server.URL+"/k", "v"); err != nil {
					t.Fatal(err)
				}
			}
			if got := asked(); !slices.Equal(got, try.want) {
				t.Errorf("the server was asked %q, want %q", got, try.want)
			}
		})
	}
}

// TestSpeaksTLS finds out what a port speaks, whatever its certificate.
func TestSpeaksTLS(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(echo)
	t.Cleanup(plain.Close)
	wanting, _ := asking(t, tls.RequireAnyClientCert, false)
	old := httptest.NewUnstartedServer(echo)
	old.Config.ErrorLog = log.New(io.Discard, "", 0)
	old.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12}
	old.StartTLS()
	t.Cleanup(old.Close)
	h2 := httptest.NewUnstartedServer(echo)
	h2.EnableHTTP2 = true
	h2.StartTLS()
	t.Cleanup(h2.Close)
	for name, try := range map[string]struct {
		host, protocol string
		ok             bool
	}{
		"plain":                            {plain.Listener.Addr().String(), "", false},
		"nobody":                           {"127.0.0.1:1", "", false},
		"wants a certificate":              {wanting.Listener.Addr().String(), "http/1.1", true},
		"wants a certificate with TLS 1.2": {old.Listener.Addr().String(), "", true},
		"HTTP/2":                           {h2.Listener.Addr().String(), "h2", true},
	} {
		if protocol, ok := newTransport(t).SpeaksTLS(t.Context(), try.host); protocol != try.protocol || ok != try.ok {
			t.Errorf("%s: got %q, %v, want %q, %v", name, protocol, ok, try.protocol, try.ok)
		}
	}
}
