package client_test

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// TestGated: a request is sent when the gate lets it go and no earlier, and the gate
// hears when its answer was read.
func TestGated(t *testing.T) {
	t.Parallel()
	real := realClient(t)
	held, goes := make(chan struct{}), make(chan struct{})
	var seen []string
	c, all := traced(clienttest.New(t, client.Config{Endpoints: real.Endpoints(), Timeout: clienttest.LongTimeout}).Gated(func(_ context.Context, key string) (func(), error) {
		if key != "/k" {
			t.Errorf("got the key %s", key)
		}
		close(held)
		<-goes
		return func() { seen = append(seen, "over") }, nil
	}))
	c = c.Traced(func(x client.Exchange) { seen = append(seen, x.Method) })
	done := make(chan error)
	go func() {
		_, err := c.Set(t.Context(), "/k", "v", client.SetOptions{})
		done <- err
	}()
	<-held
	wantValue(t, real, "/k", nil)
	let := time.Now()
	close(goes)
	if err := <-done; err != nil {
		t.Errorf("got %v, want a write that was done", err)
	}
	if want := []string{"PUT", "over"}; !slices.Equal(seen, want) {
		t.Errorf("got %q, want %q", seen, want)
	}
	if x := (*all)[0]; x.Began.Before(let) {
		t.Errorf("the request began %v before it was let go", let.Sub(x.Began))
	}
}

// TestGatedTime: the time of a request begins when the gate lets it go.
func TestGatedTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sent := errors.New("it was sent in time")
		c := clienttest.New(t, client.Config{Timeout: time.Second, Transport: inTime{sent}}).
			Gated(func(context.Context, string) (func(), error) { time.Sleep(time.Hour); return func() {}, nil })
		if _, err := c.Get(t.Context(), "/k", client.GetOptions{}); !errors.Is(err, sent) {
			t.Errorf("got %v", err)
		}
	})
}

// inTime is a transport whose every request ends in an error: this one, unless its time
// was over before.
type inTime struct{ err error }

func (i inTime) RoundTrip(req *http.Request) (*http.Response, error) {
	return nil, cmp.Or(req.Context().Err(), i.err)
}

// TestGatedRefusal: what the gate does not let go is not sent, of nobody, and has its
// error; a write that was not sent has no unknown outcome.
func TestGatedRefusal(t *testing.T) {
	t.Parallel()
	real := realClient(t)
	var asked int
	c, all := traced(clienttest.Client(t, closedPort, real.Endpoints()[0]))
	gated := c.Gated(func(context.Context, string) (func(), error) { asked++; return nil, errOver })
	only, err := gated.Only(real.Endpoints()...)
	if err != nil {
		t.Fatal(err)
	}
	reconfigured, err := only.Reconfigured(client.Config{Endpoints: real.Endpoints()})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*client.Client{gated, only, reconfigured} {
		if _, err := c.Set(t.Context(), "/k", "v", client.SetOptions{}); !errors.Is(err, errOver) || client.IsUnknown(err) {
			t.Errorf("a write: got %v, want the gate's error", err)
		}
		if _, err := c.Get(t.Context(), "/k", client.GetOptions{}); !errors.Is(err, errOver) {
			t.Errorf("a read: got %v, want the gate's error", err)
		}
	}
	if len(*all) != 0 || asked != 6 { // once for each, whichever endpoints there are
		t.Errorf("got %d exchanges, and the gate was asked %d times; want none, and 6", len(*all), asked)
	}
	wantValue(t, real, "/k", nil)
}
