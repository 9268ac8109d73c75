package eval

import (
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

const unchecked = "--insecure-skip-tls-verify connects without looking at it"

// tlsAdvice says what mends a problem of TLS, by the flags of the program that are
// options of connect too.
var tlsAdvice = map[client.TLSProblem]string{
	client.UnknownAuthority:   "--cacert FILE names the certificate of the authority to trust",
	client.CertificateExpired: "renew it; until then " + unchecked,
	client.NotYetValid:        "compare the clocks of both machines; " + unchecked,
	client.WrongName:          "ask it by one of those names, or have it signed for this one; " + unchecked,
	client.NoName:             "have it signed with the host as its subjectAltName; " + unchecked,
	client.BadCertificate:     unchecked,
	client.CertificateWanted:  "--cert FILE and --key FILE show one",
	client.CertificateRefused: "--cert FILE and --key FILE show another",
	client.TLSFailed:          "look whether it is a client URL of etcd's",
}

// tlsMessage is a problem of TLS in words, with what mends it.
func tlsMessage(e *client.TLSError) string {
	if e.Problem == client.NoTLS {
		return e.Error() + ": use " + strings.Replace(e.Endpoint, "https://", "http://", 1)
	}
	return e.Error() + "; " + tlsAdvice[e.Problem]
}

func tlsData(e *client.TLSError) render.Map {
	return lang.ErrorMap("tls", tlsMessage(e),
		render.Entry{Key: render.Keyword("endpoint"), Value: e.Endpoint},
		render.Entry{Key: render.Keyword("problem"), Value: render.Keyword(e.Problem)})
}
