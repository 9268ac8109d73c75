package client_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// TestWatchRenewed: polls that are given up and asked anew all the time neither
// lose nor double an event, and are no trouble.
func TestWatchRenewed(t *testing.T) {
	t.Parallel()
	c := realClient(t)
	w := clienttest.Client(t, c.Endpoints()[0])
	w.SetIdleTimeout(2 * time.Millisecond)
	f := follow(t, w, "/k", client.WatchOptions{
		From:    *clienttest.Set(t, c, "/k", "first").Node.ModifiedIndex + 1,
		Trouble: func(err error) { t.Errorf("got told of %v, want nothing", err) },
	})
	const writes = 300
	for i := range writes {
		clienttest.Set(t, c, "/k", fmt.Sprint(i))
		if i%10 == 0 {
			time.Sleep(3 * time.Millisecond) // about as long as a renewal takes
		}
	}
	for i := range writes {
		f.want(fmt.Sprintf("set /k %d", i))
	}
	for before := w.Stats().Requests; w.Stats().Requests < before+3; { // it goes on asking
		time.Sleep(time.Millisecond)
	}
	clienttest.Set(t, c, "/k", "last")
	f.want("set /k last")
}

// TestWatchFrozen: a server that stands still behind the head of an answer, or
// within an event, is left for another one, with nothing lost.
func TestWatchFrozen(t *testing.T) {
	t.Parallel()
	c := realClient(t)
	for name, bytes := range map[string]int64{"head": 0, "event": 20} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key := "/frozen/" + name
			w := clienttest.New(t, client.Config{Endpoints: []string{freezer(t, c.Endpoints()[0], bytes), c.Endpoints()[0]}, Timeout: 200 * time.Millisecond})
			w.SetIdleTimeout(50 * time.Millisecond)
			from := *clienttest.Set(t, c, key, "0").Node.ModifiedIndex
			clienttest.Set(t, c, key, "1")
			f := follow(t, w, key, client.WatchOptions{From: from, Trouble: func(err error) { t.Errorf("got told of %v, want nothing", err) }})
			f.want("set "+key+" 0", "set "+key+" 1")
			clienttest.Set(t, c, key, "2")
			f.want("set " + key + " 2")
		})
	}
}

// freezer is a port to a server that stands still for good once it has passed
// the head of an answer on, and that many bytes behind it. It still accepts
// connections.
func freezer(t testing.TB, to string, bytes int64) (url string) {
	t.Helper()
	addr, _ := clienttest.Listen(t, func(n int, near net.Conn) {
		if n == 1 {
			passOn(near, strings.TrimPrefix(to, "http://"), bytes)
		}
		<-t.Context().Done()
	})
	return "http://" + addr
}

// passOn passes one request on, and the beginning of its answer back.
func passOn(near net.Conn, to string, bytes int64) {
	far, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer far.Close()
	request := make([]byte, 1<<10)
	n, _ := near.Read(request)
	_, _ = far.Write(request[:n]) // whoever asked gets no answer then, and says so
	answer := bufio.NewReader(far)
	for line := ""; line != "\r\n"; {
		if line, err = answer.ReadString('\n'); err != nil {
			return
		}
		_, _ = io.WriteString(near, line)
	}
	_, _ = io.CopyN(near, answer, bytes)
}
