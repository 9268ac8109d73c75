//go:build unix

package main

import "fmt"

// oneByOne is a script of n sets or gets, one after the other; rate and processor are
// what they should be of a raw connection's.
func oneByOne(what string, n int, rate, processor float64) turns {
	return turns{
		what: what, rounds: 5, n: n, processor: atMost(processor),
		ours: script(what, n),
		peers: []peer{
			{name: "a raw connection, unparsed", command: peerOf("raw", what, n, 1), target: atLeast(rate)},
			{name: "etcd's Go client", command: peerOf("official", what, n, 1), target: atLeast(1.2)},
			{name: "net/http", command: peerOf("nethttp", what, n, 1), target: atLeast(1.2)},
		},
		limits: []limit{
			{"processor time of a " + what, "µs", 60, func(m medians) float64 { return float64(m.cpu.Microseconds()) / float64(n) }},
			peakMemory(fmt.Sprintf("peak memory of %d %ss", n, what), 24),
		},
	}
}

// besideRaw is a script of n commands beside the same requests on a raw connection, one
// at a time.
func besideRaw(what, title string, n int) turns {
	return turns{
		what: title, rounds: 5, n: n,
		ours:  script(what, n),
		peers: []peer{{name: "a raw connection, unparsed", command: peerOf("raw", what, n, 1), target: atLeast(0.9)}},
	}
}

// sixteen is a script of n sets or gets, sixteen at once; speedup is how many
// times quicker than one after the other it should be.
func sixteen(what string, rounds, n int, speedup float64) turns {
	return turns{
		what: what, rounds: rounds, n: n,
		ours: script(what, n, "--jobs", "16"),
		peers: []peer{
			{name: "one request at a time", command: script(what, n, "--ahead", "1"), target: atLeast(speedup)},
			{name: "16 raw connections", command: peerOf("raw", what, n, 16), target: atLeast(0.7)},
		},
	}
}

// longer is a line of 32,000 parts beside one of 8,000.
func longer(what, benchmark string) figure {
	name := "ParseLong/" + benchmark
	return figure{what: what, peer: "8,000 of them", target: atMost(8), unit: "ms", ours: metric{name, "ms/32000"}, theirs: metric{name, "ms/8000"}}
}

// loadOf loads n keys in a form, each time into a directory of its own.
func loadOf(form string, n int) turns {
	return turns{
		what: "load of " + form, rounds: 3, n: n,
		ours: func(b *bench) command {
			return shell("--timeout", "1m", "-c", fmt.Sprintf("load %s --into /%s/%d", b.file(form), form, b.number()))(b)
		},
		peers: []peer{{name: "8 raw connections", command: peerOf("raw", "create", n, 8), target: atLeast(0.6)}},
	}
}

func wallTime(what string, ms float64) limit {
	return limit{what, "ms", ms, func(m medians) float64 { return 1e3 * m.wall.Seconds() }}
}

func peakMemory(what string, mib float64) limit {
	return limit{what, "MiB", mib, func(m medians) float64 { return float64(m.peak) / (1 << 20) }}
}
