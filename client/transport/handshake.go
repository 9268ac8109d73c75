package transport

import (
	"crypto/tls"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"net"
	"slices"
)

// HandshakeError says that TLS with a server did not come about. The server has
// taken in no request, not even where bytes of one were sent: with TLS 1.3 a server
// refuses our certificate only after our part of the handshake is over.
type HandshakeError struct {
	Host  string // the server's, or the proxy's
	Proxy bool   // it is the proxy's
	Err   error  // what crypto/tls says; a *tls.CertificateVerificationError where it was the server's certificate

	// Asked reports whether the server asked for a certificate of ours, and Authorities
	// are the names of those whose certificates it takes, if it told. Shown is the
	// one that it was shown; Withheld one that it was not, because nobody of those
	// signed it. Both may be nil.
	Asked           bool
	Authorities     []string
	Shown, Withheld *tls.Certificate
}

// Error names the host and the reason.
func (e *HandshakeError) Error() string { return fmt.Sprintf("TLS with %s: %v", e.Host, e.Err) }

// Unwrap gives the reason.
func (e *HandshakeError) Unwrap() error { return e.Err }

// Alert gives the alert with which the server ended the handshake, if it sent one.
func (e *HandshakeError) Alert() (alert tls.AlertError, ok bool) { return alertOf(e.Err) }

// alertOf gives the alert of the peer's TLS that an error is. Its type has no name
// outside crypto/tls, but the text of the one that has.
func alertOf(err error) (alert tls.AlertError, ok bool) {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" {
		return 0, false
	}
	for code := range 256 {
		if alert = tls.AlertError(code); alert.Error() == op.Err.Error() {
			return alert, true
		}
	}
	return 0, false
}

// certificateAlerts are the alerts about a certificate of ours, by RFC 8446, 6.2:
// handshake_failure, bad_certificate and those that follow it, unknown_ca,
// access_denied, decrypt_error and certificate_required.
var certificateAlerts = []tls.AlertError{40, 42, 43, 44, 45, 46, 48, 49, 51, 116}

// OwnCertificate reports whether the server wants a certificate that it was not
// shown, or does not take the one that it was.
func (e *HandshakeError) OwnCertificate() bool {
	alert, ok := e.Alert()
	return ok && e.Asked && slices.Contains(certificateAlerts, alert)
}

// handshake is what is known of a connection's TLS.
type handshake struct {
	host        string
	proxy       bool
	asked       bool
	authorities [][]byte
	shown       *tls.Certificate
	withheld    *tls.Certificate
}

// secure starts TLS on c with the host. A name in the configuration is the
// target's, not the proxy's. No protocol is offered, but to find out about a server:
// http/1.1 is what one assumes then.
func (t *Transport) secure(c *conn, host string, proxy bool) error {
	config := &tls.Config{}
	if t.TLS != nil {
		config = t.TLS.Clone()
	}
	if config.ServerName == "" || proxy {
		config.ServerName = host
	}
	config.NextProtos = t.protocols
	h := &handshake{host: host, proxy: proxy}
	choose := config.GetClientCertificate
	if choose == nil {
		choose = fitting(config.Certificates)
	}
	config.GetClientCertificate = func(asked *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		own, err := choose(asked)
		h.asked, h.authorities = true, asked.AcceptableCAs
		switch {
		case err == nil && len(own.Certificate) > 0:
			h.shown = own
		case len(config.Certificates) > 0:
			h.withheld = &config.Certificates[0]
		}
		return own, err
	}
	conn := tls.Client(c.conn, config)
	if err := conn.Handshake(); err != nil {
		return h.failed(err)
	}
	c.conn, c.handshake = conn, h
	return nil
}

// fitting chooses of certificates the first that the server takes, as crypto/tls
// does; the empty one is none.
func fitting(own []tls.Certificate) func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	return func(asked *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		for i := range own {
			if asked.SupportsCertificate(&own[i]) == nil {
				return &own[i], nil
			}
		}
		return new(tls.Certificate), nil
	}
}

func (h *handshake) failed(err error) *HandshakeError {
	e := &HandshakeError{Host: h.host, Proxy: h.proxy, Err: err, Asked: h.asked, Shown: h.shown, Withheld: h.withheld}
	for _, der := range h.authorities {
		var name pkix.RDNSequence
		if rest, err := asn1.Unmarshal(der, &name); err != nil || len(rest) > 0 {
			continue // a name that nobody can read helps nobody
		}
		e.Authorities = append(e.Authorities, name.String())
	}
	return e
}

// refused makes a *HandshakeError of the alert about our certificate that comes in
// place of the first answer of a connection.
func (c *conn) refused(err error) error {
	if c.handshake == nil || c.used {
		return err
	}
	if e := c.handshake.failed(err); e.OwnCertificate() {
		return e
	}
	return err
}
