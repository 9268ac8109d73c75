package sandbox

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
)

const loopback = "127.0.0.1"

// Ports are drawn from below the range that operating systems give out by
// themselves: no outgoing connection can sit on one while its member is
// stopped, or between its choice and its use.
const firstPort, lastPort = 20000, 32767

// A process draws from blocks of ports that no other process draws from, so that the port
// of a stopped member goes to no other sandbox, where a client would take it for the
// member. It listens on the first port of each of its blocks, which says so for as long as
// it runs. With so many blocks it goes round, and comes last to a port that it left.
const blockSize, maxBlocks = 64, 16

// ports are those that this process draws from.
var ports drawn

type drawn struct {
	mu   sync.Mutex
	own  []int // the first port of each block
	held []net.Listener
	next int // counts the ports drawn
}

// draw gives the next port of its own.
func (d *drawn) draw() (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	const usable = blockSize - 1
	if d.next == len(d.own)*usable && len(d.own) < maxBlocks {
		if err := d.reserve(); err != nil && len(d.own) == 0 {
			return 0, err
		}
	}
	n := d.next % (len(d.own) * usable)
	d.next++
	return d.own[n/usable] + 1 + n%usable, nil
}

// reserve adds a block that no other process has.
func (d *drawn) reserve() error {
	const blocks = (lastPort - firstPort + 1) / blockSize
	begin := rand.IntN(blocks)
	for i := range blocks {
		first := firstPort + (begin+i)%blocks*blockSize
		l, err := net.Listen("tcp", net.JoinHostPort(loopback, strconv.Itoa(first)))
		if errors.Is(err, errInUse) {
			continue
		}
		if err != nil {
			return err
		}
		d.own, d.held = append(d.own, first), append(d.held, l)
		return nil
	}
	return fmt.Errorf("other processes draw from all ports between %d and %d", firstPort, lastPort)
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
		port, err := ports.draw()
		if err != nil {
			return nil, err
		}
		addr := net.JoinHostPort(host, strconv.Itoa(port))
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
