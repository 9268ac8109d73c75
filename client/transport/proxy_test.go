package transport_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"

	"etcd2sh/client/transport"
)

// echo answers with what it was asked.
var echo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	fmt.Fprintf(w, "%s %s %s %s %v", r.Method, r.Host, r.URL.Path, body, err)
})

func TestTLS(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	conns := 0
	server := httptest.NewUnstartedServer(echo)
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			mu.Lock()
			defer mu.Unlock()
			conns++
		}
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			mu.Lock()
			conns = 0
			mu.Unlock()
			tr := newTransport(t)
			tr.TLS = &tls.Config{RootCAs: roots(server), MaxVersion: version}
			for range 3 {
				got, err := do(tr, t.Context(), "PUT", server.URL+"/k", "v")
				want := "PUT " + server.Listener.Addr().String() + " /k v <nil>"
				if err != nil || got != want {
					t.Fatalf("got %q, %v, want %q", got, err, want)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			if conns != 1 {
				t.Errorf("got %d connections, want 1", conns)
			}
		})
	}
	t.Run("idle connections closed by the server", func(t *testing.T) {
		tr := newTransport(t)
		tr.TLS = &tls.Config{RootCAs: roots(server)}
		for range 2 {
			if _, err := do(tr, t.Context(), "PUT", server.URL+"/k", "v"); err != nil {
				t.Fatal(err)
			}
			server.CloseClientConnections()
		}
	})
}

// roots trusts the test server's certificate, which is for
// example.com and the loopback addresses.
func roots(server *httptest.Server) *x509.CertPool {
	return server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
}

// newProxy is a forward proxy that resolves every name to backend, and
// records what it was asked for.
func newProxy(t *testing.T, backend, login string) (*httptest.Server, func() []string) {
	t.Helper()
	var mu sync.Mutex
	var asked []string
	proxy := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.Method+" "+r.RequestURI)
		mu.Unlock()
		got := &http.Request{Header: http.Header{"Authorization": r.Header["Proxy-Authorization"]}}
		if user, password, _ := got.BasicAuth(); login != "" && user+":"+password != login {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		up, err := net.Dial("tcp", backend)
		if err != nil {
			t.Error(err)
			return
		}
		defer up.Close()
		if r.Method != http.MethodConnect {
			forward(t, w, r, up)
			return
		}
		down, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer down.Close()
		io.WriteString(down, "HTTP/1.1 200 Connection established\r\n\r\n")
		var copying sync.WaitGroup
		copying.Go(func() { io.Copy(up, down); up.Close() })
		io.Copy(down, up)
		down.Close()
		copying.Wait()
	}))
	proxy.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(proxy.Close)
	return proxy, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return asked
	}
}

func forward(t *testing.T, w http.ResponseWriter, r *http.Request, up net.Conn) {
	if err := r.Write(up); err != nil {
		t.Error(err)
		return
	}
	resp, err := http.ReadResponse(bufio.NewReader(up), r)
	if err != nil {
		t.Error(err)
		return
	}
	w.WriteHeader(resp.StatusCode)
	if _, err := io.Copy(w, resp.Body); err != nil {
		t.Error(err)
	}
}

func TestProxy(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(echo)
	t.Cleanup(plain.Close)
	secure := httptest.NewTLSServer(echo)
	t.Cleanup(secure.Close)
	long := "/" + strings.Repeat("k", 5000)
	for _, test := range []struct {
		name     string
		proxyTLS bool
		target   string
		path     string
		user     *url.Userinfo // what the proxy's URL has; the proxy wants u:p
		asked    string
		err      string
	}{
		{"absolute form", false, "http://etcd.test:2379", "/k", url.UserPassword("u", "p"),
			"PUT http://etcd.test:2379/k, PUT http://etcd.test:2379/k", ""},
		{"long line", false, "http://etcd.test:2379", long, url.UserPassword("u", "p"),
			"GET http://etcd.test:2379/version, PUT http://etcd.test:2379" + long + ", PUT http://etcd.test:2379" + long, ""},
		{"tunnel", false, "https://example.com:2379", "/k", url.UserPassword("u", "p"), "CONNECT example.com:2379", ""},
		{"absolute form, TLS proxy", true, "http://etcd.test:2379", "/k", url.UserPassword("u", "p"),
			"PUT http://etcd.test:2379/k, PUT http://etcd.test:2379/k", ""},
		{"tunnel, TLS proxy", true, "https://example.com:2379", "/k", url.UserPassword("u", "p"), "CONNECT example.com:2379", ""},
		{"tunnel refused", false, "https://example.com", "/k", nil, "CONNECT example.com:443", "407 Proxy Authentication Required"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			u, err := url.Parse(test.target)
			if err != nil {
				t.Fatal(err)
			}
			backend := plain
			if u.Scheme == "https" {
				backend = secure
			}
			proxy, asked := newProxy(t, backend.Listener.Addr().String(), "u:p")
			via := &url.URL{Scheme: "http", User: test.user}
			if test.proxyTLS {
				via.Scheme = "https"
				proxy.StartTLS()
			} else {
				proxy.Start()
			}
			via.Host = proxy.Listener.Addr().String()
			roots := roots(secure)
			tr := &transport.Transport{Proxy: http.ProxyURL(via), TLS: &tls.Config{RootCAs: roots}}
			t.Cleanup(tr.CloseIdleConnections)
			for range 2 {
				got, err := do(tr, t.Context(), "PUT", test.target+test.path, "v")
				if test.err != "" {
					wantSent(t, err, false)
					if !strings.Contains(err.Error(), test.err) {
						t.Errorf("got error %v, want %q in it", err, test.err)
					}
					break
				}
				want := "PUT " + u.Host + " " + test.path + " v <nil>"
				if err != nil || got != want {
					t.Fatalf("got %q, %v, want %q", got, err, want)
				}
			}
			if got := strings.Join(asked(), ", "); got != test.asked {
				t.Errorf("the proxy was asked for %q, want %q", got, test.asked)
			}
		})
	}
}

// TestProxyGone: the error of a proxy that cannot be reached is about the proxy.
func TestProxyGone(t *testing.T) {
	t.Parallel()
	tr := newTransport(t)
	tr.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: "127.0.0.1:1", User: url.UserPassword("u", "p")})
	_, err := do(tr, t.Context(), "PUT", "http://etcd.test:2379/k", "v")
	wantSent(t, err, false)
	if !strings.HasPrefix(err.Error(), "proxy 127.0.0.1:1: ") || !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("got %v, want that the proxy refuses", err)
	}
}
