package doctor_test

import (
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox"
	"etcd2sh/client/sandbox/pki"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/doctor"
)

// unchecking gives a client that takes any server's certificate and shows one that an
// authority has signed.
func unchecking(t *testing.T, a *pki.Authority, endpoint string) *client.Client {
	t.Helper()
	files := sandboxtest.Issue(t, a, pki.Certificate{Name: "client", Until: time.Now().AddDate(1, 0, 0)})
	own, err := tls.LoadX509KeyPair(files.Cert, files.Key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(client.Config{Endpoints: []string{endpoint}, Timeout: time.Minute, TLS: &tls.Config{InsecureSkipVerify: true, Certificates: []tls.Certificate{own}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// A certificate that ends soon, or is for another host, is told, also where it is not
// checked and where the server asks for one of ours.
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
			c := unchecking(t, a, sandboxtest.StartTLS(t, serves).Endpoints()[0])
			if got := verdicts(t, c, 0)["tls"]; got.Verdict != tt.verdict || !strings.Contains(got.Seen, tt.seen) {
				t.Errorf("got %+v, want %s: %s", got, tt.verdict, tt.seen)
			}
		})
	}
}
