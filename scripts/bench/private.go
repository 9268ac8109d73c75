//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
)

// private is a measurement of the memory that a get takes for itself, without the
// pages of its program, which all its processes share.
type private struct{ mib float64 }

func (p private) row() row    { return most("private memory", p.mib, "MiB") }
func (p private) rows() []row { return []row{p.row()} }

func (p private) measure(ctx context.Context, b *bench) error {
	const rounds = 11
	var all []float64
	for range rounds {
		mib, err := b.private(ctx)
		if os.IsNotExist(err) {
			b.miss(p.row().what + ": this system does not tell it of a process")
			return nil
		}
		if err != nil {
			return err
		}
		all = append(all, mib)
	}
	slices.Sort(all)
	median := all[rounds/2]
	b.print(p.row(), fmt.Sprintf("%.1f MiB", median), "", median/p.mib)
	return nil
}

// private is what one get takes, once it has printed its result.
func (b *bench) private(ctx context.Context) (mib float64, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	c := process(ctx, b.shell, b.url, "-c", "get :bench", "-c", "sleep 1m")
	c.Stderr = nil // it says that it was stopped
	out, err := c.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := c.Start(); err != nil {
		return 0, err
	}
	defer func() {
		stop()
		c.Wait() // it was stopped
	}()
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		return 0, err
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := bytes.Cut(status, []byte("RssAnon:"))
	var kib float64
	if _, err := fmt.Sscan(string(after), &kib); err != nil {
		return 0, fmt.Errorf("/proc/PID/status: RssAnon: %w", err)
	}
	return kib / (1 << 10), nil
}
