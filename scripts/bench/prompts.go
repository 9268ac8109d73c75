//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"time"

	"github.com/creack/pty"
)

// prompts is a measurement of how long it takes to the prompt of a shell with a
// history, beside one without, in turns.
type prompts struct {
	entries, rounds int
	target          target
}

func (p prompts) row() row {
	return row{fmt.Sprintf("with %d entries of history", p.entries), "without any", p.target}
}

func (p prompts) rows() []row { return []row{p.row()} }

func (p prompts) measure(ctx context.Context, b *bench) error {
	rounds := p.rounds
	if b.rounds > 0 {
		rounds = b.rounds
	}
	var with, without samples
	for range rounds {
		sizes := []int{p.entries, 0}
		if rand.IntN(2) == 0 {
			slices.Reverse(sizes)
		}
		for _, n := range sizes {
			took, err := b.prompted(ctx, n)
			if err != nil {
				return err
			}
			if n == 0 {
				without = append(without, sample{Wall: took})
			} else {
				with = append(with, sample{Wall: took})
			}
		}
	}
	b.print(p.row(), milliseconds(with.medians().wall), milliseconds(without.medians().wall), with.ratio(without, wall))
	return nil
}

// prompted is how long a shell with so many entries of history takes to its prompt.
func (b *bench) prompted(ctx context.Context, entries int) (time.Duration, error) {
	file := b.file(fmt.Sprintf("history-of-%d", b.number())) // the shell may put another in its place
	if err := os.Link(b.file(historyName(entries)), file); err != nil {
		return 0, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	c := exec.CommandContext(ctx, b.shell, b.url, "--norc")
	c.Env = append(os.Environ(), "TERM=xterm", "ETCD2SH_HISTFILE="+file)
	begin := time.Now()
	tty, err := pty.Start(c)
	if err != nil {
		return 0, err
	}
	defer tty.Close()
	took, err := untilPrompt(tty, begin)
	stop()
	c.Wait() // it was stopped
	return took, err
}

// untilPrompt reads what a shell shows, until it reads its first line: it asks the
// terminal to mark pastes, and then shows its prompt.
func untilPrompt(shown io.Reader, begin time.Time) (time.Duration, error) {
	var sent []byte
	for buf := make([]byte, 4096); ; {
		n, err := shown.Read(buf)
		sent = append(sent, buf[:n]...)
		if _, line, reads := bytes.Cut(sent, []byte("\x1b[?2004h")); reads && bytes.Contains(line, []byte("> ")) {
			return time.Since(begin), nil
		}
		if err != nil {
			return 0, errors.Join(fmt.Errorf("no prompt in %q", sent), err)
		}
	}
}

func historyName(entries int) string { return "history-" + strconv.Itoa(entries) }

// writeHistories writes the histories that the shells begin with.
func writeHistories(_ context.Context, b *bench) error {
	var failed error
	for _, n := range []int{0, 10_000, 100_000} {
		failed = errors.Join(failed, b.write(historyName(n), n, func(w io.Writer, i int) {
			fmt.Fprintf(w, `{"time":"2026-03-01T12:00:00.123456789Z","endpoint":"http://127.0.0.1:2379","command":"reset! cats/%d \"black n white\""}`+"\n", i)
		}))
	}
	return failed
}
