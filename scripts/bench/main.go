//go:build unix

// Bench prints the figures that etcd2sh is judged by, each beside its peer and
// its target, measured in turns in the same run: absolute figures differ from
// machine to machine, ratios hardly do.
//
//	go run ./scripts/bench [-against PROGRAM] [-rounds N] [PART…]
//
// What is measured, against what, and what is wanted of it stands in table.go; a
// new part is an entry there. turns.go runs whole processes in turns, against.go
// two builds of etcd2sh, gobench.go Go benchmarks.
//
// Bench builds what it measures and starts the server for it. It measures
// processes from outside and links nothing of etcd2sh.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	var err error
	if role := role(os.Args); role != nil {
		err = role(os.Args[2:])
	} else {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		err = run(ctx, os.Args[1:], os.Stdout)
		if ctx.Err() != nil {
			err = errors.New("interrupted")
		}
		stop()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// roles are what bench runs itself as: processes of their own, which no user
// starts.
var roles = map[string]func(args []string) error{
	"as-peer":     runPeer,
	"as-v3-peer":  runPeerV3,
	"as-measurer": runMeasurer,
}

// role gives the role that the command line names; nil if bench is to be itself.
func role(args []string) func([]string) error {
	if len(args) < 2 {
		return nil
	}
	return roles[args[1]]
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args, out)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	b, end, err := newBench(ctx, o, out)
	if err != nil {
		stop()
		return err
	}
	defer end()
	defer stop() // before end, which waits for what runs
	if err := b.build(ctx); err != nil {
		return err
	}
	if b.url, err = b.serve(ctx); err != nil {
		return err
	}
	for _, p := range o.parts {
		if err := p.run(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	b.remind()
	return nil
}
