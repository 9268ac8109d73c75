package client_test

import (
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// relay passes connections on to a real server and counts them.
type relay struct {
	url              string
	accepted         *atomic.Int64
	open, mostAtOnce atomic.Int64
}

func newRelay(t *testing.T, to string) *relay {
	t.Helper()
	r := &relay{}
	addr, accepted := clienttest.Listen(t, func(_ int, c net.Conn) {
		server, err := net.Dial("tcp", strings.TrimPrefix(to, "http://"))
		if err != nil {
			t.Error(err)
			return
		}
		defer server.Close()
		now := r.open.Add(1)
		defer r.open.Add(-1)
		for most := r.mostAtOnce.Load(); now > most && !r.mostAtOnce.CompareAndSwap(most, now); most = r.mostAtOnce.Load() {
		}
		go func() {
			_, _ = io.Copy(c, server) // it ends with either connection
			c.Close()
		}()
		_, _ = io.Copy(server, c)
	})
	r.url, r.accepted = "http://"+addr, accepted
	return r
}

// TestManyAtOnce has 500 commands at once through one client, again and again:
// one connection for each at most, which are used again, of which no more stay
// than are kept, and none after Close. Not parallel: it counts goroutines.
func TestManyAtOnce(t *testing.T) {
	const commands, each, kept = 500, 3, 256
	relay := newRelay(t, realClient(t).Endpoints()[0])
	before := goleak.IgnoreCurrent()
	c := clienttest.Client(t, relay.url)
	manySets(t, c, commands, each)
	if most, all := relay.mostAtOnce.Load(), relay.accepted.Load(); most > commands || all > 2*commands {
		t.Errorf("got %d connections at once and %d in all, want one for each of %d commands and those used again", most, all, commands)
	}
	eventually(t, "no more connections than are kept", func() bool { return relay.open.Load() <= kept })
	opened := relay.accepted.Load()
	manySets(t, c, kept/2, each)
	if now := relay.accepted.Load(); now != opened {
		t.Errorf("got %d new connections while %d were idle, want none", now-opened, kept)
	}
	c.Close()
	eventually(t, "no connection after Close", func() bool { return relay.open.Load() == 0 })
	goleak.VerifyNone(t, before)
}

// manySets has n workers set a key of their own, and look at it.
func manySets(t *testing.T, c *client.Client, n, each int) {
	var work sync.WaitGroup
	for i := range n {
		work.Go(func() {
			key := fmt.Sprintf("/k/%d", i)
			for j := range each {
				value := strconv.Itoa(j)
				if _, err := c.Set(t.Context(), key, value, client.SetOptions{}); err != nil {
					t.Error(err)
				}
				wantValue(t, c, key, &value)
			}
		})
	}
	work.Wait()
}

// eventually waits for what no event tells.
func eventually(t testing.TB, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(clienttest.LongTimeout); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %v", what, clienttest.LongTimeout)
		}
	}
}
