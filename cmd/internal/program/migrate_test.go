package program_test

import (
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
		"unknown":  {"--to " + asks.url, 1, []string{":type :refused", "signed, which is not trusted here", "--to-cacert"}},
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
