package main

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/admin"
	"etcd2sh/client/sandbox"
	"etcd2sh/client/transport"
)

// guarded is a sandbox whose authentication is on.
type guarded struct {
	*sandbox.Cluster
	user *url.Userinfo // who may do everything
}

// User is as whom the shell asks.
func (g guarded) User() *url.Userinfo { return g.user }

// guard turns the authentication of a sandbox on, for a user NAME:PASSWORD who may do
// everything, and root with the same password.
func guard(ctx context.Context, cluster *sandbox.Cluster, text string) (guarded, error) {
	name, password, ok := strings.Cut(text, ":")
	if !ok || name == "" || password == "" {
		return guarded{}, errors.New("--auth wants NAME:PASSWORD")
	}
	files, err := transport.Files{CA: cluster.CA()}.Config()
	if err != nil {
		return guarded{}, err
	}
	c, err := client.New(client.Config{Endpoints: cluster.Endpoints(), Transport: &transport.Transport{TLS: files}})
	if err != nil {
		return guarded{}, err
	}
	defer c.Close()
	if _, err := admin.AddUser(ctx, c, "root", password); err != nil {
		return guarded{}, err
	}
	if name != "root" {
		if _, err := admin.AddUser(ctx, c, name, password); err != nil {
			return guarded{}, err
		}
		if _, err := admin.GrantRoles(ctx, c, name, []string{"root"}); err != nil {
			return guarded{}, err
		}
	}
	return guarded{cluster, url.UserPassword(name, password)}, admin.Enable(ctx, c)
}
