package transport_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/transport"
)

// seen are the requests that a server has seen, each with its connection.
type seen struct {
	mu  sync.Mutex
	all []string
}

func (s *seen) add(n int, req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, fmt.Sprint(n, " ", req.Method, " ", req.URL.Path))
}

// want checks what was seen, but for what the first connection has brought where that
// was dropped: the server may have read on.
func (s *seen) want(t *testing.T, dropped bool, want ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	got := slices.Clone(s.all)
	if dropped {
		got = slices.DeleteFunc(got, func(line string) bool { return strings.HasPrefix(line, "1 ") })
	}
	if !slices.Equal(got, want) {
		t.Errorf("the server saw %q, want %q", got, want)
	}
}

// newPipeline makes a pipeline whose connections end with the test.
func newPipeline(t *testing.T, most int) *transport.Pipeline {
	p := newTransport(t).Pipeline(most)
	t.Cleanup(p.Drop)
	return p
}

// echoPath answers each request with its path.
func echoPath(t *testing.T) (url string, all *seen) {
	all = new(seen)
	url, _ = serve(t, func(n int, req *http.Request, _ string) string {
		all.add(n, req)
		return text(req.URL.Path)
	})
	return url, all
}

func get(t *testing.T, url string) *http.Request {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// follow tells of GETs, all of which are to go ahead.
func follow(t *testing.T, p *transport.Pipeline, urls ...string) {
	t.Helper()
	for _, u := range urls {
		if !p.Follow(get(t, u)) {
			t.Fatalf("%s does not go ahead", u)
		}
	}
}

func wantAnswer(t *testing.T, p http.RoundTripper, method, url, body, want string) {
	t.Helper()
	if got, err := do(p, t.Context(), method, url, body); err != nil || got != want {
		t.Errorf("%s %s: got %q, %v, want %q", method, url, got, err, want)
	}
}

// TestPipeline: what is told goes out behind the next request, before its turn; each
// answer is that to its request, and the connection serves on.
func TestPipeline(t *testing.T) {
	t.Parallel()
	arrived := make(chan string, 8)
	all := new(seen)
	u, _ := serve(t, func(n int, req *http.Request, _ string) string {
		all.add(n, req)
		arrived <- req.URL.Path
		return text(req.URL.Path)
	})
	tr := newTransport(t)
	p := tr.Pipeline(64)
	follow(t, p, u+"/b", u+"/c")
	wantAnswer(t, p, "PUT", u+"/a", "value=v", "/a")
	for _, want := range []string{"/a", "/b", "/c"} {
		if got := <-arrived; got != want { // though only the first was asked for
			t.Errorf("the server saw %s, want %s", got, want)
		}
	}
	follow(t, p, u+"/d")
	for _, path := range []string{"/b", "/c", "/d"} {
		wantAnswer(t, p, "GET", u+path, "", path)
	}
	wantAnswer(t, tr, "GET", u+"/e", "", "/e")
	all.want(t, false, "1 PUT /a", "1 GET /b", "1 GET /c", "1 GET /d", "1 GET /e")
}

// TestPipelineOtherwise: where something else is asked than what was told, the answers
// on the way are dropped with their connection, and nothing goes ahead any more.
func TestPipelineOtherwise(t *testing.T) {
	t.Parallel()
	u, all := echoPath(t)
	p := newPipeline(t, 64)
	follow(t, p, u+"/b", u+"/c")
	wantAnswer(t, p, "GET", u+"/a", "", "/a")
	wantAnswer(t, p, "PUT", u+"/x", "value=v", "/x")
	if p.Follow(get(t, u+"/b")) {
		t.Error("it still goes ahead")
	}
	wantAnswer(t, p, "GET", u+"/b", "", "/b")
	all.want(t, true, "2 PUT /x", "2 GET /b")
}

// TestPipelineElsewhere: what was told follows nothing to another server.
func TestPipelineElsewhere(t *testing.T) {
	t.Parallel()
	here, all := echoPath(t)
	there, others := echoPath(t)
	p := newPipeline(t, 64)
	follow(t, p, here+"/b")
	wantAnswer(t, p, "GET", there+"/a", "", "/a")
	wantAnswer(t, p, "GET", here+"/b", "", "/b")
	others.want(t, false, "1 GET /a")
	all.want(t, false, "1 GET /b")
}

// TestPipelineBackAndForth: while answers of one server are on the way, what is told of
// another does not go behind the next request to the first.
func TestPipelineBackAndForth(t *testing.T) {
	t.Parallel()
	here, all := echoPath(t)
	there, others := echoPath(t)
	p := newPipeline(t, 64)
	follow(t, p, here+"/b", here+"/c")
	wantAnswer(t, p, "GET", here+"/a", "", "/a")
	if p.Follow(get(t, there+"/x")) {
		t.Error("a read of another server goes ahead behind those of the first")
	}
	for _, u := range []string{here + "/b", here + "/c", there + "/x"} {
		wantAnswer(t, p, "GET", u, "", u[strings.LastIndexByte(u, '/'):])
	}
	all.want(t, false, "1 GET /a", "1 GET /b", "1 GET /c")
	others.want(t, false, "1 GET /x")
}

// TestPipelineCut: answers that do not come are those of a cut connection, each asked
// for again at its turn on another one; a write is not.
func TestPipelineCut(t *testing.T) {
	t.Parallel()
	all := new(seen)
	u, _ := serve(t, func(n int, req *http.Request, _ string) string {
		all.add(n, req)
		if n == 1 && req.URL.Path != "/a" {
			return ""
		}
		return text(req.URL.Path)
	})
	p := newPipeline(t, 64)
	follow(t, p, u+"/b", u+"/c")
	wantAnswer(t, p, "PUT", u+"/a", "value=v", "/a")
	_, err := do(p, t.Context(), "GET", u+"/b", "")
	wantSent(t, err, true)
	wantAnswer(t, p, "GET", u+"/b", "", "/b")
	wantAnswer(t, p, "GET", u+"/c", "", "/c")
	all.want(t, false, "1 PUT /a", "1 GET /b", "2 GET /b", "2 GET /c")
}

// TestPipelineWriteLost: a write whose connection is cut was sent, whatever went behind
// it, and is not sent again.
func TestPipelineWriteLost(t *testing.T) {
	t.Parallel()
	all := new(seen)
	u, _ := serve(t, func(n int, req *http.Request, _ string) string { all.add(n, req); return "" })
	p := newPipeline(t, 64)
	follow(t, p, u+"/b")
	_, err := do(p, t.Context(), "PUT", u+"/a", "value=v")
	wantSent(t, err, true)
	all.want(t, false, "1 PUT /a")

	p = newPipeline(t, 64)
	gone := "http://127.0.0.1:1" // nothing listens there
	follow(t, p, gone+"/b")
	_, err = do(p, t.Context(), "PUT", gone+"/a", "value=v")
	wantSent(t, err, false)
}

// TestPipelineHalfRead: an answer that is not read to its end takes those behind it
// along.
func TestPipelineHalfRead(t *testing.T) {
	t.Parallel()
	u, _ := echoPath(t)
	p := newPipeline(t, 64)
	follow(t, p, u+"/b", u+"/c")
	resp, err := p.RoundTrip(get(t, u+"/a"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	wantAnswer(t, p, "GET", u+"/b", "", "/b")
	wantAnswer(t, p, "GET", u+"/c", "", "/c")
}

// TestPipelineNextBeforeClose: the next request comes before the body of the last one is
// closed: its connection, on which others' answers are on the way, serves nobody again.
func TestPipelineNextBeforeClose(t *testing.T) {
	t.Parallel()
	u, all := echoPath(t)
	tr := newTransport(t)
	p := tr.Pipeline(64)
	follow(t, p, u+"/b")
	resp, err := p.RoundTrip(get(t, u+"/a"))
	if err != nil {
		t.Fatal(err)
	}
	wantAnswer(t, p, "GET", u+"/x", "", "/x")
	if got, err := io.ReadAll(resp.Body); err != nil || string(got) != "/a" {
		t.Errorf("got %q, %v", got, err)
	}
	resp.Body.Close()
	wantAnswer(t, p, "GET", u+"/b", "", "/b")
	wantAnswer(t, tr, "GET", u+"/y", "", "/y")
	all.want(t, true, "2 GET /x", "2 GET /b", "2 GET /y")
}

// TestPipelineEnds: the context of a request whose answer is on the way ends the wait
// for it.
func TestPipelineEnds(t *testing.T) {
	t.Parallel()
	addr, _ := clienttest.Listen(t, func(_ int, c net.Conn) {
		r := bufio.NewReader(c)
		for n := range 2 {
			if _, err := http.ReadRequest(r); err != nil {
				return
			}
			if n == 0 {
				c.Write([]byte(text("first")))
			}
		}
		r.ReadByte() // until the connection ends
	})
	p := newPipeline(t, 64)
	follow(t, p, "http://"+addr+"/b")
	wantAnswer(t, p, "GET", "http://"+addr+"/a", "", "first")
	ctx, cancel := context.WithCancel(t.Context())
	go cancel()
	_, err := do(p, ctx, "GET", "http://"+addr+"/b", "")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	wantSent(t, err, true)
}

// TestPipelineRoom: no more goes ahead than there is room for, and what does not is not
// sent before its turn.
func TestPipelineRoom(t *testing.T) {
	t.Parallel()
	u, all := echoPath(t)
	p := newPipeline(t, 3)
	follow(t, p, u+"/b", u+"/c")
	if p.Follow(get(t, u+"/d")) {
		t.Error("a fourth request is unanswered")
	}
	wantAnswer(t, p, "GET", u+"/a", "", "/a")
	follow(t, p, u+"/d")
	if p.Follow(get(t, u+"/e")) || p.Unanswered() != 3 {
		t.Errorf("%d requests are unanswered, or could be more, want 3", p.Unanswered())
	}
	for _, path := range []string{"/b", "/c", "/d"} {
		wantAnswer(t, p, "GET", u+path, "", path)
	}
	all.want(t, false, "1 GET /a", "1 GET /b", "1 GET /c", "1 GET /d")

	p = newPipeline(t, 64)
	size := 0
	for long := "/" + strings.Repeat("k", 1000); p.Follow(get(t, u+long)); {
		size += len(long)
	}
	if size < 2<<10 || size > 8<<10 {
		t.Errorf("requests for %d bytes of keys go ahead, want at most 8 KiB", size)
	}
	wantAnswer(t, p, "GET", u+"/"+strings.Repeat("l", 5000), "", "/"+strings.Repeat("l", 5000)) // with which they are too much
}

// TestPipelineOnlyReads: what is no plain read by http does not go ahead.
func TestPipelineOnlyReads(t *testing.T) {
	t.Parallel()
	put := get(t, "http://etcd/k")
	put.Method = http.MethodPut
	through := &transport.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy"})}
	for what, goes := range map[string]bool{
		"a write":         newPipeline(t, 64).Follow(put),
		"https":           newPipeline(t, 64).Follow(get(t, "https://etcd/k")),
		"through a proxy": through.Pipeline(64).Follow(get(t, "http://etcd/k")),
		"none":            newPipeline(t, 1).Follow(get(t, "http://etcd/k")),
	} {
		if goes {
			t.Errorf("%s goes ahead", what)
		}
	}
	p := newPipeline(t, 64)
	follow(t, p, "http://etcd/k")
	if p.Follow(get(t, "http://other/k")) {
		t.Error("a request to another server goes ahead on the same connection")
	}
}
