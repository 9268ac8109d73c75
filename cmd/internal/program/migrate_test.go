package program_test

import (
	"strings"
	"testing"

	"etcd2sh/client/sandbox/pki"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestMigrateTLS migrates to a cluster that asks for certificates, with files of its own,
// and within one, with those of the start.
func TestMigrateTLS(t *testing.T) {
	t.Parallel()
	asks := startTLS(t, forLoopback, true)
	plain := sandboxtest.Start(t, 1).Endpoints()[0]
	files := sandboxtest.Issue(t, asks.ca, pki.Certificate{Name: "ours"})
	created := "{:created 1, :same 0, :conflicts 0, :leases 0, :skipped 0}\n"
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"to it":  {[]string{plain, "-c", "reset! k v | :action", "-c", "migrate --into /a --to " + asks.url + " --to-cacert " + asks.ca.File + " --to-cert " + files.Cert + " --to-key " + files.Key}, "\"set\"\n" + created},
		"within": {asks.trusted("--cert", files.Cert, "--key", files.Key, "-c", "reset! k v | :action", "-c", "migrate --into /b"), "\"set\"\n" + created},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run{}.etcd2sh(t, test.args...).prints(t, test.want)
		})
	}
	for name, test := range map[string]struct {
		options string
		status  int
		parts   []string
	}{
		"unknown":  {"--to " + asks.url, 3, []string{":type :tls", "signed, which is not trusted here", "--cacert"}},
		"http":     {"--to " + strings.Replace(asks.url, "https", "http", 1), 3, []string{":type :not-etcd-v2", "use " + asks.url}},
		"no TLS":   {"--to " + strings.Replace(plain, "http", "https", 1), 3, []string{":type :tls", "use " + plain}},
		"mixed":    {"--to " + asks.url + "," + plain, 1, []string{":type :refused", "signed, which is not trusted here", "--to-cacert"}},
		"nobody":   {"--to http://127.0.0.1:1,http://127.0.0.1:2", 3, []string{":type :unreachable", "no server of --to could be reached, and nothing was written", "127.0.0.1:2"}},
		"verify":   {"--verify --to http://127.0.0.1:1", 3, []string{":type :unreachable", "no server of --to"}},
		"no file":  {"--to " + asks.url + " --to-cacert /nonexistent", 2, []string{"--to-cacert /nonexistent"}},
		"no --to":  {"--to-cacert " + asks.ca.File, 2, []string{"--to-cacert is of the cluster that --to URL names"}},
		"password": {"--to-user root", 2, []string{"the password of root is missing", "--to-user root:PASSWORD"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run{}.etcd2sh(t, plain, "-c", "migrate --into /c "+test.options).fails(t, test.status, test.parts...)
		})
	}
}
