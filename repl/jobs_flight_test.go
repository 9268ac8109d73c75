package repl_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// barrier takes the place of a server that answers nobody before all have come,
// and notes how many requests were in flight at once.
type barrier struct {
	repltest.Wire
	all sync.WaitGroup

	mu              sync.Mutex
	come, now, most int
}

func (c *barrier) RoundTrip(req *http.Request) (*http.Response, error) {
	c.add(1)
	defer c.add(-1)
	c.all.Wait()
	return c.Wire.RoundTrip(req)
}

func (c *barrier) add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now += n
	c.most = max(c.most, c.now)
	if n > 0 && c.come < 8 {
		c.come++
		c.all.Done()
	}
}

// TestJobsInFlight sends as many commands at once as it is told to.
func TestJobsInFlight(t *testing.T) {
	t.Parallel()
	c := &barrier{}
	c.all.Add(8 + 1) // requests, and the end of the script
	s := repltest.Connect(t, client.Config{Transport: c, Timeout: repltest.LongEnough}, eval.Settings{})
	var lines, out strings.Builder
	for i := range 20 {
		fmt.Fprintln(&lines, "get", i)
	}
	sh := &repl.Shell{Session: s, Out: repl.Stream{Writer: &out}, Err: repl.Stream{Writer: &out}, Jobs: 8}
	text := io.MultiReader(strings.NewReader(lines.String()), atEnd(c.all.Done))
	if err := sh.Script(t.Context(), []script.Source{{Name: "x", Reader: text}}); err != nil {
		t.Error(err)
	}
	if want := strings.Repeat("\"36\"\n", 20); out.String() != want || c.most != 8 {
		t.Errorf("got %q, with %d requests at once, want 8", out.String(), c.most)
	}
}

// queued takes the place of a server that answers the first request about a once
// the script is read, and the one about b once there is a second about a.
type queued struct {
	repltest.Wire
	read, second chan struct{}

	mu   sync.Mutex
	sent string // the keys, each a letter
}

func (q *queued) RoundTrip(req *http.Request) (*http.Response, error) {
	key := req.URL.Path[len(req.URL.Path)-1:]
	q.mu.Lock()
	first := !strings.Contains(q.sent, key)
	q.sent += key
	q.mu.Unlock()
	switch {
	case key == "a" && first:
		<-q.read
	case key == "a":
		close(q.second)
	case key == "b":
		<-q.second
	}
	return q.Wire.RoundTrip(req)
}

// A command that had to wait for another goes before those that came after it:
// their results must wait for its own.
func TestJobsInTurn(t *testing.T) {
	t.Parallel()
	q := &queued{read: make(chan struct{}), second: make(chan struct{})}
	s := repltest.Connect(t, client.Config{Transport: q, Timeout: repltest.LongEnough}, eval.Settings{})
	sh := &repl.Shell{Session: s, Out: repl.Stream{Writer: io.Discard}, Err: repl.Stream{Writer: io.Discard}, Jobs: 2}
	text := io.MultiReader(strings.NewReader("get a\nget a\nget b\nget c\nget d\nget e\n"), atEnd(func() { close(q.read) }))
	if err := sh.Script(t.Context(), []script.Source{{Name: "x", Reader: text}}); err != nil {
		t.Error(err)
	}
	if len(q.sent) != 6 || strings.LastIndex(q.sent, "a") > 2 {
		t.Errorf("got the order %q, want the second a before c", q.sent)
	}
}

// A namespace may be a part of the keys.
func TestJobsInNamespace(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	sh, printed := repltest.NewShell(t, endpoint)
	sh.Jobs = 64
	var lines, want strings.Builder
	for i := range 50 {
		fmt.Fprintf(&lines, "reset! b %d --root-key keys/a | :node :value\nget a/b\n", i)
		fmt.Fprintf(&want, "\"%d\"\n\"%d\"\n", i, i)
	}
	if err := sh.Script(t.Context(), []script.Source{{Name: "x", Reader: strings.NewReader(lines.String())}}); err != nil {
		t.Error(err)
	}
	if printed.String() != want.String() {
		t.Error(repltest.Diff(want.String(), printed.String()))
	}
}

// atEnd is read once, at the end of the readers before it.
type atEnd func()

func (f atEnd) Read([]byte) (int, error) {
	f()
	return 0, io.EOF
}
