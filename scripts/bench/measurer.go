//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// command is a process to be measured: a program with its arguments, and the
// file that is its standard input, if any.
type command struct {
	Args  []string
	Input string
}

// sample is what was measured of one process.
type sample struct {
	Wall, CPU time.Duration
	Peak      int64  // bytes of memory
	Failed    string // why it failed; "" if it did not
}

// measurer is a process of bench's that starts those which are measured. The
// kernel counts a process's peak of memory from before it became the program, so
// none can be seen below that of whoever started it: the measurer does little
// and stays at 6 to 8 MiB.
type measurer struct {
	process *exec.Cmd
	in      io.WriteCloser
	to      *json.Encoder
	from    *json.Decoder
}

func startMeasurer(ctx context.Context, self string) (*measurer, error) {
	c := process(ctx, self, "as-measurer")
	in, err := c.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &measurer{c, in, json.NewEncoder(in), json.NewDecoder(out)}, c.Start()
}

// end ends the measurer, which has nothing to do.
func (m *measurer) end() {
	m.in.Close()
	m.process.Wait() // an interrupt may have ended it: that is told elsewhere
}

// run runs a command, drops what it prints, and gives its figures.
func (m *measurer) run(c command) (sample, error) {
	if err := m.to.Encode(c); err != nil {
		return sample{}, err
	}
	var s sample
	if err := m.from.Decode(&s); err != nil {
		return sample{}, fmt.Errorf("the measurer: %w", err)
	}
	if s.Failed != "" {
		return sample{}, fmt.Errorf("%s: %s", strings.Join(c.Args, " "), s.Failed)
	}
	return s, nil
}

// runMeasurer is the measurer's process: it answers commands with samples.
func runMeasurer([]string) error {
	from, to := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var c command
		if err := from.Decode(&c); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		s, err := c.sample()
		if err != nil {
			s.Failed = err.Error()
		}
		if err := to.Encode(s); err != nil {
			return err
		}
	}
}

func (c command) sample() (sample, error) {
	run := exec.Command(c.Args[0], c.Args[1:]...)
	if c.Input != "" {
		f, err := os.Open(c.Input)
		if err != nil {
			return sample{}, err
		}
		defer f.Close()
		run.Stdin = f
	}
	pipe, err := run.StdoutPipe()
	if err != nil {
		return sample{}, err
	}
	run.Stderr = os.Stderr
	start := time.Now()
	if err := run.Start(); err != nil {
		return sample{}, err
	}
	if _, err := io.Copy(io.Discard, pipe); err != nil {
		return sample{}, err
	}
	if err := run.Wait(); err != nil {
		return sample{}, err
	}
	s := sample{Wall: time.Since(start), CPU: run.ProcessState.UserTime() + run.ProcessState.SystemTime()}
	s.Peak = int64(run.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS != "darwin" {
		s.Peak <<= 10 // others than macOS count KiB
	}
	return s, nil
}
