//go:build unix

package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// shell makes a command of etcd2sh with those arguments.
func shell(args ...string) func(*bench) command {
	return func(b *bench) command { return command{Args: append([]string{b.shell, b.url}, args...)} }
}

// script makes a command of etcd2sh that reads a script of n sets or gets.
func script(what string, n int, args ...string) func(*bench) command {
	return func(b *bench) command {
		c := shell(args...)(b)
		c.Input = b.file(scriptName(what, n))
		return c
	}
}

func scriptName(what string, n int) string { return what + "-" + strconv.Itoa(n) }

// peerOf makes a command of our own that sends the same requests: see peer.go.
func peerOf(way, what string, n, connections int) func(*bench) command {
	return func(b *bench) command {
		return command{Args: []string{b.self, "as-peer", way, what, strconv.Itoa(n), strconv.Itoa(connections), b.url}}
	}
}

// v3PeerOf makes a command that writes keys by etcd's client for v3: see peer_v3.go.
func v3PeerOf(n, workers int) func(*bench) command {
	return func(b *bench) command {
		prefix := fmt.Sprintf("/v3peer/%d", b.number())
		return command{Args: []string{b.self, "as-v3-peer", prefix, strconv.Itoa(n), strconv.Itoa(workers), b.url}}
	}
}

func curlGet(path string) func(*bench) command {
	return func(b *bench) command { return command{Args: []string{"curl", "-s", b.url + "/v2/keys" + path}} }
}

// curlDiff compares a directory with itself as one does without etcd2sh.
func curlDiff(dir string) func(*bench) command {
	const keys = `jq -r '.. | objects | select(has("value")) | "\(.key)\t\(.value)"' | sort`
	return func(b *bench) command {
		read := "curl -s '" + b.url + "/v2/keys/" + dir + "?recursive=true' | " + keys
		first, second := b.file("first"), b.file("second")
		return command{Args: []string{"sh", "-c", read + " >" + first + "; " + read + " >" + second + "; diff " + first + " " + second}}
	}
}

// sandbox makes a command of a sandbox of so many members.
func sandbox(members int) func(*bench) command {
	return func(b *bench) command {
		return command{Args: []string{b.sandbox, "--members", strconv.Itoa(members), "-c", "get nil"}}
	}
}

// curlPiped gets a key and pipes the answer into a program.
func curlPiped(path, program string) func(*bench) command {
	return func(b *bench) command {
		return command{Args: []string{"sh", "-c", "curl -s '" + b.url + "/v2/keys" + path + "' | " + program}}
	}
}

// secureGet and secureCurl get a key by https.
func secureGet(b *bench) command {
	return command{Args: []string{b.shell, "--cacert", b.ca, b.url, "-c", "get :bench"}}
}

func secureCurl(b *bench) command {
	return command{Args: []string{"curl", "-s", "--cacert", b.ca, b.url + "/v2/keys/bench"}}
}

func etcdctlRun(args ...string) func(*bench) command {
	return func(b *bench) command {
		return command{Args: append([]string{"etcdctl", "--endpoints", b.url}, args...)}
	}
}

// writeScripts writes scripts of n commands about 64 keys: sets, gets, gets with a quorum,
// and a set before every three gets.
func writeScripts(n int) func(context.Context, *bench) error {
	return func(_ context.Context, b *bench) error {
		set := func(w io.Writer, i int) { fmt.Fprintf(w, "reset! cats/%d \"black n white\"\n", i%64) }
		get := func(w io.Writer, i int) { fmt.Fprintf(w, "get cats/%d\n", i%64) }
		return errors.Join(
			b.write(scriptName("set", n), n, set),
			b.write(scriptName("get", n), n, get),
			b.write(scriptName("quorum", n), n, func(w io.Writer, i int) { fmt.Fprintf(w, "get cats/%d --quorum\n", i%64) }),
			b.write(scriptName("mixed", n), n, func(w io.Writer, i int) {
				if i%4 == 0 {
					set(w, i)
				} else {
					get(w, i)
				}
			}),
		)
	}
}

// value is one of 100 bytes.
var value = strings.Repeat("0", 100)

// writeListing puts what list reads into the store.
func writeListing(ctx context.Context, b *bench) error {
	err := b.write("listing", 100_000, func(w io.Writer, i int) {
		fmt.Fprintf(w, "reset! list/dir-%04d/key-%06d %s\n", i/100, i, value)
	})
	if err != nil {
		return err
	}
	f, err := os.Open(b.file("listing"))
	if err != nil {
		return err
	}
	defer f.Close()
	c := process(ctx, b.shell, b.url, "--timeout", "1m", "--jobs", "16")
	c.Stdin = f
	return c.Run()
}

// doomedRounds is how often two commands in turns empty directories that writeDoomed has
// filled, after a first round for the caches.
const doomedRounds = 5

// writeDoomed fills as many directories.
func writeDoomed(ctx context.Context, b *bench) error {
	rounds := cmp.Or(b.rounds, doomedRounds) + 1
	c := process(ctx, b.shell, b.url, "--jobs", "16")
	var script strings.Builder
	for dir := range 2 * rounds {
		for key := range 5_000 {
			fmt.Fprintf(&script, "reset! doomed/%d/%04d %s\n", dir, key, value)
		}
	}
	c.Stdin = strings.NewReader(script.String())
	b.emptied = 0
	return c.Run()
}

// doomed gives the next directory that writeDoomed has filled.
func (b *bench) doomed() string {
	b.emptied++
	return "doomed/" + strconv.Itoa(b.emptied-1)
}

// writeLargeValue puts into the store what value reads: nearly as much as etcd takes.
func writeLargeValue(ctx context.Context, b *bench) error {
	if err := os.WriteFile(b.file("large"), bytes.Repeat([]byte("0"), 9_500_000), 0o600); err != nil {
		return err
	}
	return process(ctx, b.shell, b.url, "--timeout", "1m", "-c", "reset! large --file "+b.file("large")).Run()
}

// writeDumps writes what load reads: n keys in each of its forms.
func writeDumps(n int) func(context.Context, *bench) error {
	return func(_ context.Context, b *bench) error {
		forms := map[string]string{
			"commands": "reset! \"/%03d/%06d\" \"%s\"\n",
			"json":     "{\"key\":\"/%03d/%06d\",\"value\":\"%s\"}\n",
			"edn":      "{:key \"/%03d/%06d\", :value \"%s\"}\n",
		}
		var failed error
		for form, line := range forms {
			failed = errors.Join(failed, b.write(form, n, func(w io.Writer, i int) { fmt.Fprintf(w, line, i%1000, i, value) }))
		}
		return failed
	}
}

// write writes a file of n lines.
func (b *bench) write(name string, n int, line func(w io.Writer, i int)) error {
	f, err := os.Create(b.file(name))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for i := range n {
		line(w, i)
	}
	return errors.Join(w.Flush(), f.Close())
}

// serveSlowly starts an etcd each fsync of which strace makes 5 ms longer: what a
// command costs there is the disk's, so what counts is how many are under way.
func serveSlowly(ctx context.Context, b *bench) (string, error) {
	return b.serveEtcd(ctx, installed{in: "slow", by: []string{"strace", "-D", "-f", "--seccomp-bpf", "-o", "/dev/null",
		"-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:delay_exit=5000"}})
}
