// Etcd2sh-sandbox is the shell over a real etcd of its own, started in this
// process: for trying things out, for lessons, for tests.
package main

import (
	"context"
	"errors"
	"os"

	"etcd2sh/client/sandbox"
	"etcd2sh/cmd/internal/program"
	"etcd2sh/repl/lesson"
	"etcd2sh/scripts"

	"github.com/spf13/pflag"
)

func main() {
	var cfg sandbox.Config
	var serve, secure bool
	var auth string
	shell := &program.Program{
		Name: "etcd2sh-sandbox",
		About: `etcd2sh-sandbox is etcd2sh over a real etcd 3.5 of its own, in a temporary
directory that is gone afterwards.

  etcd2sh-sandbox [FLAGS] COMMAND [WORDS…]
  etcd2sh-sandbox [FLAGS] [SCRIPT [ARGS…]]`,
		Flags: func(set *pflag.FlagSet) {
			set.IntVar(&cfg.Members, "members", 0, "how many members the cluster has: a `number`; 1, or as many as --data-dir holds, if not given")
			set.StringVar(&cfg.DataDir, "data-dir", "", "keep the data in this `directory`, and use what is in it")
			set.StringVar(&cfg.Listen, "listen", "", "the first member's client `address`, host:port; a free port if not given")
			set.BoolVar(&secure, "tls", false, "serve by https, with certificates of its own; --serve prints the flag that trusts them")
			set.StringVar(&auth, "auth", "", "turn authentication on, and ask as this user, who may do everything: `NAME:PASSWORD`; --serve prints the flag")
			set.BoolVar(&serve, "serve", false, "only serve, and print the addresses; Ctrl-C ends it")
		},
		Start: func(ctx context.Context) (program.Server, error) {
			if secure {
				cfg.TLS = &sandbox.TLS{}
			}
			return start(ctx, cfg, auth)
		},
		Serve: func() bool { return serve },
		Tour:  scripts.Tour,
		Lesson: func(ctx context.Context) (lesson.Cluster, error) {
			return sandbox.Start(ctx, sandbox.Config{Members: lesson.Members})
		},
	}
	os.Exit(shell.Main())
}

// start starts the sandbox, with authentication where a user is named.
func start(ctx context.Context, cfg sandbox.Config, auth string) (program.Server, error) {
	cluster, err := sandbox.Start(ctx, cfg)
	if err != nil || auth == "" {
		return cluster, err
	}
	server, err := guard(ctx, cluster, auth)
	if err != nil {
		return nil, errors.Join(err, cluster.Close())
	}
	return server, nil
}
