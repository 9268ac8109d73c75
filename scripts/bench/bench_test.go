//go:build unix

package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
)

// TestMain lets the test program be what bench runs itself as.
func TestMain(m *testing.M) {
	if role(os.Args) != nil {
		main()
		return
	}
	os.Exit(m.Run())
}

// start gives a bench that prints into the text, and ends it with the test.
func start(t *testing.T, ctx context.Context, o options) (*bench, *strings.Builder) {
	t.Helper()
	var out strings.Builder
	ctx, stop := context.WithCancel(ctx)
	b, end, err := newBench(ctx, o, &out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		end()
		for _, dir := range []string{b.dir, b.data} {
			if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s is left: %v", dir, err)
			}
		}
	})
	return b, &out
}

// sets is a small measurement, of the peers among themselves.
var sets = turns{
	what: "set", rounds: 2, n: 20,
	ours: peerOf("raw", "set", 20, 2),
	peers: []peer{
		{name: "official", command: peerOf("official", "set", 20, 1), target: atLeast(1e-9)},
		{name: "nethttp", command: peerOf("nethttp", "set", 20, 1), target: atLeast(1e9)},
		{name: "nobody", program: program{name: "no-such-program", debian: "no-such-package"}},
	},
	limits: []limit{peakMemory("peak", 1e9)},
}

func TestTurns(t *testing.T) {
	t.Parallel()
	url := sandboxtest.Start(t, 1).Endpoints()[0]
	b, out := start(t, t.Context(), options{})
	b.url = url
	p := part{name: "small", title: "A small part", measurements: []measurement{sets}}
	if err := p.run(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	b.remind()
	lines := strings.Split(out.String(), "\n")
	for i, want := range []string{
		"", "A small part", "", "NOT MEASURED: set beside nobody: no-such-program is not installed (Debian: no-such-package)",
		" met", " NOT MET", " met", "", "Not everything was measured:", "  set beside nobody: ",
	} {
		if i >= len(lines) || !strings.Contains(lines[i], want) {
			t.Fatalf("got line %d without %q in\n%s", i, want, out)
		}
	}
	if !strings.Contains(lines[4], "/s   official") || !strings.Contains(lines[6], " MiB   at most 1e+09 MiB") {
		t.Errorf("got\n%s\nwant rates of the peers and our memory", out)
	}
}

func TestAgainst(t *testing.T) {
	t.Parallel()
	url := sandboxtest.Start(t, 1).Endpoints()[0]
	b, out := start(t, t.Context(), options{rounds: 3})
	b.url, b.other = url, b.self
	p := part{title: "A small part", measurements: []measurement{sets, follow{}}}
	if err := p.run(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"set, wall", "set, processor"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("got\n%s\nwant %q in it", out, want)
		}
	}
	if strings.Count(out.String(), " 3\n") != 2 || strings.Contains(out.String(), "official") {
		t.Errorf("got\n%s\nwant two rows of 3 pairs each, and no peers", out)
	}
}

func TestFailedProcess(t *testing.T) {
	t.Parallel()
	b, _ := start(t, t.Context(), options{})
	for _, c := range []command{
		{Args: []string{"false"}},
		{Args: []string{"/no/such/program"}},
		{Args: []string{"cat"}, Input: "/no/such/file"},
	} {
		if _, err := b.measurer.run(c); err == nil || !strings.Contains(err.Error(), c.Args[0]) {
			t.Errorf("got %v for %q, want an error that names it", err, c.Args)
		}
	}
	if s, err := b.measurer.run(command{Args: []string{"true"}}); err != nil || s.Wall <= 0 || s.Peak <= 0 {
		t.Errorf("got %+v, %v, want figures after the failures", s, err)
	}
}

// An interrupt ends what is being measured.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	b, _ := start(t, ctx, options{})
	interrupt()
	if _, err := b.measurer.run(command{Args: []string{"sleep", "600"}}); err == nil {
		t.Error("got no error from a measurement that was interrupted")
	}
}

func TestReported(t *testing.T) {
	t.Parallel()
	got := reported(`goos: linux
BenchmarkCounter-2   	      20	  17461846 ns/op	        14.86 ms/100	         1.000 requests/swap
BenchmarkSwap/100-2  	      10	  5 ns/op
PASS
`)
	want := map[metric]float64{{"Counter", "ns/op"}: 17461846, {"Counter", "ms/100"}: 14.86, {"Counter", "requests/swap"}: 1, {"Swap/100", "ns/op"}: 5}
	for m, v := range want {
		if got[m] != v {
			t.Errorf("got %v for %v, want %v", got[m], m, v)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
