package client_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/transport"
)

// TestNotV2 connects to what is on the wrong port, and wants the way out told.
//
// Promise: A 404 is "key not found" only
// Promise: A server without the v2 API
func TestNotV2(t *testing.T) {
	t.Parallel()
	missing := answer(404, "text/plain", "404 page not found\n")
	for name, try := range map[string]struct {
		text, version string
		advice, found string
		write         string
	}{
		"gRPC":      {"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\x00\x00\x40\x00", "", "serves HTTP", "gRPC only", clienttest.NotV2},
		"TLS alert": {"\x15\x03\x01\x00\x02\x02\x46", "", "https://", "TLS", clienttest.NotV2},
		"nginx":     {answer(400, "text/html", "<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>"), "", "https://", "HTML", clienttest.NotV2},
		"v2 off":    {missing, "3.5.21", "--enable-v2", "etcd 3.5.21 without", clienttest.NotV2},
		"3.6":       {missing, "3.6.4", "no v2 API", "etcd 3.6.4 without", clienttest.NotV2},
		"4":         {missing, "4.0.0", "no v2 API", "etcd 4.0.0 without", clienttest.NotV2},
		"a gateway": {answer(404, "text/html", "<html>no such page</html>"), "3.5.21", "another program", "HTML", clienttest.NotV2},
		"no words":  {answer(404, "text/plain", ""), "3.5.21", "another program", "404", clienttest.NotV2},
		"no etcd":   {missing, "", "no etcd", "404", clienttest.NotV2},
		"a page":    {answer(200, "text/html", "<html>welcome</html>"), "", "another program", "not the JSON", clienttest.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := fakeServer(t, func(_ int, req *http.Request) (string, bool) {
				if req.URL.Path == "/version" && try.version != "" {
					return answerJSON(200, fmt.Sprintf(`{"etcdserver":%q,"etcdcluster":"x"}`, try.version)), true
				}
				return try.text, strings.HasPrefix(try.text, "HTTP/")
			})
			c := clienttest.Client(t, strings.Replace(f.url, "//", "//user:secret@", 1))
			_, err := c.Get(t.Context(), "/k", client.GetOptions{})
			var refused *client.NotV2
			if !errors.As(err, &refused) || errors.Is(err, client.ErrKeyNotFound) {
				t.Fatalf("got %v (%T), want a *NotV2", err, err)
			}
			if !strings.Contains(refused.Advice, try.advice) || !strings.Contains(refused.Found, try.found) || refused.Endpoint != f.url {
				t.Errorf("got %+v, want %q and %q about %s", refused, try.found, try.advice, f.url)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("got the password in %q", err)
			}
			_, err = c.Set(t.Context(), "/k", "v", client.SetOptions{})
			clienttest.WantOutcome(t, err, try.write)
		})
	}
}

