package client_test

import (
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

// closedPort is the URL of a port that refuses connections: nobody is given it.
const closedPort = "http://127.0.0.1:1"

// TestRefusedConnection: not a byte was sent, so a write may go elsewhere.
//
// Promise: It goes to another endpoint only if
func TestRefusedConnection(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	endpoints := append([]string{closedPort}, cluster.Endpoints()...)
	c := clienttest.Client(t, endpoints...)
	clienttest.Set(t, c, "/k", "v")
	wantValue(t, clienttest.Client(t, endpoints...), "/k", new("v"))
	if _, err := clienttest.Client(t, endpoints...).Delete(t.Context(), "/k", client.DeleteOptions{PrevValue: new("v")}); err != nil {
		t.Error(err)
	}
	if sent := c.Stats().Requests; sent > 2 {
		t.Errorf("got %d requests for one write, want at most 2", sent)
	}
	_, err := c.Update(t.Context(), "/k", "v", client.SetOptions{})
	wantCode(t, err, client.ErrKeyNotFound)
}

// TestBrokenConnection: the write was sent, and another member must not get it.
//
// Promise: A write is sent once
func TestBrokenConnection(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	broken := fakeServer(t, func(int, *http.Request) (string, bool) { return "", false })
	endpoints := append([]string{broken.url}, cluster.Endpoints()...)
	_, err := clienttest.Client(t, endpoints...).Set(t.Context(), "/k", "v", client.SetOptions{})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
	wantValue(t, clienttest.Client(t, endpoints...), "/k", nil)
	clienttest.Set(t, clienttest.Client(t, cluster.Endpoints()...), "/k", "w")
	_, err = clienttest.Client(t, endpoints...).Delete(t.Context(), "/k", client.DeleteOptions{})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
	wantValue(t, clienttest.Client(t, endpoints...), "/k", new("w"))
}

func TestAllDown(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	c := clienttest.Client(t, cluster.Endpoints()...)
	clienttest.Set(t, c, "/k", "v")
	if err := cluster.Stop(0, 1, 2); err != nil {
		t.Fatal(err)
	}
	_, read := c.Get(t.Context(), "/k", client.GetOptions{})
	_, write := c.Set(t.Context(), "/k", "w", client.SetOptions{})
	_, swap := c.Swap(t.Context(), "/k", func(string) (string, error) { return "w", nil }, client.SwapOptions{})
	_, members := c.Members(t.Context())
	for name, err := range map[string]error{"read": read, "write": write, "swap": swap, "members": members} {
		var down *client.Unreachable
		if !errors.As(err, &down) || !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%s: got %v (%T), want an *Unreachable with refused connections", name, err, err)
			continue
		}
		var asked []string
		for _, e := range down.Endpoints {
			asked = append(asked, e.Endpoint)
			if !errors.Is(e.Err, syscall.ECONNREFUSED) {
				t.Errorf("%s: got %v at %s, want a refused connection", name, e.Err, e.Endpoint)
			}
		}
		if !slices.Equal(asked, cluster.Endpoints()) {
			t.Errorf("%s: got %q asked, want %q", name, asked, cluster.Endpoints())
		}
	}
	for _, h := range c.Health(t.Context()) {
		if h.Healthy || h.Reason == "" {
			t.Errorf("got %+v, want it not healthy and why", h)
		}
	}
	if err := cluster.Restart(t.Context(), 0, 1, 2); err != nil {
		t.Fatal(err)
	}
	wantValue(t, c, "/k", new("v"))
}

