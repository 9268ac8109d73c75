package clienttest

import (
	"bytes"
	"net"
	"testing"
)

// RawExchange returns an exchange that costs as little as one can: canned
// bytes out, a known number of bytes in.
func RawExchange(b *testing.B, addr, wire string) func() {
	b.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close() })
	out, in := []byte(wire), make([]byte, 4096)
	return func() {
		if _, err := c.Write(out); err != nil {
			b.Fatal(err)
		}
		for got := 0; !bytes.HasSuffix(in[:got], []byte("}\n")); {
			n, err := c.Read(in[got:])
			if err != nil {
				b.Fatal(err)
			}
			got += n
		}
	}
}
