package transport_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"etcd2sh/client/internal/clienttest"
)

// gathered writes in one piece what is written to it while it holds.
type gathered struct {
	net.Conn
	hold bool
	held bytes.Buffer
}

func (g *gathered) Write(p []byte) (int, error) {
	if g.hold {
		return g.held.Write(p)
	}
	return g.Conn.Write(p)
}

func (g *gathered) release() error {
	g.hold = false
	_, err := g.held.WriteTo(g.Conn)
	return err
}

// TestAnswerTwice: an answer that came before its request is no answer to it,
// wherever it waits: here in a record of TLS that arrived with the one before it.
func TestAnswerTwice(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(nil) // for its certificate alone
	t.Cleanup(server.Close)
	addr, _ := clienttest.Listen(t, func(n int, c net.Conn) {
		wire := &gathered{Conn: c}
		secure := tls.Server(wire, &tls.Config{Certificates: server.TLS.Certificates})
		for r := bufio.NewReader(secure); ; {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			wire.hold = true
			for range 2 {
				if _, err := secure.Write([]byte(text(req.URL.Path))); err != nil {
					return
				}
			}
			if wire.release() != nil {
				return
			}
		}
	})
	tr := newTransport(t)
	tr.TLS = &tls.Config{RootCAs: roots(server)}
	for _, path := range []string{"/a", "/b", "/c"} {
		if got, err := do(tr, t.Context(), "GET", "https://"+addr+path, ""); err != nil || got != path {
			t.Errorf("got %q, %v, want %q", got, err, path)
		}
	}
}
