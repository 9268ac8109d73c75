//go:build unix

package main

import (
	"context"
	"errors"
	"slices"
)

// part is a chapter of the figures.
type part struct {
	name, title string

	// needs are the programs without which nothing of it can be measured.
	needs []program

	// server starts a server for this part alone and gives its URL; without it
	// the common one serves.
	server func(context.Context, *bench) (string, error)

	// prepare writes the files and keys that are needed.
	prepare func(context.Context, *bench) error

	measurements []measurement
}

// measurement measures and prints some rows.
type measurement interface {
	// rows are what it prints, without the values.
	rows() []row
	measure(context.Context, *bench) error
}

// comparable says whether two builds of etcd2sh can be compared in it.
func (p part) comparable() bool {
	return slices.ContainsFunc(p.measurements, func(m measurement) bool { _, ok := m.(turns); return ok })
}

func (p part) run(ctx context.Context, b *bench) error {
	b.head(p.title)
	for _, needed := range p.needs {
		if !b.has(ctx, needed, p.name) {
			return nil
		}
	}
	if p.server == nil {
		return p.take(ctx, b)
	}
	return b.at(ctx, p.server, p.name, func() error { return p.take(ctx, b) })
}

// at measures at a server of its own.
func (b *bench) at(ctx context.Context, server func(context.Context, *bench) (string, error), what string, measure func() error) error {
	url, err := server(ctx, b)
	if errors.Is(err, errNotReady) {
		b.miss(what + ": " + err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	defer func(common string) { b.url = common }(b.url)
	b.url = url
	return measure()
}

// take prepares and measures.
func (p part) take(ctx context.Context, b *bench) error {
	if p.prepare != nil {
		if err := p.prepare(ctx, b); err != nil {
			return err
		}
	}
	for _, m := range p.measurements {
		if err := b.measure(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// measure measures it as the command line asks for.
func (b *bench) measure(ctx context.Context, m measurement) error {
	if b.other == "" {
		return m.measure(ctx, b)
	}
	if t, ok := m.(turns); ok {
		return t.compare(ctx, b)
	}
	return nil
}
