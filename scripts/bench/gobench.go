//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// goBenchmarks is a measurement by Go benchmarks, of what no process can show.
type goBenchmarks struct {
	dir, match, time string // the package's directory, -bench and -benchtime
	figures          []figure
}

// figure is a row made of what the benchmarks reported. The peer's value is
// theirs, or ours times that many; without a peer there is a bound of ours.
type figure struct {
	what, peer          string
	target              target
	unit                string
	bound               float64
	ours, theirs, times metric
}

func (f figure) row() row {
	if f.peer == "" {
		return most(f.what, f.bound, f.unit)
	}
	return row{f.what, f.peer, f.target}
}

// metric is a value that a benchmark reports: the benchmark's name without
// "Benchmark", and the unit.
type metric struct{ benchmark, unit string }

func (g goBenchmarks) rows() []row {
	var all []row
	for _, f := range g.figures {
		all = append(all, f.row())
	}
	return all
}

func (g goBenchmarks) measure(ctx context.Context, b *bench) error {
	c := process(ctx, "go", "test", "-run", "^$", "-bench", g.match, "-benchtime", g.time, "etcd2sh/"+g.dir)
	c.Env = append(os.Environ(), "ETCD2SH_TEST_ENDPOINT="+b.url)
	text, err := c.Output()
	if err != nil {
		return fmt.Errorf("go test: %w\n%s", err, text)
	}
	values := reported(string(text))
	for _, f := range g.figures {
		if err := b.figure(f, values); err != nil {
			return err
		}
	}
	return nil
}

// figure prints one of them.
func (b *bench) figure(f figure, values map[metric]float64) error {
	for _, m := range []metric{f.ours, f.theirs, f.times} {
		if _, there := values[m]; !there && m != (metric{}) {
			return fmt.Errorf("no Benchmark%s has reported its %s", m.benchmark, m.unit)
		}
	}
	ours, theirs := values[f.ours], values[f.theirs]
	text := func(v float64) string { return strings.TrimSpace(fmt.Sprintf("%.4g %s", v, f.unit)) }
	switch {
	case f.times != metric{}:
		theirs = ours * values[f.times]
	case f.theirs == metric{}:
		b.print(f.row(), text(ours), "", ours/f.bound)
		return nil
	}
	b.print(f.row(), text(ours), text(theirs), ours/theirs)
	return nil
}

// reported reads the metrics from what go test printed.
func reported(text string) map[metric]float64 {
	values := map[metric]float64{}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		name, ours := strings.CutPrefix(words[0], "Benchmark")
		if i := strings.LastIndex(name, "-"); i > 0 {
			name = name[:i] // what follows is GOMAXPROCS
		}
		for i := 2; ours && i+1 < len(words); i += 2 {
			if v, err := strconv.ParseFloat(words[i], 64); err == nil {
				values[metric{name, words[i+1]}] = v
			}
		}
	}
	return values
}
