package command

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/transport"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var toUserOption = lang.Option{Name: "to-user", Kind: lang.UserOption, Value: "NAME[:PASSWORD]", Doc: "a user of v3's, who is none of v2's; a prompt asks for the password, unseen"}

// migrationTarget is the v3 store that a migration writes: that of --to, or of the
// cluster in use.
func migrationTarget(ctx context.Context, f *eval.Frame, c lang.Call) (*gateway.Gateway, error) {
	user, err := userOfV3(ctx, f, c)
	if err != nil {
		return nil, err
	}
	urls := c.OptionString("to")
	if urls == nil {
		for _, option := range []string{"to-cacert", "to-cert", "to-key"} {
			if c.OptionString(option) != nil {
				return nil, c.Usage(fmt.Errorf("--%s is of the cluster that --to URL names", option))
			}
		}
		return gateway.New(f.Client(), user), nil
	}
	to, err := f.Other(ctx, toAccess(c, f.Host().Access, strings.Split(*urls, ",")))
	switch {
	case errors.As(err, new(*eval.AccessError)):
		return nil, c.Usage(err)
	case errors.As(err, new(*client.Argument)):
		return nil, c.Usage(fmt.Errorf("--to: %w", err))
	case err != nil:
		return nil, err
	}
	return gateway.New(to, user), nil
}

// userOfV3 is the user that --to-user names.
func userOfV3(ctx context.Context, f *eval.Frame, c lang.Call) (gateway.User, error) {
	user, err := userOf(ctx, f, c, toUserOption.Name)
	if err != nil || user == nil {
		return gateway.User{}, err
	}
	password, _ := user.Password()
	return gateway.User{Name: user.Username(), Password: password}, nil
}

// toAccess says how the cluster of --to is asked; of TLS what is not said is as at the
// start.
func toAccess(c lang.Call, start eval.Access, endpoints []string) eval.Access {
	a := eval.Access{Endpoints: endpoints, TLS: start.TLS, Variables: maps.Clone(start.Variables), Prefix: "to-"}
	if file := c.OptionString("to-cacert"); file != nil {
		a.TLS.CA = *file
		delete(a.Variables, transport.CAFile)
	}
	if cert, key := c.OptionString("to-cert"), c.OptionString("to-key"); cert != nil || key != nil {
		a.TLS.Cert, a.TLS.Key = optionText(c, "to-cert"), optionText(c, "to-key")
		delete(a.Variables, transport.CertFile)
		delete(a.Variables, transport.KeyFile)
	}
	return a
}
