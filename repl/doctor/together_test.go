package doctor_test

import (
	"io"
	"net"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/doctor"
)

// Servers that hang are asked side by side: the second while the first one still is.
func TestAsksSideBySide(t *testing.T) {
	t.Parallel()
	second := make(chan struct{})
	met := make(chan bool, 1)
	urls := []string{
		hangs(t, func(gone <-chan struct{}) {
			select {
			case <-second:
				met <- true
			case <-gone:
				met <- false
			}
		}),
		hangs(t, func(<-chan struct{}) { close(second) }),
	}
	good := sandboxtest.Start(t, 1).Endpoints()[0]
	c, err := client.New(client.Config{Endpoints: append(urls, good), Timeout: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	if facts, err := doctor.Examine(t.Context(), c, 0); err != nil || len(facts.Members) != 1 || facts.Listed != nil {
		t.Errorf("got %+v, %v", facts, err)
	}
	if !<-met {
		t.Error("the second was asked when the first had been given up")
	}
}

// hangs serves connections until the client gives them up, and calls first with the
// first one. It gives the server's URL.
func hangs(t *testing.T, first func(gone <-chan struct{})) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for n := 0; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			gone := make(chan struct{})
			go func() {
				_, _ = io.Copy(io.Discard, c)
				c.Close()
				close(gone)
			}()
			if n == 0 {
				go first(gone)
			}
		}
	}()
	return "http://" + l.Addr().String()
}
