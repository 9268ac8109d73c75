package client

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"etcd2sh/client/transport"
)

// TLSProblem is what keeps TLS with a server from coming about.
type TLSProblem string

// The problems: with the server's certificate, with ours, or with TLS at all.
const (
	UnknownAuthority   TLSProblem = "unknown-authority" // nobody who is trusted here has signed it
	CertificateExpired TLSProblem = "expired"
	NotYetValid        TLSProblem = "not-yet-valid"
	WrongName          TLSProblem = "wrong-name"          // it is for other hosts
	NoName             TLSProblem = "no-name"             // it is for no host: what has only a common name is none
	BadCertificate     TLSProblem = "bad-certificate"     // anything else
	CertificateWanted  TLSProblem = "certificate-wanted"  // the server asks for one of ours
	CertificateRefused TLSProblem = "certificate-refused" // it does not take ours
	NoTLS              TLSProblem = "no-tls"              // the server speaks HTTP
	TLSFailed          TLSProblem = "failed"              // anything else
)

// TLSError says that TLS with an endpoint did not come about. Nothing was done: a
// server takes in no request before that.
type TLSError struct {
	Endpoint string // its URL, without credentials
	Problem  TLSProblem
	Found    string // the problem in words; reads after the endpoint
	Err      error  // what crypto/tls says
}

// Error names the endpoint and the problem.
func (t *TLSError) Error() string { return t.Endpoint + " " + t.Found }

// Unwrap gives what crypto/tls says.
func (t *TLSError) Unwrap() error { return t.Err }

// Denied reports whether the server did not let us, for want of a certificate that it
// takes.
func (t *TLSError) Denied() bool {
	return t.Problem == CertificateWanted || t.Problem == CertificateRefused
}

// tlsError makes a *TLSError of a handshake that failed; nil where that was not TLS's
// fault, as that of a server which ends in the middle of it.
func tlsError(e endpoint, h *transport.HandshakeError) error {
	t := &TLSError{Endpoint: e.String(), Err: h}
	if h.Proxy {
		t.Endpoint = "the proxy " + h.Host
	}
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	alert, alerted := h.Alert()
	switch {
	case errors.As(h.Err, &verify):
		t.Problem, t.Found = certificateProblem(verify)
	case h.OwnCertificate():
		t.Problem, t.Found = ownCertificateProblem(h, alert)
	case errors.As(h.Err, &record) && string(record.RecordHeader[:]) == "HTTP/":
		t.Problem, t.Found = NoTLS, noTLS
	case errors.As(h.Err, &record):
		t.Problem, t.Found = TLSFailed, "does not answer in TLS"
	case alerted:
		t.Problem, t.Found = TLSFailed, "ended the handshake of TLS: "+alertText(alert)
	default:
		return nil
	}
	return t
}

const noTLS = "speaks no TLS, but plain HTTP"

// alertText is an alert in words.
func alertText(alert tls.AlertError) string { return strings.TrimPrefix(alert.Error(), "tls: ") }

// certificateProblem says what is wrong with a server's certificate.
func certificateProblem(verify *tls.CertificateVerificationError) (problem TLSProblem, found string) {
	leaf := verify.UnverifiedCertificates[0]
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	switch names := namesOf(leaf); {
	case errors.As(verify.Err, &invalid) && invalid.Reason == x509.Expired:
		return outOfTime(leaf, invalid.Cert)
	case errors.As(verify.Err, &host) && len(names) == 0:
		return NoName, fmt.Sprintf("has a certificate without any host in it (no subjectAltName): it is called %q only, which does not count", leaf.Subject)
	case errors.As(verify.Err, &host):
		return WrongName, fmt.Sprintf("has a certificate for other hosts, not for %s: it is for %s", host.Host, shortList(names))
	case errors.As(verify.Err, new(x509.UnknownAuthorityError)) && bytes.Equal(leaf.RawIssuer, leaf.RawSubject):
		return UnknownAuthority, "has a certificate that it signed itself, which is not trusted here"
	case errors.As(verify.Err, new(x509.UnknownAuthorityError)):
		return UnknownAuthority, fmt.Sprintf("has a certificate that %q signed, which is not trusted here", leaf.Issuer)
	}
	return BadCertificate, fmt.Sprintf("has a certificate that is not good: %v", verify.Err)
}

// outOfTime says of a server's certificate, or of another one in its chain, that it is
// not valid now.
func outOfTime(leaf, invalid *x509.Certificate) (problem TLSProblem, found string) {
	whose := "has a certificate"
	if !invalid.Equal(leaf) {
		whose = fmt.Sprintf("has a certificate whose authority %q has one", invalid.Subject)
	}
	if time.Now().Before(invalid.NotBefore) {
		return NotYetValid, whose + " that is valid only from " + shownTime(invalid.NotBefore) + " on"
	}
	return CertificateExpired, whose + " that expired on " + shownTime(invalid.NotAfter)
}

func shownTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// namesOf are the hosts that a certificate is for.
func namesOf(c *x509.Certificate) []string {
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	return names
}

// shortList is some names, but not hundreds.
func shortList(names []string) string {
	const most = 10
	if n := len(names); n > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", n-most)
	}
	return strings.Join(names, ", ")
}

// ownCertificateProblem says what a server has against our certificate.
func ownCertificateProblem(h *transport.HandshakeError, alert tls.AlertError) (problem TLSProblem, found string) {
	signed := ""
	if len(h.Authorities) > 0 {
		signed = fmt.Sprintf(" signed by %q", strings.Join(h.Authorities, `" or "`))
	}
	wants := ""
	if signed != "" {
		wants = "; it wants one" + signed
	}
	switch {
	case h.Shown != nil:
		return CertificateRefused, fmt.Sprintf("does not take the client certificate %s (%s)%s", describeOwn(h.Shown), alertText(alert), wants)
	case h.Withheld != nil:
		return CertificateRefused, fmt.Sprintf("does not take the client certificate %s%s", describeOwn(h.Withheld), wants)
	}
	return CertificateWanted, "asks for a client certificate" + signed
}

// describeOwn says which certificate of ours it is.
func describeOwn(own *tls.Certificate) string {
	leaf, err := leafOf(own)
	if err != nil {
		return err.Error()
	}
	text := fmt.Sprintf("%q signed by %q", leaf.Subject, leaf.Issuer)
	if time.Now().After(leaf.NotAfter) {
		text += ", expired on " + shownTime(leaf.NotAfter)
	}
	return text
}

func leafOf(own *tls.Certificate) (*x509.Certificate, error) {
	if own.Leaf != nil {
		return own.Leaf, nil
	}
	return x509.ParseCertificate(own.Certificate[0])
}

// commonName is the name in the certificate of ours that the server was shown whose
// answer has this body; "" for none. By it etcd may know who asks.
func commonName(answer io.ReadCloser) string {
	own := transport.Shown(answer)
	if own == nil {
		return ""
	}
	leaf, err := leafOf(own)
	if err != nil {
		return ""
	}
	return leaf.Subject.CommonName
}

// showedCertificate keeps the common name of the certificate that the last server was
// shown.
func (c *Client) showedCertificate(name string) {
	if name == "" && c.commonName.Load() == nil {
		return
	}
	kept := name
	c.commonName.Store(&kept)
}
