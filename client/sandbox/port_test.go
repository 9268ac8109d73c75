package sandbox_test

import (
	"net"
	"strconv"
	"testing"

	"etcd2sh/client/sandbox"
)

// TestPortsOfItsOwn: a process keeps the blocks of ports that it draws from for itself.
func TestPortsOfItsOwn(t *testing.T) {
	t.Parallel()
	const host = "127.0.0.1"
	addrs, err := sandbox.FreeAddrs(host, 2*sandbox.BlockSize)
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[int]bool{}
	for _, addr := range addrs {
		_, text, err := net.SplitHostPort(addr)
		if err != nil {
			t.Fatal(err)
		}
		port, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		blocks[port-(port-sandbox.FirstPort)%sandbox.BlockSize] = true
	}
	if len(blocks) < 3 {
		t.Errorf("got %d addresses from %d blocks", len(addrs), len(blocks))
	}
	for first := range blocks {
		if l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(first))); err == nil {
			l.Close()
			t.Errorf("another process could draw from the block at %d", first)
		}
	}
}
