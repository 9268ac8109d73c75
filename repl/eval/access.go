package eval

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/transport"
)

// Access says which cluster is asked, and how: what flags of the program say at its
// start, and options of connect.
type Access struct {
	Endpoints []string
	Discovery Discovery // finds the endpoints, where it names a domain
	TLS       transport.Files
	User      *url.Userinfo // as whom endpoints are asked whose URL names nobody; nil for guest
	// Variables are the variables of the environment that named a file; the others
	// were named by flags.
	Variables map[transport.FileRole]string
	Prefix    string // of the flags' names: "to-" of --to-cacert
}

// ParseUser takes the NAME or NAME:PASSWORD of an option apart; password is nil where it
// has none. It must not have one where a file has it.
func ParseUser(option, text string, inFile bool) (name string, password *string, err error) {
	name, behind, typed := strings.Cut(text, ":")
	switch {
	case name == "":
		return "", nil, fmt.Errorf("--%s wants a name: --%s NAME, or NAME:PASSWORD", option, option)
	case typed && inFile:
		return "", nil, fmt.Errorf("the password is given twice: behind the colon of --%s and with --password-file", option)
	case typed:
		password = &behind
	}
	return name, password, nil
}

// files are those of TLS, with the name that a server is checked by.
func (a Access) files() transport.Files {
	files := a.TLS
	files.ServerName = a.Discovery.serverName()
	return files
}

// Network is what the program lends for reaching a cluster. The zero Network is the
// system's resolver, without a proxy.
type Network struct {
	// Proxy is that of [transport.Transport].
	Proxy func(*http.Request) (*url.URL, error)
	// LookupSRV is as [net.Resolver.LookupSRV]; nil means the system's.
	LookupSRV func(ctx context.Context, service, proto, name string) (string, []*net.SRV, error)
	// CertFile names a file of certificates that stands for the system's, as
	// SSL_CERT_FILE does; or "".
	CertFile string
	// Warn tells of what is wrong without ending anything; or nil.
	Warn func(text string)
}

// Config finds the endpoints and reads the files, and gives what a client of them
// wants. Its errors are an [*AccessError] or a [*DiscoveryError].
func (n Network) Config(ctx context.Context, a Access) (client.Config, error) {
	endpoints, err := n.endpoints(ctx, a)
	if err != nil {
		return client.Config{}, err
	}
	config, err := a.files().Config()
	if err != nil {
		return client.Config{}, &AccessError{a.fileReason(err)}
	}
	return client.Config{Endpoints: endpoints, User: a.User, Transport: &transport.Transport{TLS: config, Proxy: n.Proxy}}, nil
}

// endpoints are those that are named or found, once it is certain that they can be
// checked.
func (n Network) endpoints(ctx context.Context, a Access) ([]string, error) {
	endpoints := a.Endpoints
	if a.Discovery.Domain != "" {
		var err error
		if endpoints, err = n.discover(ctx, a.Discovery); err != nil {
			return nil, err
		}
	}
	if a.TLS.SkipVerify {
		n.warn("--insecure-skip-tls-verify: servers are not checked, and may be anybody")
		return endpoints, nil
	}
	if n.CertFile == "" || a.TLS.CA != "" || !slices.ContainsFunc(endpoints, isHTTPS) {
		return endpoints, nil
	}
	// crypto/x509 would say of every server that nobody has signed its certificate.
	f, err := os.Open(n.CertFile)
	if err != nil {
		return nil, &AccessError{fmt.Sprintf("SSL_CERT_FILE names %s, which cannot be read: %v; --cacert names another file", n.CertFile, withoutPath(err))}
	}
	return endpoints, f.Close()
}

func (n Network) warn(text string) {
	if n.Warn != nil {
		n.Warn(text)
	}
}

func isHTTPS(endpoint string) bool { return strings.HasPrefix(strings.TrimSpace(endpoint), "https://") }

func withoutPath(err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return path.Err
	}
	return err
}

// AccessError says that a file which flags or variables name cannot be used. It is
// bad usage.
type AccessError struct{ Reason string }

func (e *AccessError) Error() string { return e.Reason }

// fileFlags are the flags that name files.
var fileFlags = map[transport.FileRole]string{
	transport.CAFile: "cacert", transport.CertFile: "cert", transport.KeyFile: "key",
}

// fileReason names the flag, and the variable where that named the file.
func (a Access) fileReason(err error) string {
	var bad *transport.FileError
	if !errors.As(err, &bad) {
		return err.Error()
	}
	words := []string{"--" + a.Prefix + fileFlags[bad.Role], bad.File, bad.Reason}
	if variable := a.Variables[bad.Role]; variable != "" && bad.File != "" {
		words[0] += " (by " + variable + ")"
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}