// TestPinned: the endpoint that answered is asked first from then on, also
// when those before it are back.
func TestPinned(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	leader, _ := cluster.Leader()
	first, second := (leader+1)%3, (leader+2)%3
	urls := cluster.Endpoints()
	c := clienttest.Client(t, urls[first], urls[second], urls[leader])
	step := func(what string, want uint64) {
		t.Helper()
		before := c.Stats().Requests
		clienttest.Set(t, c, "/k", what)
		if got := c.Stats().Requests - before; got != want {
			t.Errorf("%s: got %d requests, want %d", what, got, want)
		}
	}
	step("all there", 1)
	if err := cluster.Stop(first); err != nil {
		t.Fatal(err)
	}
	step("the first is gone", 2)
	step("the second is known", 1)
	if err := cluster.Restart(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	step("the first is back", 1)
	if err := cluster.Stop(second); err != nil {
		t.Fatal(err)
	}
	step("the second is gone", 2)
	step("the leader is known", 1)
	wantValue(t, c, "/k", new("the leader is known"))
}

// everywhere waits until each of some members has a value at /k: a follower learns a
// moment later what its leader has answered.
func everywhere(t *testing.T, urls []string, want string) {
	t.Helper()
	for _, url := range urls {
		c := clienttest.Client(t, url)
		eventually(t, "the value at each member", func() bool {
			r, err := c.Get(t.Context(), "/k", client.GetOptions{})
			return err == nil && *r.Node.Value == want
		})
	}
}

// TestLeaderStopped goes on with two members, and says what it knows with one.
//
// Promise: Reads are asked again
func TestLeaderStopped(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	leader, _ := cluster.Leader()
	urls := cluster.Endpoints()
	c := clienttest.Client(t, urls[leader], urls[(leader+1)%3], urls[(leader+2)%3])
	clienttest.Set(t, c, "/k", "v")
	everywhere(t, urls, "v")
	if err := cluster.Stop(leader); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(t.Context(), "/k", client.GetOptions{}); err != nil {
		t.Errorf("got %v, want a read that needs no leader", err)
	}
	next, ok := cluster.Leader()
	for ; !ok; next, ok = cluster.Leader() {
		time.Sleep(time.Millisecond) // the election; nobody tells of its end
	}
	// The follower learns of its leader a moment later; a write waits for that.
	clienttest.Set(t, c, "/k", "w")
	everywhere(t, slices.Delete(slices.Clone(urls), leader, leader+1), "w")

	if err := cluster.Stop(next); err != nil {
		t.Fatal(err)
	}
	o := client.Options{Timeout: 200 * time.Millisecond}
	if r, err := c.Get(t.Context(), "/k", client.GetOptions{}); err != nil || *r.Node.Value != "w" {
		t.Errorf("got %+v, %v, want w from the member that is left", r, err)
	}
	_, err := c.Set(t.Context(), "/k", "x", client.SetOptions{Options: o})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
	_, err = c.Get(t.Context(), "/k", client.GetOptions{Options: o, Quorum: true})
	if clienttest.Outcome(err) != clienttest.Unreachable || !errors.As(err, new(*client.Timeout)) {
		t.Errorf("got %v (%T), want it unreachable, by a timeout among others", err, err)
	}
	if err := cluster.Restart(t.Context(), leader, next); err != nil {
		t.Fatal(err)
	}
	if now := *clienttest.Get(t, c, "/k").Value; now != "w" && now != "x" {
		t.Errorf("got %q, want what was written before or what may have been", now)
	}
}

// TestWriteMetNoEtcd: a write that met what is no etcd stays there, and its error tells
// where a repeat goes.
func TestWriteMetNoEtcd(t *testing.T) {
	t.Parallel()
	good := sandboxtest.Start(t, 1).Endpoints()[0]
	grpc, _ := clienttest.Listen(t, func(_ int, c net.Conn) {
		_, _ = c.Read(make([]byte, 1))
		_, _ = c.Write([]byte("\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\x00\x00\x40\x00")) // SETTINGS of HTTP/2
	})
	c := clienttest.Client(t, "http://"+grpc, good)
	_, err := c.Set(t.Context(), "/k", "v", client.SetOptions{})
	var foreign *client.NotV2
	if !errors.As(err, &foreign) || foreign.Undone != "PUT /k" || foreign.Next != good || !strings.HasSuffix(err.Error(), "; PUT /k was not done, and goes to "+good+" if it is repeated") {
		t.Errorf("got %v, want the write and %s", err, good)
	}
	wantValue(t, clienttest.Client(t, good), "/k", nil)
	clienttest.Set(t, c, "/k", "v")
	wantValue(t, clienttest.Client(t, good), "/k", new("v"))
	if _, err := clienttest.Client(t, "http://"+grpc).Set(t.Context(), "/k", "v", client.SetOptions{}); !errors.As(err, &foreign) || foreign.Undone != "" {
		t.Errorf("got %v, want no word of another endpoint", err)
	}
}
