package client_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
)

// transportListen serves each connection with handle, which is told its
// number, from 1. The counter says how many have come.
func transportListen(t testing.TB, handle func(n int, c net.Conn)) (addr string, count *atomic.Int64) {
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

// transportServe answers each request with what answer returns, and ends the
// connection after an empty answer.
func transportServe(t testing.TB, answer func(n int, req *http.Request, body string) string) (url string, count *atomic.Int64) {
	t.Helper()
	addr, count := transportListen(t, func(n int, c net.Conn) {
		r := bufio.NewReader(c)
		for {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			body, err := io.ReadAll(req.Body)
			if err != nil {
				return
			}
			text := answer(n, req, string(body))
			if text == "" {
				return
			}
			if _, err := io.WriteString(c, text); err != nil {
				return
			}
		}
	})
	return "http://" + addr, count
}

// transportText is a whole answer with a length.
func transportText(body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

// transportDo sends a request and reads the whole answer.
func transportDo(t http.RoundTripper, ctx context.Context, method, url, body string) (string, error) {
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, url, r)
	if err != nil {
		return "", err
	}
	resp, err := t.RoundTrip(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	return string(got), err
}

func transportNew(t testing.TB) *client.Transport {
	tr := &client.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}

// transportWantSent checks that err is a *client.SendError with that verdict.
func transportWantSent(t *testing.T, err error, sent bool) {
	t.Helper()
	var failed *client.SendError
	if !errors.As(err, &failed) {
		t.Fatalf("got error %v (%T), want a *client.SendError", err, err)
	}
	if failed.Sent != sent {
		t.Errorf("got Sent %v, want %v: %v", failed.Sent, sent, err)
	}
}
