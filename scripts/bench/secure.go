//go:build unix

package main

import (
	"context"

	"etcd2sh/client/sandbox/pki"
)

// secure is a measurement of processes that ask a server by https, which is started
// for it.
type secure struct{ turns }

func (s secure) measure(ctx context.Context, b *bench) error {
	if !b.has(ctx, etcd, s.what) {
		return nil
	}
	return b.at(ctx, serveSecurely, s.what, func() error { return s.turns.measure(ctx, b) })
}

// serveSecurely starts the installed etcd with a certificate.
func serveSecurely(ctx context.Context, b *bench) (string, error) {
	ca, err := pki.NewAuthority(b.dir, "bench CA")
	if err != nil {
		return "", err
	}
	cert, err := ca.Issue(pki.Certificate{Name: "bench", Hosts: []string{"127.0.0.1"}})
	if err != nil {
		return "", err
	}
	b.ca = ca.File
	return b.serveEtcd(ctx, installed{in: "secure", cert: cert})
}
