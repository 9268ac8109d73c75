package sandbox

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"sync/atomic"
)

const loopback = "127.0.0.1"

// Ports are drawn from below the range that operating systems give out by
// themselves: no outgoing connection can sit on one while its member is
// stopped, or between its choice and its use.
const firstPort, lastPort = 20000, 32767

// Each process begins anywhere in that range and goes on from there, so that it
// comes last to the port of a member that it has stopped. Another process may
// come to it; that is rare, and an error of Restart.
var (
	startPort  = rand.Uint32()
	portsTried atomic.Uint32
)

func nextPort() int {
	return firstPort + int((startPort+portsTried.Add(1))%(lastPort-firstPort+1))
}

// FreeAddrs returns n different addresses of host, an IP address, on which nobody
// listens. Nobody comes to them by chance, as to a port 0.
func FreeAddrs(host string, n int) (addrs []string, err error) {
	// All stay open until the last is found, so that they differ.
	var open []net.Listener
	defer func() {
		for _, l := range open {
			err = errors.Join(err, l.Close())
		}
	}()
	for range lastPort - firstPort {
		if len(open) == n {
			return addrs, nil
		}
		addr := net.JoinHostPort(host, strconv.Itoa(nextPort()))
		l, err := net.Listen("tcp", addr)
		if errors.Is(err, errInUse) {
			continue
		}
		if err != nil {
			return nil, err
		}
		open = append(open, l)
		addrs = append(addrs, addr)
	}
	return nil, fmt.Errorf("no %d free ports on %s between %d and %d", n, host, firstPort, lastPort)
}
