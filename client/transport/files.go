package transport

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// Files names what a TLS configuration is made of. The zero Files is the defaults.
type Files struct {
	CA         string // certificates that servers are checked by; empty means the system's
	Cert, Key  string // our own certificate, and its key; empty means none
	ServerName string // what a server's certificate must be for; empty means its host
	SkipVerify bool   // servers are not checked
}

// FileError says that a file of [Files] is missing, or holds something else.
type FileError struct {
	Role   FileRole
	File   string // empty where one is not named that is needed
	Reason string // reads after the file
}

// FileRole is which of the files one is.
type FileRole string

// The roles.
const (
	CAFile   FileRole = "CA"
	CertFile FileRole = "certificate"
	KeyFile  FileRole = "key"
)

// Error names the file and the reason.
func (e *FileError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Role, e.File, e.Reason))
}

// Config reads the files; nil means the defaults. The error is a [*FileError].
func (f Files) Config() (*tls.Config, error) {
	if f == (Files{}) {
		return nil, nil
	}
	config := &tls.Config{ServerName: f.ServerName, InsecureSkipVerify: f.SkipVerify} // which only a user can ask for
	if f.CA != "" {
		certificates, err := readCertificates(CAFile, f.CA)
		if err != nil {
			return nil, err
		}
		config.RootCAs = x509.NewCertPool()
		for _, c := range certificates {
			config.RootCAs.AddCert(c)
		}
	}
	if f.Cert == "" && f.Key == "" {
		return config, nil
	}
	own, err := f.own()
	config.Certificates = []tls.Certificate{own}
	return config, err
}

// own reads our own certificate.
func (f Files) own() (own tls.Certificate, err error) {
	switch {
	case f.Key == "":
		return own, &FileError{KeyFile, "", "is missing: the certificate " + f.Cert + " is of no use without its key"}
	case f.Cert == "":
		return own, &FileError{CertFile, "", "is missing: the key " + f.Key + " is of no use without its certificate"}
	}
	if _, err := readCertificates(CertFile, f.Cert); err != nil {
		return own, err
	}
	if err := checkKey(f.Key); err != nil {
		return own, err
	}
	own, err = tls.LoadX509KeyPair(f.Cert, f.Key)
	if err != nil {
		return own, &FileError{KeyFile, f.Key, "does not belong to the certificate " + f.Cert + ": " + strings.TrimPrefix(err.Error(), "tls: ")}
	}
	return own, nil
}

// read reads the PEM blocks of a file.
func read(role FileRole, file string) (text []byte, blocks []*pem.Block, err error) {
	text, err = os.ReadFile(file)
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		err = path.Err // the file is named anyway
	}
	if err != nil {
		return nil, nil, &FileError{role, file, "cannot be read: " + err.Error()}
	}
	for rest := text; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return text, blocks, nil
		}
		blocks = append(blocks, block)
	}
}

// readCertificates reads a file of certificates, of which there is one at least.
func readCertificates(role FileRole, file string) (all []*x509.Certificate, err error) {
	text, blocks, err := read(role, file)
	if err != nil {
		return nil, err
	}
	for _, block := range blocks {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, &FileError{role, file, "holds a certificate that cannot be read: " + strings.TrimPrefix(err.Error(), "x509: ")}
		}
		all = append(all, c)
	}
	switch {
	case len(all) > 0:
		return all, nil
	case slices.ContainsFunc(blocks, isKey):
		return nil, &FileError{role, file, "holds a key and no certificate"}
	}
	if _, err := x509.ParseCertificate(text); err == nil {
		return nil, &FileError{role, file, "is in DER, not in PEM; openssl x509 -inform der turns it into that"}
	}
	return nil, &FileError{role, file, "holds no certificate in PEM"}
}

// checkKey finds out why a file is none of a key.
func checkKey(file string) error {
	_, blocks, err := read(KeyFile, file)
	at := slices.IndexFunc(blocks, isKey)
	switch {
	case err != nil:
		return err
	case at < 0 && len(blocks) > 0:
		return &FileError{KeyFile, file, "holds no key, but a " + strings.ToLower(blocks[0].Type)}
	case at < 0:
		return &FileError{KeyFile, file, "holds no key in PEM"}
	case strings.Contains(blocks[at].Type+blocks[at].Headers["Proc-Type"], "ENCRYPTED"):
		return &FileError{KeyFile, file, "is encrypted with a passphrase; openssl pkey takes it off"}
	}
	return nil
}

func isKey(block *pem.Block) bool { return strings.HasSuffix(block.Type, "PRIVATE KEY") }
