//go:build unix

package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// request is one request: without a form it is a read.
type request struct{ key, form string }

// sender sends requests, one at a time.
type sender func(request) error

var ways = map[string]func(*url.URL) (sender, error){"raw": raw, "nethttp": netHTTP, "official": officialClient}

var whats = map[string]func(i int) request{
	"get":    func(i int) request { return request{key: fmt.Sprintf("/cats/%d", i%64)} },
	"set":    func(i int) request { return request{fmt.Sprintf("/cats/%d", i%64), "value=black+n+white"} },
	"quorum": func(i int) request { return request{key: fmt.Sprintf("/cats/%d?quorum=true", i%64)} }, // raw alone sends it so
	"mixed": func(i int) request { // three reads behind each write
		if i%4 == 0 {
			return request{fmt.Sprintf("/cats/%d", i%64), "value=black+n+white"}
		}
		return request{key: fmt.Sprintf("/cats/%d", i%64)}
	},
	"create": func(i int) request {
		return request{fmt.Sprintf("/peer/%d/%03d/%06d", os.Getpid(), i%1000, i), "value=" + strings.Repeat("v", 100) + "&prevExist=false"}
	},
}

// runPeer is a peer's process: it sends etcd what a script of etcd2sh sends, and
// prints nothing.
//
//	as-peer WAY WHAT N CONNECTIONS URL [RATE]
//
// WAY is raw, a connection of its own on which the requests are written and
// their answers read to the end, unparsed: the limit; or nethttp; or official,
// etcd's own client for its v2 API. WHAT is get, set, quorum (gets) or mixed, about 64 keys in turn, or
// create, of keys in 1,000 directories, with values of 100 bytes. The N requests
// are dealt to the connections, each of which has one in flight. RATE is how many
// are sent in a second, on average and by all together.
func runPeer(args []string) error {
	if len(args) == 5 {
		args = append(args, "1e9") // more than any server takes
	}
	if len(args) != 6 {
		return errors.New("usage: as-peer WAY WHAT N CONNECTIONS URL [RATE]")
	}
	way, what := ways[args[0]], whats[args[1]]
	n, errN := strconv.Atoi(args[2])
	connections, errConnections := strconv.Atoi(args[3])
	to, errURL := url.Parse(args[4])
	rate, errRate := strconv.ParseFloat(args[5], 64)
	if err := errors.Join(errN, errConnections, errURL, errRate); err != nil || way == nil || what == nil || connections < 1 || rate <= 0 {
		return errors.Join(errors.New("no such work: "+strings.Join(args, " ")), err)
	}
	pace := time.Duration(float64(connections) / rate * float64(time.Second))
	failed := make([]error, connections)
	var work sync.WaitGroup
	for c := range connections {
		work.Go(func() { failed[c] = send(way, what, to, c, n, connections, pace) })
	}
	work.Wait()
	return errors.Join(failed...)
}

// send sends every connections-th request, beginning with the first, one in every
// pace on average.
func send(way func(*url.URL) (sender, error), what func(int) request, to *url.URL, first, n, connections int, pace time.Duration) error {
	do, err := way(to)
	if err != nil {
		return err
	}
	next := time.Now()
	for i := first; i < n; i += connections {
		time.Sleep(time.Until(next))
		next = next.Add(pace)
		if err := do(what(i)); err != nil {
			return err
		}
	}
	return nil
}
