//go:build unix

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// turns is a measurement of whole processes: a command of etcd2sh and its peers
// run in turns.
type turns struct {
	what   string
	rounds int
	n      int // how many requests each process makes, to compare their rates; 0 to compare wall times
	ours   func(*bench) command
	limits []limit
	peers  []peer

	processor target // of our processor time beside the first peer's; the zero target prints none
}

// limit is a bound of our own figures.
type limit struct {
	what  string
	unit  string
	bound float64
	of    func(medians) float64
}

// peer is another way to do the same.
type peer struct {
	name    string
	program program // what it needs; the zero program is always there
	command func(*bench) command
	target  target
}

func (t turns) rows() []row {
	var all []row
	for _, p := range t.peers {
		all = append(all, t.row(p))
	}
	if t.processor != (target{}) {
		all = append(all, t.processorRow())
	}
	for _, l := range t.limits {
		all = append(all, l.row())
	}
	return all
}

func (t turns) row(p peer) row { return row{t.what, p.name, p.target} }
func (t turns) processorRow() row {
	return row{t.what + ", processor time", t.peers[0].name, t.processor}
}
func (l limit) row() row { return most(l.what, l.bound, l.unit) }

func (t turns) measure(ctx context.Context, b *bench) error {
	commands := []func(*bench) command{t.ours}
	var peers []peer
	for _, p := range t.peers {
		if p.program.name == "" || b.has(ctx, p.program, t.what+" beside "+p.name) {
			peers = append(peers, p)
			commands = append(commands, p.command)
		}
	}
	all, err := b.take(ctx, t.rounds, commands)
	if err != nil {
		return err
	}
	ours := all[0].medians()
	for i, p := range peers {
		theirs := all[i+1].medians()
		ratio := all[0].ratio(all[i+1], wall)
		if t.n == 0 {
			b.print(t.row(p), milliseconds(ours.wall), milliseconds(theirs.wall), ratio)
		} else {
			b.print(t.row(p), t.rate(ours.wall), t.rate(theirs.wall), 1/ratio)
		}
	}
	if t.processor != (target{}) { // the first peer is one of ours, which is always there
		b.print(t.processorRow(), t.each(ours.cpu), t.each(all[1].medians().cpu), all[0].ratio(all[1], processor))
	}
	for _, l := range t.limits {
		value := l.of(ours)
		b.print(l.row(), fmt.Sprintf("%.1f %s", value, l.unit), "", value/l.bound)
	}
	return nil
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%.1f ms", 1e3*d.Seconds()) }

func (t turns) rate(d time.Duration) string {
	return fmt.Sprintf("%.0f/s", float64(t.n)/d.Seconds())
}

// each is the processor time of one request.
func (t turns) each(d time.Duration) string {
	return fmt.Sprintf("%.1f µs", 1e6*d.Seconds()/float64(t.n))
}

// take runs the commands so many rounds: in a random order, and in the next round
// in the reverse of it, so that none profits from its place. Each is made anew for
// each run.
func (b *bench) take(ctx context.Context, rounds int, commands []func(*bench) command) ([]samples, error) {
	if b.rounds > 0 {
		rounds = b.rounds
	}
	all := make([]samples, len(commands))
	order := rand.Perm(len(commands))
	for round := range rounds + 1 {
		if round == 1 {
			clear(all) // the first round was for the caches
		}
		if slices.Reverse(order); round%2 == 0 {
			order = rand.Perm(len(commands))
		}
		for _, i := range order {
			s, err := b.measurer.run(commands[i](b))
			if err != nil {
				return nil, err
			}
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			all[i] = append(all[i], s)
		}
	}
	return all, nil
}

// samples are those of one command, one for each round.
type samples []sample

// medians are the medians of some samples, each by itself.
type medians struct {
	wall, cpu time.Duration
	peak      int64
}

func (all samples) medians() medians {
	return medians{
		median(all, wall),
		median(all, processor),
		median(all, func(s sample) int64 { return s.Peak }),
	}
}

// wall and processor are the times that are compared.
func wall(s sample) time.Duration      { return s.Wall }
func processor(s sample) time.Duration { return s.CPU }

// ratio is the median, over the rounds, of our duration divided by theirs.
func (all samples) ratio(theirs samples, of func(sample) time.Duration) float64 {
	ratios := all.ratios(theirs, of)
	return ratios[len(ratios)/2]
}

// ratios gives our durations divided by theirs, a ratio for each round, sorted.
func (all samples) ratios(theirs samples, of func(sample) time.Duration) []float64 {
	ratios := make([]float64, len(all))
	for i := range all {
		ratios[i] = float64(of(all[i])) / float64(of(theirs[i]))
	}
	slices.Sort(ratios)
	return ratios
}

func median[T int64 | time.Duration](all samples, of func(sample) T) T {
	values := make([]T, len(all))
	for i, s := range all {
		values[i] = of(s)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
