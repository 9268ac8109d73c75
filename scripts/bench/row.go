//go:build unix

package main

import (
	"fmt"
	"strings"
)

// target is what a ratio should be; the zero target wants nothing.
type target struct {
	op    string // <= or >=
	bound float64
}

func atMost(bound float64) target  { return target{"<=", bound} }
func atLeast(bound float64) target { return target{">=", bound} }

func (t target) String() string {
	if t.op == "" {
		return ""
	}
	return fmt.Sprintf("%s %g", t.op, t.bound)
}

func (t target) verdict(ratio float64) string {
	switch {
	case t.op == "":
		return ""
	case t.op == "<=" && ratio <= t.bound, t.op == ">=" && ratio >= t.bound:
		return "met"
	}
	return "NOT MET"
}

// row is one figure as it is announced: what it is about, the peer it stands
// beside, and what its ratio should be.
type row struct {
	what, peer string
	target     target
}

// most is the row of a figure that has a bound and no peer.
func most(what string, bound float64, unit string) row {
	return row{what, strings.TrimSpace(fmt.Sprintf("at most %g %s", bound, unit)), atMost(1)}
}

// print prints the row with its values, which are texts, and its ratio.
func (b *bench) print(r row, ours, theirs string, ratio float64) {
	fmt.Fprintf(b.out, "%-36s %12s   %-28s %12s   %7.3g  %-8s %s\n", r.what, ours, r.peer, theirs, ratio, r.target, r.target.verdict(ratio))
}

// head says what comes and heads its columns.
func (b *bench) head(title string) {
	if b.other != "" {
		fmt.Fprintf(b.out, "\n%s\n%-42s %12s %12s   %7s %7s %7s %6s\n", title, "", "other", "this", "median", "min", "max", "pairs")
		return
	}
	fmt.Fprintf(b.out, "\n%s\n%-36s %12s   %-28s %12s   %7s  %s\n", title, "", "ours", "peer", "peer's", "ratio", "target")
}
