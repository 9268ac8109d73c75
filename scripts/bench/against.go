//go:build unix

package main

import (
	"context"
	"fmt"
	"time"
)

// compare runs our command with another build of etcd2sh and with this one, in
// pairs, and prints this one's figures divided by the other's.
func (t turns) compare(ctx context.Context, b *bench) error {
	another := func(b *bench) command {
		c := t.ours(b)
		c.Args[0] = b.other
		return c
	}
	all, err := b.take(ctx, t.rounds, []func(*bench) command{another, t.ours})
	if err != nil {
		return err
	}
	theirs, ours := all[0], all[1]
	b.pair(t.what+", wall", theirs.medians().wall, ours.medians().wall, ours.ratios(theirs, wall))
	b.pair(t.what+", processor", theirs.medians().cpu, ours.medians().cpu, ours.ratios(theirs, processor))
	return nil
}

// pair prints the ratios of some pairs, which are sorted.
func (b *bench) pair(what string, theirs, ours time.Duration, ratios []float64) {
	last := len(ratios) - 1
	fmt.Fprintf(b.out, "%-42s %12s %12s   %7.3f %7.3f %7.3f %6d\n", what, milliseconds(theirs), milliseconds(ours), ratios[len(ratios)/2], ratios[0], ratios[last], len(ratios))
}
