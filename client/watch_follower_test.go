package client_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// follower is a watch in a goroutine of its own.
type follower struct {
	t    testing.TB
	saw  chan saw
	stop context.CancelFunc
}

type saw struct {
	event *client.Event
	err   error
}

// follow watches until the test ends, or stop is called.
func follow(t testing.TB, c *client.Client, key string, o client.WatchOptions) *follower {
	t.Helper()
	return followKeys(t, c, []string{key}, o)
}

// followKeys watches several keys until the test ends, or stop is called.
func followKeys(t testing.TB, c *client.Client, keys []string, o client.WatchOptions) *follower {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	f := &follower{t: t, saw: make(chan saw), stop: cancel}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(f.saw)
		for e, err := range c.WatchKeys(ctx, keys, o) {
			select {
			case f.saw <- saw{e, err}:
			case <-ctx.Done():
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	return f
}

// event is the next event; an end of the watch is a failure.
func (f *follower) event() *client.Event {
	f.t.Helper()
	select {
	case s := <-f.saw:
		if s.err != nil || s.event == nil {
			f.t.Fatalf("got %v, %v, want an event", s.event, s.err)
		}
		return s.event
	case <-time.After(clienttest.LongTimeout):
		f.t.Fatalf("got no event within %v", clienttest.LongTimeout)
		return nil
	}
}

// end is the error with which the watch ends, right away.
func (f *follower) end() error {
	f.t.Helper()
	select {
	case s := <-f.saw:
		if s.event != nil {
			f.t.Fatalf("got %s, want the end", tell(s.event))
		}
		return s.err
	case <-time.After(clienttest.LongTimeout):
		f.t.Fatalf("got no end within %v", clienttest.LongTimeout)
		return nil
	}
}

// want checks the next events, each in the form of tell.
func (f *follower) want(events ...string) {
	f.t.Helper()
	for _, want := range events {
		if got := tell(f.event()); got != want {
			f.t.Fatalf("got %q, want %q", got, want)
		}
	}
}

// tell describes an event: "set /k v", "lost 4-2007 from 1008: get /k v".
func tell(e *client.Event) string {
	var b strings.Builder
	if e.Lost != nil {
		fmt.Fprintf(&b, "lost %d-%d from %d: ", e.Lost.Asked, e.Lost.Index, e.Lost.Oldest)
	}
	if e.Response == nil {
		return b.String() + "missing"
	}
	b.WriteString(e.Action)
	if e.Node.Key != nil {
		b.WriteString(" " + *e.Node.Key)
	}
	if e.Node.Value != nil {
		b.WriteString(" " + *e.Node.Value)
	}
	return b.String()
}
