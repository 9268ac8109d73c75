package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"time"

	"etcd2sh/client"
)

// certificates looks at what each URL with https shows, each within a limit.
func certificates(ctx context.Context, members []client.Member, limit time.Duration) []Certificate {
	var urls []*url.URL
	for _, m := range members {
		for _, text := range m.ClientURLs {
			if u, err := url.Parse(text); err == nil && u.Scheme == "https" {
				urls = append(urls, u)
			}
		}
	}
	all := make([]Certificate, len(urls))
	forEach(len(urls), func(i int) {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		leaf, err := leafOf(ctx, urls[i])
		all[i] = Certificate{urls[i].String(), leaf, err}
	})
	return all
}

// leafOf gives a server's certificate. It is only looked at, and whether it is trusted
// is what the requests tell; a server that wants one of ours shows its own before that.
func leafOf(ctx context.Context, u *url.URL) (*x509.Certificate, error) {
	var leaf *x509.Certificate
	d := tls.Dialer{Config: &tls.Config{
		ServerName:         u.Hostname(),
		InsecureSkipVerify: true,
		VerifyConnection: func(s tls.ConnectionState) error {
			leaf = s.PeerCertificates[0]
			return nil
		},
	}}
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), portOf(u)))
	if err == nil {
		err = conn.Close()
	}
	if leaf != nil {
		return leaf, nil
	}
	if err == nil {
		err = errors.New("it shows no certificate")
	}
	return nil, err
}

func portOf(u *url.URL) string {
	if u.Port() == "" {
		return "443"
	}
	return u.Port()
}
