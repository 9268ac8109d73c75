// Package pki makes authorities and certificates for trying TLS out and for tests.
// Start with [NewAuthority]; what it writes is of no use after 30 days, and no server
// that matters should show it.
package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Authority signs certificates for members and their clients. Whoever has its File
// trusts them.
type Authority struct {
	File string // its own certificate, in PEM

	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// Certificate says what an [Authority] is to sign: a certificate for servers and
// clients alike.
type Certificate struct {
	Name  string   // its common name, and that of its files
	Hosts []string // the names and addresses that it is for; none is of a client, or of a server that nobody may trust
	// From and Until are how long it is valid; zero means since an hour ago, and for
	// a year.
	From, Until time.Time
}

// Files are those of a certificate and its key, in PEM.
type Files struct{ Cert, Key string }

const authorityLife = 365 * 24 * time.Hour

// NewAuthority makes an authority of a name that keeps its files in a directory,
// which is there already.
func NewAuthority(dir, name string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	a := &Authority{File: filepath.Join(dir, "ca.pem"), dir: dir, key: key}
	a.cert = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-authorityLife), NotAfter: time.Now().Add(authorityLife),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	return a, a.write(a.File, a.cert, &key.PublicKey)
}

// Issue signs a certificate and writes its files.
func (a *Authority) Issue(c Certificate) (Files, error) {
	files := Files{filepath.Join(a.dir, c.Name+".pem"), filepath.Join(a.dir, c.Name+"-key.pem")}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return files, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return files, err
	}
	if err := writePEM(files.Key, "PRIVATE KEY", der); err != nil {
		return files, err
	}
	return files, a.write(files.Cert, c.template(), &key.PublicKey)
}

// template is what is signed.
func (c Certificate) template() *x509.Certificate {
	if c.From.IsZero() {
		c.From = time.Now().Add(-time.Hour)
	}
	if c.Until.IsZero() {
		c.Until = time.Now().Add(authorityLife)
	}
	t := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: c.Name},
		NotBefore: c.From, NotAfter: c.Until,
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, host := range c.Hosts {
		if ip := net.ParseIP(host); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, host)
		}
	}
	return t
}

// write signs a certificate and writes it.
func (a *Authority) write(file string, template *x509.Certificate, key *ecdsa.PublicKey) error {
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key, a.key)
	if err != nil {
		return err
	}
	return writePEM(file, "CERTIFICATE", der)
}

func writePEM(file, kind string, der []byte) error {
	return os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
}
