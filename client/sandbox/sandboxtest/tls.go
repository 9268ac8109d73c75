package sandboxtest

import (
	"testing"

	"etcd2sh/client/sandbox"
	"etcd2sh/client/sandbox/pki"
)

// StartTLS starts a sandbox of one member that serves by https.
func StartTLS(t testing.TB, serves sandbox.TLS) *sandbox.Cluster {
	t.Helper()
	return start(t, sandbox.Config{Members: 1, TLS: &serves})
}

// Authority makes an authority whose files end with the test.
func Authority(t testing.TB, name string) *pki.Authority {
	t.Helper()
	a, err := pki.NewAuthority(t.TempDir(), name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Issue has an authority sign a certificate.
func Issue(t testing.TB, a *pki.Authority, c pki.Certificate) pki.Files {
	t.Helper()
	files, err := a.Issue(c)
	if err != nil {
		t.Fatal(err)
	}
	return files
}
