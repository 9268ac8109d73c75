// Turns measures whole processes side by side.
//
//	turns ROUNDS COMMAND [-- COMMAND]…
//
// It runs the commands in turns, in any order within a round, since only the
// ratios of such figures mean something, and prints a line for each: the
// medians of its wall time and its processor time in milliseconds and of its
// peak memory in MiB, and the median of its wall time divided by the first
// command's in the same round. Output of the commands is read and dropped; one
// that fails ends the measurement.
//
// The kernel counts a process's peak from before it became the command, so none
// can be seen below that of this program, about 5 MiB. It imports little.
package main

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		os.Stderr.WriteString("turns: " + err.Error() + "\n")
		os.Exit(1)
	}
}

// figures are the measurements of one command, a value for each round.
type figures struct{ wall, cpu, peak, ratio []float64 }

func run(args []string, out io.Writer) error {
	if len(args) < 2 {
		return errors.New("usage: turns ROUNDS COMMAND [-- COMMAND]…")
	}
	rounds, err := strconv.Atoi(args[0])
	if err != nil || rounds < 1 {
		return errors.New("the number of rounds is missing")
	}
	var commands [][]string
	for rest := args[1:]; ; {
		i := slices.Index(rest, "--")
		if i < 0 {
			commands = append(commands, rest)
			break
		}
		commands, rest = append(commands, rest[:i]), rest[i+1:]
	}
	all := make([]figures, len(commands))
	for round := range rounds + 1 {
		if round == 1 {
			clear(all) // the first round was for the caches
		}
		for _, i := range rand.Perm(len(commands)) {
			if err := all[i].measure(commands[i]); err != nil {
				return errors.New(strings.Join(commands[i], " ") + ": " + err.Error())
			}
		}
		first := last(all[0].wall)
		for i := range all {
			all[i].ratio = append(all[i].ratio, last(all[i].wall)/first)
		}
	}
	for _, f := range all {
		if err := f.print(out); err != nil {
			return err
		}
	}
	return nil
}

// measure runs a command once.
func (f *figures) measure(command []string) error {
	if len(command) == 0 {
		return errors.New("a command is missing")
	}
	c := exec.Command(command[0], command[1:]...)
	pipe, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	c.Stderr = os.Stderr
	start := time.Now()
	if err := c.Start(); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, pipe); err != nil {
		return err
	}
	if err := c.Wait(); err != nil {
		return err
	}
	wall := time.Since(start)
	cpu := c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	usage := c.ProcessState.SysUsage().(*syscall.Rusage)
	f.wall = append(f.wall, 1000*wall.Seconds())
	f.cpu = append(f.cpu, 1000*cpu.Seconds())
	f.peak = append(f.peak, float64(usage.Maxrss)/1024) // Linux counts KiB
	return nil
}

func (f figures) print(out io.Writer) error {
	var line []string
	for _, values := range [][]float64{f.wall, f.cpu, f.peak, f.ratio} {
		slices.Sort(values)
		line = append(line, strconv.FormatFloat(values[len(values)/2], 'f', 3, 64))
	}
	_, err := io.WriteString(out, strings.Join(line, "\t")+"\n")
	return err
}

func last(values []float64) float64 { return values[len(values)-1] }
