package doctor_test

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox"
	"etcd2sh/client/sandbox/pki"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/doctor"
)

// trusting gives a client that trusts an authority.
func trusting(t *testing.T, a *pki.Authority, endpoint string) *client.Client {
	t.Helper()
	text, err := os.ReadFile(a.File)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		t.Fatalf("%s is no certificate", a.File)
	}
	c, err := client.New(client.Config{Endpoints: []string{endpoint}, Timeout: time.Minute, TLS: &tls.Config{RootCAs: roots}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// A certificate that ends soon, or is for another host, is told, also where the server
// asks for one of ours before it lets us look further.
func TestJudgesCertificates(t *testing.T) {
	t.Parallel()
	here := []string{"127.0.0.1"}
	for _, tt := range []struct {
		name    string
		cert    pki.Certificate
		wants   bool // the server wants a certificate
		verdict doctor.Verdict
		seen    string
	}{
		{"good", pki.Certificate{Hosts: here, Until: time.Now().AddDate(1, 0, 0)}, false, doctor.Well, "fit their names"},
		{"ends soon", pki.Certificate{Hosts: here, Until: time.Now().AddDate(0, 0, 10)}, false, doctor.Bad, "ends in 9 days"},
		{"ended", pki.Certificate{Hosts: here, From: time.Now().AddDate(0, 0, -9), Until: time.Now().AddDate(0, 0, -1)}, false, doctor.Bad, "has ended"},
		{"for another host", pki.Certificate{Hosts: []string{"elsewhere"}, Until: time.Now().AddDate(1, 0, 0)}, false, doctor.Bad, "for others"},
		{"of a server that wants ours", pki.Certificate{Hosts: here, Until: time.Now().AddDate(0, 0, 10)}, true, doctor.Bad, "ends in 9 days"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := sandboxtest.Authority(t, "authority")
			tt.cert.Name = "server"
			serves := sandbox.TLS{Files: sandboxtest.Issue(t, a, tt.cert)}
			if tt.wants {
				serves.ClientCA = a.File
			}
			c := trusting(t, a, sandboxtest.StartTLS(t, serves).Endpoints()[0])
			if got := verdicts(t, c, 0)["tls"]; got.Verdict != tt.verdict || !strings.Contains(got.Seen, tt.seen) {
				t.Errorf("got %+v, want %s: %s", got, tt.verdict, tt.seen)
			}
		})
	}
}
