// Package clienttest holds what the tests of client, client/transport and
// client/torture share: servers and proxies that fail as they are told, and
// names for what became of a request. Start with [Listen]. It is for tests
// alone: no program imports it.
package clienttest

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// Listen serves each connection with handle, which is told its
// number, from 1. The counter says how many have come.
func Listen(t testing.TB, handle func(n int, c net.Conn)) (addr string, count *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	count = new(atomic.Int64)
	var work sync.WaitGroup
	work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			n := int(count.Add(1))
			work.Go(func() {
				defer c.Close()
				defer context.AfterFunc(ctx, func() { c.Close() })()
				handle(n, c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		cancel()
		work.Wait()
	})
	return l.Addr().String(), count
}
