package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
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
	if from, to := client.Credentials(*urls, client.EndpointText); from < to {
		return nil, c.Usage(errors.New("a user in --to would be one of v2's; --to-user NAME:PASSWORD names one of v3's"))
	}
	access := tlsAccess(c, f.Host().Access, "to-")
	access.Endpoints = strings.Split(*urls, ",")
	to, err := f.Other(ctx, access)
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
