package sandbox

import (
	"crypto/tls"
	"net"
	"slices"

	"etcd2sh/client/sandbox/pki"

	"go.etcd.io/etcd/client/pkg/v3/transport"
)

// TLS says what the members show to their clients, and ask of them.
type TLS struct {
	// Files are the members' certificate; none means one of an authority of the
	// sandbox's own, which [Cluster.CA] gives.
	Files pki.Files
	// ClientCA is the file of the authority whose certificates clients must show;
	// Files is then one of them. Empty asks for none.
	ClientCA string
}

// info is that for etcd; t may be nil.
func (t *TLS) info() transport.TLSInfo {
	if t == nil {
		return transport.TLSInfo{}
	}
	return transport.TLSInfo{
		CertFile: t.Files.Cert, KeyFile: t.Files.Key,
		TrustedCAFile: t.ClientCA, ClientCertAuth: t.ClientCA != "",
	}
}

// scheme is that of the members' client URLs.
func (t *TLS) scheme() string {
	if t == nil {
		return "http"
	}
	return "https"
}

// asMember is how one asks a member of one's own, whether others trust it or not;
// nil where it speaks no TLS.
func asMember(info transport.TLSInfo) (*tls.Config, error) {
	if info.CertFile == "" {
		return nil, nil
	}
	own, err := tls.LoadX509KeyPair(info.CertFile, info.KeyFile)
	return &tls.Config{InsecureSkipVerify: true, Certificates: []tls.Certificate{own}}, err
}

// serves says how the members serve their clients; nil is plainly.
func (c *Cluster) serves(cfg Config) (*TLS, error) {
	if cfg.TLS == nil || cfg.TLS.Files != (pki.Files{}) {
		return cfg.TLS, nil
	}
	host, _, _ := net.SplitHostPort(cfg.Listen) // what is wrong with it is told where it is listened on
	ca, err := pki.NewAuthority(c.dir.path, "etcd2sh-sandbox CA")
	if err != nil {
		return nil, err
	}
	c.ca = ca.File
	own := *cfg.TLS
	own.Files, err = ca.Issue(pki.Certificate{Name: "etcd2sh-sandbox", Hosts: hostsOf(host)})
	return &own, err
}

// hostsOf are what a sandbox can be called by that listens on a host.
func hostsOf(listen string) []string {
	hosts := []string{"localhost", loopback, "::1"}
	if listen != "" && !slices.Contains(hosts, listen) {
		hosts = append(hosts, listen)
	}
	return hosts
}

// CA gives the file of the certificate that the members' own are checked by; empty
// where they speak no TLS, or have certificates of somebody else.
func (c *Cluster) CA() string { return c.ca }
