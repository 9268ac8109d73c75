package transport_test

import (
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/pki"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/transport"
)

// TestFiles: a file that is missing or does not fit is named, with what it is and why.
func TestFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ca := sandboxtest.Authority(t, "the CA")
	own, other := sandboxtest.Issue(t, ca, pki.Certificate{Name: "own"}), sandboxtest.Issue(t, ca, pki.Certificate{Name: "other"})
	text, err := os.ReadFile(ca.File)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	write := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	nothing := write("nothing.pem", nil)
	der := write("ca.der", block.Bytes)
	broken := write("broken.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: block.Bytes[:99]}))
	locked := write("locked.pem", pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte("x")}))
	missing := filepath.Join(dir, "missing.pem")
	for name, try := range map[string]struct {
		files  transport.Files
		role   transport.FileRole
		file   string
		reason string
	}{
		"no CA":                 {transport.Files{CA: missing}, transport.CAFile, missing, "no such file"},
		"a directory":           {transport.Files{CA: dir}, transport.CAFile, dir, "directory"},
		"an empty CA":           {transport.Files{CA: nothing}, transport.CAFile, nothing, "no certificate in PEM"},
		"a CA in DER":           {transport.Files{CA: der}, transport.CAFile, der, "openssl x509"},
		"a key for a CA":        {transport.Files{CA: own.Key}, transport.CAFile, own.Key, "a key and no certificate"},
		"a broken CA":           {transport.Files{CA: broken}, transport.CAFile, broken, "cannot be read"},
		"no key":                {transport.Files{Cert: own.Cert}, transport.KeyFile, "", own.Cert},
		"no certificate":        {transport.Files{Key: own.Key}, transport.CertFile, "", own.Key},
		"a missing certificate": {transport.Files{Cert: missing, Key: own.Key}, transport.CertFile, missing, "no such file"},
		"a missing key":         {transport.Files{Cert: own.Cert, Key: missing}, transport.KeyFile, missing, "no such file"},
		"the wrong way round":   {transport.Files{Cert: own.Key, Key: own.Cert}, transport.CertFile, own.Key, "a key and no certificate"},
		"two certificates":      {transport.Files{Cert: own.Cert, Key: own.Cert}, transport.KeyFile, own.Cert, "a certificate"},
		"an empty key":          {transport.Files{Cert: own.Cert, Key: nothing}, transport.KeyFile, nothing, "no key in PEM"},
		"an encrypted key":      {transport.Files{Cert: own.Cert, Key: locked}, transport.KeyFile, locked, "passphrase"},
		"the key of another":    {transport.Files{Cert: own.Cert, Key: other.Key}, transport.KeyFile, other.Key, own.Cert},
	} {
		_, err := try.files.Config()
		var bad *transport.FileError
		if !errors.As(err, &bad) || bad.Role != try.role || bad.File != try.file || !strings.Contains(bad.Reason, try.reason) {
			t.Errorf("%s: got %v, want %s %s: …%s…", name, err, try.role, try.file, try.reason)
		}
	}
	if config, err := (transport.Files{}).Config(); config != nil || err != nil {
		t.Errorf("no files: got %v, %v, want the defaults", config, err)
	}
	if config, err := (transport.Files{CA: ca.File, Cert: own.Cert, Key: own.Key}).Config(); err != nil || len(config.Certificates) != 1 || config.RootCAs == nil {
		t.Errorf("all files: got %+v, %v", config, err)
	}
}
