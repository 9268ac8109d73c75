package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/admin"
	"etcd2sh/client/sandbox"
	"etcd2sh/client/transport"
)

// guardTimeout is how long each request may take before the shell is there: passwords cost
// a busy machine some time.
const guardTimeout = time.Minute

// guarded is a sandbox whose authentication is on.
type guarded struct {
	*sandbox.Cluster
	user *url.Userinfo // who may do everything
}

// User is as whom the shell asks.
func (g guarded) User() *url.Userinfo { return g.user }

// guard turns the authentication of a sandbox on, for a user NAME:PASSWORD who may do
// everything, and root with the same password. Where kept data has it on already, the
// user must be one who may.
func guard(ctx context.Context, cluster *sandbox.Cluster, text string) (guarded, error) {
	name, password, ok := strings.Cut(text, ":")
	if !ok || name == "" || password == "" {
		return guarded{}, errors.New("--auth wants NAME:PASSWORD")
	}
	files, err := transport.Files{CA: cluster.CA()}.Config()
	if err != nil {
		return guarded{}, err
	}
	way := &transport.Transport{TLS: files}
	defer way.CloseIdleConnections()
	user := url.UserPassword(name, password)
	anybody, err := client.New(client.Config{Endpoints: cluster.Endpoints(), Transport: way, Timeout: guardTimeout})
	if err != nil {
		return guarded{}, err
	}
	named, err := client.New(client.Config{Endpoints: cluster.Endpoints(), Transport: way, Timeout: guardTimeout, User: user})
	if err != nil {
		return guarded{}, err
	}
	on, err := admin.Enabled(ctx, anybody)
	switch {
	case err != nil:
	case on:
		err = mayDoAll(ctx, named, name)
	default:
		err = enable(ctx, anybody, name, password)
	}
	return guarded{cluster, user}, err
}

// enable adds the users and turns authentication on.
func enable(ctx context.Context, c *client.Client, name, password string) error {
	users := []string{admin.Root}
	if name != admin.Root {
		users = append(users, name)
	}
	for _, u := range users {
		_, err := admin.AddUser(ctx, c, u, password)
		if errors.As(err, new(*admin.Exists)) {
			return fmt.Errorf("--auth: %w, in the data that was kept: start without --auth, and type user remove %s first, or auth enable", err, u)
		}
		if err != nil {
			return err
		}
	}
	if name != admin.Root {
		if _, err := admin.GrantRoles(ctx, c, name, []string{admin.Root}); err != nil {
			return err
		}
	}
	return admin.Enable(ctx, c)
}

// mayDoAll has a user ask for what only a user with all rights is told.
func mayDoAll(ctx context.Context, c *client.Client, name string) error {
	_, err := admin.Users(ctx, c)
	if refused := (*client.Error)(nil); errors.As(err, &refused) && refused.Meta.Status == http.StatusUnauthorized {
		return fmt.Errorf("--auth: authentication is on already in the data that was kept, and %s is no user there with this password and all rights; give --auth as it was then", name)
	}
	return err
}
