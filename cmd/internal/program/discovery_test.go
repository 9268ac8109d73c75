package program_test

import (
	"net"
	"strconv"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/pki"
	"etcd2sh/client/sandbox/sandboxtest"
)

// record is the SRV record of an endpoint, with the dot at its end that targets have.
func record(t *testing.T, url string) []*net.SRV {
	t.Helper()
	_, host, _ := strings.Cut(url, "://")
	_, port, err := net.SplitHostPort(host)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	return []*net.SRV{{Target: "localhost.", Port: uint16(n)}}
}

// TestDiscovery finds endpoints by the records of a domain.
func TestDiscovery(t *testing.T) {
	t.Parallel()
	plain := sandboxtest.Start(t, 1).Endpoints()[0]
	forDomain := startTLS(t, pki.Certificate{Name: "server", Hosts: []string{"127.0.0.1", "etcd.test"}}, false)
	forHost := startTLS(t, pki.Certificate{Name: "server", Hosts: []string{"127.0.0.1", "localhost"}}, false)
	const secure, insecure = "_etcd-client-ssl._tcp.etcd.test", "_etcd-client._tcp.etcd.test"
	records := func(pairs ...any) map[string][]*net.SRV {
		all := map[string][]*net.SRV{}
		for i := 0; i < len(pairs); i += 2 {
			all[pairs[i].(string)] = record(t, pairs[i+1].(string))
		}
		return all
	}
	trust := func(s securely) []string { return []string{"-D", "etcd.test", "--cacert", s.ca.File} }
	for name, test := range map[string]struct {
		run
		args   []string
		status int
		text   string // of standard error; empty for nothing
	}{
		"the domain's certificate": {run{records: records(secure, forDomain.url)}, trust(forDomain), 0, ""},
		"the host's certificate":   {run{records: records(secure, forHost.url)}, trust(forHost), 3, "not for etcd.test: it is for localhost, 127.0.0.1"},
		"the host's, insecurely":   {run{records: records(secure, forHost.url)}, append(trust(forHost), "--insecure-discovery"), 0, ""},
		"http alone":               {run{records: records(insecure, plain)}, []string{"--discovery-srv=etcd.test"}, 3, "by http alone: http://localhost:"},
		"http, insecurely":         {run{records: records(insecure, plain)}, []string{"--discovery-srv", "etcd.test", "--insecure-discovery"}, 0, ""},
		"http beside https":        {run{records: records(secure, forDomain.url, insecure, plain)}, trust(forDomain), 0, "; left out, because --insecure-discovery was not given: http://localhost:"},
		"a name":                   {run{records: records("_etcd-client-ssl-dev._tcp.etcd.test", forDomain.url)}, append(trust(forDomain), "--discovery-srv-name", "dev"), 0, ""},
		"variables": {run{records: records("_etcd-client-dev._tcp.etcd.test", plain), env: map[string]string{
			"ETCDCTL_DISCOVERY_SRV": "etcd.test", "ETCDCTL_DISCOVERY_SRV_NAME": "dev", "ETCDCTL_INSECURE_DISCOVERY": "1", "ETCDCTL_ENDPOINTS": "http://127.0.0.1:1"}}, nil, 0, ""},
		"a URL over variables": {run{env: map[string]string{"ETCDCTL_DISCOVERY_SRV": "etcd.test"}}, []string{plain}, 0, ""},
		"no records":           {run{}, []string{"-D", "etcd.test"}, 3, "{:type :unreachable, :message \"no SRV record names an endpoint: " + secure + ": no such record; " + insecure + ": no such record\"}"},
		"both":                 {run{}, []string{"-D", "etcd.test", plain}, 2, "give URLs or --discovery-srv, not both"},
		"a check":              {run{}, []string{"-D", "etcd.test", "--check", writeFile(t, "s.etcd2", "get k\n")}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := test.args
			if name != "a check" {
				args = append(args, "-c", "get k")
			}
			got := test.etcd2sh(t, args...)
			if got.status != test.status || !strings.Contains(got.err, test.text) || test.text == "" && got.err != "" {
				t.Errorf("got %+v, want status %d and %q", got, test.status, test.text)
			}
		})
	}
	t.Run("connect", func(t *testing.T) {
		t.Parallel()
		found := run{records: records(secure, forDomain.url)}
		line := "connect --discovery-srv etcd.test --cacert " + forDomain.ca.File
		got := found.etcd2sh(t, "127.0.0.1:1", "-c", line+" | :members 0 :name", "-c", "get k")
		got.prints(t, "\"m0\"\nnil\n")
		// The next one is not checked by the domain.
		got = found.etcd2sh(t, "127.0.0.1:1", "-c", line+" | :members 0 :name", "-c", "connect "+forHost.url+" --cacert "+forHost.ca.File+" | :members 0 :name")
		got.prints(t, "\"m0\"\n\"m0\"\n")
		run{}.etcd2sh(t, "127.0.0.1:1", "-c", line).fails(t, 3, ":type :unreachable", secure, insecure)
	})
}
