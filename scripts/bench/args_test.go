//go:build unix

package main

import (
	"slices"
	"strings"
	"testing"
)

func TestArguments(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"":                                 "start script jobs history long disk swap list dump value read delete load migrate watch prompt sandbox",
		"list start":                       "start list",
		"-against /bin/sh":                 "start script jobs disk list dump value read delete load migrate sandbox",
		"-against /bin/sh -rounds 3 start": "start",
	} {
		o, err := parse(strings.Fields(args), t.Output())
		if got := names(o.parts); err != nil || got != want {
			t.Errorf("%q: got the parts %q, %v, want %q", args, got, err, want)
		}
	}
}

func TestRefusedArguments(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"strat":                        `there is no part "strat"; the parts are start script jobs history long disk swap list dump value read delete load migrate watch prompt sandbox`,
		"start strat":                  `there is no part "strat"`,
		"-frob":                        "-frob",
		"-rounds -1":                   "above 0",
		"-rounds many":                 "many",
		"-against /no/such/etcd2sh":    "/no/such/etcd2sh",
		"-against /bin/sh start watch": "watch does not run etcd2sh as a whole process",
	} {
		if _, err := parse(strings.Fields(args), t.Output()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want an error with %q", args, err, want)
		}
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := run(t.Context(), []string{"-h"}, &out); err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		if !strings.Contains(out.String(), "\n"+p.name+"\n    "+p.title+"\n") {
			t.Errorf("%s is not in the usage\n%s", p.name, &out)
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	var seen []string
	for _, p := range parts {
		if p.name == "" || p.title == "" || len(p.measurements) == 0 || slices.Contains(seen, p.name) {
			t.Errorf("got the part %q, want a name of its own, a title and something to measure", p.name)
		}
		seen = append(seen, p.name)
		for _, m := range p.measurements {
			for _, r := range m.rows() {
				if r.what == "" || r.peer == "" {
					t.Errorf("%s: got the row %+v, want to know what it is and beside what", p.name, r)
				}
			}
		}
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		target target
		ratio  float64
		want   string
	}{
		{target{}, 5, ""},
		{atMost(0.4), 0.4, "met"},
		{atMost(0.4), 0.41, "NOT MET"},
		{atLeast(0.7), 0.7, "met"},
		{atLeast(0.7), 0.69, "NOT MET"},
	} {
		if got := test.target.verdict(test.ratio); got != test.want {
			t.Errorf("%v of %v: got %q, want %q", test.ratio, test.target, got, test.want)
		}
	}
}

func TestHasV2(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]bool{
		"etcd Version: 3.4.23\nGit SHA: …": true,
		"etcd Version: 3.5.35\n":           true,
		"etcd Version: 3.6.1\n":            false,
		"etcd Version: 3.10.0\n":           false,
		"etcd Version: 3.":                 false,
		"":                                 false,
	} {
		if got := etcd.hasV2(version); got != want {
			t.Errorf("%q: got %v, want %v", version, got, want)
		}
	}
}
