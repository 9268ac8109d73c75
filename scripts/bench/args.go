//go:build unix

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
)

// options are what the command line asks for.
type options struct {
	parts   []part
	against string // another etcd2sh, "" for none
	rounds  int    // how often each process runs; 0 as the table says
}

func parse(args []string, out io.Writer) (options, error) {
	var o options
	set := flag.NewFlagSet("bench", flag.ContinueOnError)
	set.SetOutput(io.Discard) // run's caller prints the error
	set.StringVar(&o.against, "against", "", "")
	set.IntVar(&o.rounds, "rounds", 0, "")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			usage(out)
		}
		return o, err
	}
	if o.rounds < 0 {
		return o, fmt.Errorf("-rounds wants a number above 0, not %d", o.rounds)
	}
	if o.against != "" {
		if _, err := exec.LookPath(o.against); err != nil {
			return o, fmt.Errorf("-against: %w", err)
		}
	}
	var err error
	o.parts, err = choose(set.Args(), o.against != "")
	return o, err
}

// choose gives the parts with those names, in the order of the table; without
// names all that can be measured.
func choose(wanted []string, against bool) ([]part, error) {
	var chosen []part
	for _, p := range parts {
		if len(wanted) == 0 && (!against || p.comparable()) || slices.Contains(wanted, p.name) {
			chosen = append(chosen, p)
		}
	}
	for _, name := range wanted {
		i := slices.IndexFunc(parts, func(p part) bool { return p.name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no part %q; the parts are %s", name, names(parts))
		}
		if against && !parts[i].comparable() {
			return nil, fmt.Errorf("%s does not run etcd2sh as a whole process, so -against cannot measure it; it can %s", name, names(slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return !p.comparable() })))
		}
	}
	return chosen, nil
}

func names(of []part) string {
	var all []string
	for _, p := range of {
		all = append(all, p.name)
	}
	return strings.Join(all, " ")
}

// usage explains the program and lists the table.
func usage(out io.Writer) {
	fmt.Fprint(out, `go run ./scripts/bench [-against PROGRAM] [-rounds N] [PART…]

Prints the figures of these parts, of all if none is named, each beside its peer
and its target; a ratio is ours divided by the peer's. All of it takes about
eight minutes on two cores and wants them for itself. A server is started for it,
with its data in memory: the etcd that is installed, if it has the v2 API, else
the sandbox. curl, etcdctl and strace are used where they are installed.

  -against PROGRAM  run this etcd2sh and another build of it in alternating
                    pairs, and print the new one's figures divided by the
                    other's. Build the other in the same way:
                    CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' ./cmd/etcd2sh
  -rounds N         run each process N times

`)
	for _, p := range parts {
		fmt.Fprintf(out, "%s\n    %s\n", p.name, p.title)
		for _, m := range p.measurements {
			for _, r := range m.rows() {
				fmt.Fprintf(out, "    %-32s %-28s %s\n", r.what, r.peer, r.target)
			}
		}
	}
}