// TestAlikeWithoutV2: servers that lack v2 all in the same way are told as one is, and not
// as servers that nobody could reach.
func TestAlikeWithoutV2(t *testing.T) {
	t.Parallel()
	lacks := func(version string) string {
		return fakeServer(t, func(_ int, req *http.Request) (string, bool) {
			if req.URL.Path == "/version" {
				return answerJSON(200, fmt.Sprintf(`{"etcdserver":%q,"etcdcluster":"x"}`, version)), true
			}
			return answer(404, "text/plain", "404 page not found\n"), true
		}).url
	}
	for name, try := range map[string]struct {
		endpoints []string
		alike     bool
	}{
		"alike":     {[]string{lacks("3.6.4"), lacks("3.6.4")}, true},
		"different": {[]string{lacks("3.6.4"), lacks("3.5.35")}, false},
		"one down":  {[]string{lacks("3.6.4"), "http://127.0.0.1:1"}, false},
	} {
		_, err := clienttest.Client(t, try.endpoints...).Get(t.Context(), "/k", client.GetOptions{})
		if alike := !errors.As(err, new(*client.Unreachable)); alike != try.alike || err == nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestTLS puts TLS in front of a real server.
func TestTLS(t *testing.T) {
	real, err := url.Parse(realClient(t).Endpoints()[0])
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(httputil.NewSingleHostReverseProxy(real))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	secure := &transport.Transport{TLS: &tls.Config{RootCAs: roots}}
	c := clienttest.New(t, client.Config{Endpoints: []string{server.URL}, Timeout: clienttest.LongTimeout, Transport: secure})
	clienttest.Set(t, c, "/k é", "v;v")
	wantValue(t, c, "/k é", new("v;v"))

	plain := strings.Replace(server.URL, "https", "http", 1)
	for _, do := range []func(c *client.Client) error{
		func(c *client.Client) error {
			_, err := c.Get(t.Context(), "/k", client.GetOptions{})
			return err
		},
		func(c *client.Client) error {
			_, err := c.Set(t.Context(), "/k", "v", client.SetOptions{})
			return err
		},
	} {
		err := do(clienttest.Client(t, plain))
		var refused *client.NotV2
		if !errors.As(err, &refused) || !strings.Contains(refused.Advice, server.URL) {
			t.Errorf("got %v (%T), want a *NotV2 that advises %s", err, err, server.URL)
		}
		err = do(clienttest.Client(t, server.URL))
		if !errors.As(err, new(*client.TLSError)) || !errors.As(err, new(x509.UnknownAuthorityError)) {
			t.Errorf("got %v (%T), want a *TLSError about its certificate", err, err)
		}
	}
}

// TestCredentials go to their own endpoint, in the header only.
func TestCredentials(t *testing.T) {
	t.Parallel()
	ok := func(int, *http.Request) (string, bool) { return answerJSON(200, gotV), true }
	cut := func(int, *http.Request) (string, bool) { return "", false }
	for userinfo, want := range map[string]string{
		"":                      "GET /v2/keys/k",
		"user:secret@":          "GET /v2/keys/k as user:secret",
		"user@":                 "GET /v2/keys/k as user:",
		"us%3Aer:secret%40%2F@": "GET /v2/keys/k as us:er:secret@/",
	} {
		f, broken := fakeServer(t, ok), fakeServer(t, cut)
		with := strings.Replace(f.url, "//", "//"+userinfo, 1)
		c := clienttest.Client(t, broken.url, with)
		if _, err := c.Get(t.Context(), "/k", client.GetOptions{}); err != nil {
			t.Error(err)
		}
		if saw := f.requests(); !slices.Equal(saw, []string{want}) {
			t.Errorf("got %q, want %q", saw, want)
		}
		if saw := broken.requests(); len(saw) == 0 || strings.Contains(strings.Join(saw, "\n"), " as ") {
			t.Errorf("got %q at the other endpoint, want requests without credentials", saw)
		}
		if got := c.Endpoints(); !slices.Equal(got, []string{broken.url, f.url}) {
			t.Errorf("got %q, want them without credentials", got)
		}
		lost := clienttest.Client(t, strings.Replace(broken.url, "//", "//"+userinfo, 1))
		_, read := lost.Get(t.Context(), "/k", client.GetOptions{})
		_, write := lost.Set(t.Context(), "/k", "v", client.SetOptions{})
		refused := clienttest.Client(t, "http://"+userinfo+"127.0.0.1:1")
		_, down := refused.Get(t.Context(), "/k", client.GetOptions{})
		for _, err := range []error{read, write, down} {
			if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "user") {
				t.Errorf("got %v, want an error without credentials", err)
			}
		}
	}
}

// TestEndpoints uses each spelling of a server's address.
func TestEndpoints(t *testing.T) {
	real := realClient(t).Endpoints()[0]
	to, err := url.Parse(real)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(http.StripPrefix("/my etcd", httputil.NewSingleHostReverseProxy(to)))
	t.Cleanup(proxy.Close)
	for name, want := range map[string]string{
		real: real, real + "/": real, real + "//": real, to.Host: real, " " + real + " ": real,
		proxy.URL + "/my%20etcd":         proxy.URL + "/my etcd",
		proxy.URL + "/my etcd/":          proxy.URL + "/my etcd",
		"http://u:p@" + to.Host + "/":    real,
		"someone:secret@" + to.Host + "": real,
	} {
		c := clienttest.Client(t, name)
		if got := c.Endpoints(); !slices.Equal(got, []string{want}) {
			t.Errorf("%q: got the endpoints %q, want %q", name, got, want)
		}
		for _, key := range []string{"/k", "/k %/é?#", "/"} {
			if key != "/" {
				clienttest.Set(t, c, key, name)
				wantValue(t, c, key, &name)
			} else if root := clienttest.Get(t, c, key); !root.Dir {
				t.Errorf("%q: got %+v, want the root", name, root)
			}
		}
	}
	if c := clienttest.New(t, client.Config{}); !slices.Equal(c.Endpoints(), []string{client.DefaultEndpoint}) {
		t.Errorf("got %q, want the default endpoint", c.Endpoints())
	}
}

func TestBadEndpoints(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", "http://", "ftp://user:secret@host", "unix:///secret", "http://host/?secret", "http://host/#secret",
		"http://host/../secret", "http://user:secret@host:port", "http://user:secret@host/?x", "http://[::1", ":2379",
	} {
		_, err := client.New(client.Config{Endpoints: []string{"http://good", name}})
		wantArgument(t, err, "endpoint")
		if err != nil && strings.Contains(name, "user:secret") && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: got the password in %q", name, err)
		}
	}
}

// TestPasswordThatIsNotEncoded: what a URL takes for another part of it, or a comma
// for another endpoint, is neither asked nor shown; the error says how to write it.
func TestPasswordThatIsNotEncoded(t *testing.T) {
	t.Parallel()
	for _, endpoints := range [][]string{
		{"http://root:12/secret@host"}, {"http://root:12#secret@host"}, {"http://root:12?secret@host"}, {"http://root:%secret@host"},
		{"http:/root:secret@host"}, {"http//root:secret@host"}, {`root:secret"@host`}, {"root:x://secret@host"},
		{"http://root:12", "secret@host"}, {"root:12", "34", "secret/@host"}, {"http://root:secret", "x@host"}, {"http://root:a secret@host"},
	} {
		_, err := client.New(client.Config{Endpoints: endpoints})
		wantArgument(t, err, "endpoint")
		if err != nil && (strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "%2F for /")) {
			t.Errorf("%q: got %v, want how to write a password, and not the password", endpoints, err)
		}
	}
}
