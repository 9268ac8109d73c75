package sandbox_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/client/sandbox"
	"etcd2sh/client/sandbox/pki"
)

// askTLS asks an https endpoint for its version, and trusts one authority.
func askTLS(t *testing.T, at, ca string, own ...tls.Certificate) error {
	t.Helper()
	pem, err := os.ReadFile(ca)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	transport := &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: own}}
	resp, err := (&http.Client{Transport: transport}).Get(at + "/version")
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func TestTLSOfItsOwnAuthority(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 { // the kept directory holds the files of the first
		c := start(t, sandbox.Config{Members: 2, DataDir: dir, TLS: &sandbox.TLS{}})
		for _, at := range c.Endpoints() {
			if !strings.HasPrefix(at, "https://") {
				t.Errorf("endpoint: got %s, want https", at)
			}
			for _, at := range []string{at, strings.Replace(at, "127.0.0.1", "localhost", 1)} {
				if err := askTLS(t, at, c.CA()); err != nil {
					t.Error(err)
				}
			}
		}
		if err := c.Stop(1); err != nil {
			t.Fatal(err)
		}
		if err := c.Restart(t.Context(), 1); err != nil {
			t.Error(err)
		}
		shut(t, c)
	}
}

// TestTLSIsPrivate: the files of a temporary sandbox are gone with it.
func TestTLSIsPrivate(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Config{TLS: &sandbox.TLS{}})
	shut(t, c)
	if _, err := os.Stat(filepath.Dir(c.CA())); !os.IsNotExist(err) {
		t.Errorf("the directory of %s: got %v, want it gone", c.CA(), err)
	}
}

func TestTLSWithCertificatesOfOthers(t *testing.T) {
	t.Parallel()
	ca, err := pki.NewAuthority(t.TempDir(), "a test's CA")
	if err != nil {
		t.Fatal(err)
	}
	files, err := ca.Issue(pki.Certificate{Name: "server", Hosts: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	own, err := tls.LoadX509KeyPair(files.Cert, files.Key)
	if err != nil {
		t.Fatal(err)
	}
	c := start(t, sandbox.Config{TLS: &sandbox.TLS{Files: files, ClientCA: ca.File}})
	if err := askTLS(t, c.Endpoints()[0], ca.File); err == nil {
		t.Error("without a certificate: got no error")
	}
	if err := askTLS(t, c.Endpoints()[0], ca.File, own); err != nil {
		t.Error(err)
	}
	if c.CA() != "" {
		t.Errorf("CA: got %s, want none of its own", c.CA())
	}
}
