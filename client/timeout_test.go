package client_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

const shortTimeout = 50 * time.Millisecond

// silentServer takes requests and never answers; asked tells of each.
func silentServer(t testing.TB) (f *fake, asked chan struct{}) {
	asked = make(chan struct{}, 100)
	f = fakeServer(t, func(int, *http.Request) (string, bool) {
		asked <- struct{}{}
		<-t.Context().Done()
		return "", false
	})
	return f, asked
}

func TestNoAnswerInTime(t *testing.T) {
	t.Parallel()
	f, _ := silentServer(t)
	c := clienttest.New(t, client.Config{Endpoints: []string{f.url}, Timeout: shortTimeout})
	_, err := c.Set(t.Context(), "/k", "v", client.SetOptions{})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "50ms") || !strings.Contains(err.Error(), "PUT /k") {
		t.Errorf("got %v, want what was sent and a deadline of 50ms", err)
	}
	if saw := f.requests(); len(saw) != 1 {
		t.Errorf("got %q, want one write", saw)
	}
	_, err = c.Get(t.Context(), "/k", client.GetOptions{})
	var timeout *client.Timeout
	if !errors.As(err, &timeout) || *timeout != (client.Timeout{Request: "GET /k", After: shortTimeout}) {
		t.Errorf("got %v (%T), want a *Timeout of GET /k after %v", err, err, shortTimeout)
	}
}

// TestTimeoutOfRequest: the options' time is what counts and what is told.
func TestTimeoutOfRequest(t *testing.T) {
	t.Parallel()
	f, _ := silentServer(t)
	c := clienttest.Client(t, f.url)
	o := client.Options{Timeout: shortTimeout}
	_, err := c.Delete(t.Context(), "/k", client.DeleteOptions{Options: o})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
	_, err = c.Get(t.Context(), "/k", client.GetOptions{Options: o})
	clienttest.WantOutcome(t, err, clienttest.TimedOut)
	ctx, cancel := context.WithTimeout(t.Context(), shortTimeout)
	defer cancel()
	_, err = c.Set(ctx, "/k", "v", client.SetOptions{})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the context's deadline in it", err)
	}
	if _, err = c.Get(ctx, "/k", client.GetOptions{}); err != context.DeadlineExceeded {
		t.Errorf("got %v, want the context's deadline itself", err)
	}
}

// TestSlowAnswer: the limit is one of silence. An answer of which a piece comes now
// and then may take far longer.
func TestSlowAnswer(t *testing.T) {
	t.Parallel()
	const pieces, pause, limit = 12, 250 * time.Millisecond, 2500 * time.Millisecond
	addr, _ := clienttest.Listen(t, func(_ int, c net.Conn) {
		req, err := http.ReadRequest(bufio.NewReader(c))
		if err != nil {
			return
		}
		text := answerJSON(200, map[string]string{"GET": gotV, "PUT": setV}[req.Method])
		body := strings.LastIndex(text, "\r\n\r\n") + 4
		for i := range pieces {
			from, to := body+i, body+i+1
			if i == 0 {
				from = 0
			}
			if i == pieces-1 {
				to = len(text)
			}
			if _, err := io.WriteString(c, text[from:to]); err != nil {
				return
			}
			time.Sleep(pause) // which is what is tested
		}
	})
	c := clienttest.New(t, client.Config{Endpoints: []string{addr}, Timeout: limit})
	var both sync.WaitGroup
	both.Go(func() {
		_, err := c.Get(t.Context(), "/k", client.GetOptions{})
		clienttest.WantOutcome(t, err, clienttest.Done)
	})
	both.Go(func() {
		_, err := c.Set(t.Context(), "/k", "v", client.SetOptions{})
		clienttest.WantOutcome(t, err, clienttest.Done)
	})
	both.Wait()
}

// TestStalledAnswer: the time bounds the body as well as the head.
func TestStalledAnswer(t *testing.T) {
	t.Parallel()
	addr, _ := clienttest.Listen(t, func(_ int, c net.Conn) {
		if _, err := c.Read(make([]byte, 1<<10)); err == nil {
			_, _ = io.WriteString(c, answerJSON(200, gotV)[:100]) // the client will not read on
			<-t.Context().Done()
		}
	})
	c := clienttest.New(t, client.Config{Endpoints: []string{addr}, Timeout: shortTimeout})
	_, err := c.Set(t.Context(), "/k", "v", client.SetOptions{})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
	_, err = c.Get(t.Context(), "/k", client.GetOptions{})
	clienttest.WantOutcome(t, err, clienttest.TimedOut)
}

func TestCancel(t *testing.T) {
	t.Parallel()
	f, asked := silentServer(t)
	c := clienttest.Client(t, f.url, f.url)
	for want, do := range map[string]func(ctx context.Context) error{
		clienttest.Unknown:  func(ctx context.Context) error { _, err := c.Set(ctx, "/k", "v", client.SetOptions{}); return err },
		clienttest.Canceled: func(ctx context.Context) error { _, err := c.Get(ctx, "/k", client.GetOptions{}); return err },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- do(ctx) }()
		<-asked
		cancel()
		err := <-done
		clienttest.WantOutcome(t, err, want)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled in it", err)
		}
		before := len(f.requests())
		if err := do(ctx); err != context.Canceled || len(f.requests()) != before {
			t.Errorf("got %v and %q, want context.Canceled and nothing sent", err, f.requests()[before:])
		}
	}
	if saw := f.requests(); len(saw) != 2 {
		t.Errorf("got %q, want each once", saw)
	}
}

// TestSilentHandshake connects to what never finishes a handshake: nothing of the
// request has left, so a write is done elsewhere, or certainly not done.
func TestSilentHandshake(t *testing.T) {
	t.Parallel()
	addr, _ := clienttest.Listen(t, func(int, net.Conn) { <-t.Context().Done() })
	silent := "https://" + addr
	c := clienttest.New(t, client.Config{Endpoints: []string{silent}, Timeout: shortTimeout})
	_, err := c.Set(t.Context(), "/k", "v", client.SetOptions{})
	clienttest.WantOutcome(t, err, clienttest.TimedOut)
	_, err = c.Get(t.Context(), "/k", client.GetOptions{})
	clienttest.WantOutcome(t, err, clienttest.TimedOut)
	f := fakeServer(t, func(_ int, req *http.Request) (string, bool) {
		if req.Method == "GET" {
			return answerJSON(200, gotV), true
		}
		return answerJSON(200, setV), true
	})
	for range 2 {
		c = clienttest.New(t, client.Config{Endpoints: []string{silent, f.url}, Timeout: shortTimeout})
		_, err = c.Set(t.Context(), "/k", "v", client.SetOptions{})
		clienttest.WantOutcome(t, err, clienttest.Done)
		_, err = c.Get(t.Context(), "/k", client.GetOptions{})
		clienttest.WantOutcome(t, err, clienttest.Done)
	}
	if saw := f.requests(); len(saw) != 4 {
		t.Errorf("got %q, want two writes and two reads", saw)
	}
}
