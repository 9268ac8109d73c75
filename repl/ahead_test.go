package repl_test

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/render"
	"etcd2sh/repl"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"

	"pgregory.net/rapid"
)

// arrivals is a server that notes how many requests come in one piece.
type arrivals struct {
	url string
	mu  sync.Mutex
	all []int
}

func newArrivals(t *testing.T) *arrivals {
	t.Helper()
	a := new(arrivals)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	a.url = "http://" + l.Addr().String()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go a.serve(c)
		}
	}()
	return a
}

func (a *arrivals) serve(c net.Conn) {
	defer c.Close()
	r := bufio.NewReaderSize(c, 64<<10)
	for {
		if _, err := r.Peek(1); err != nil {
			return
		}
		var answers strings.Builder
		n := 0
		for ; n == 0 || r.Buffered() > 0; n++ {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			form, _ := io.ReadAll(req.Body)
			action, value := "get", "v"
			if len(form) > 0 {
				action, value = "set", strings.TrimPrefix(string(form), "value=")
			}
			body := fmt.Sprintf(`{"action":%q,"node":{"key":%q,"value":%q,"modifiedIndex":7,"createdIndex":7}}`, action, strings.TrimPrefix(req.URL.Path, "/v2/keys"), value)
			fmt.Fprintf(&answers, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		}
		a.mu.Lock()
		a.all = append(a.all, n)
		a.mu.Unlock()
		if _, err := io.WriteString(c, answers.String()); err != nil {
			return
		}
	}
}

// TestAheadStops: which reads go out together, and what they stop at.
func TestAheadStops(t *testing.T) {
	t.Parallel()
	many := strings.Repeat("get k\n", 80)
	for name, try := range map[string]struct {
		text  string
		ahead int
		want  []int
	}{
		"reads":                  {"get a\nget* b\n\n# c\nget c --quorum\n", 64, []int{3}},
		"none":                   {"get a\nget b\n", 1, []int{1, 1}},
		"never asked for":        {"get a\nget b\n", 0, []int{1, 1}},
		"two at once":            {"get a\nget b\nget c\n", 2, []int{2, 1}},
		"a window":               {many, 64, []int{64, 16}},
		"behind a write":         {"reset! a v\nget a\nget b\nreset! b v\nreset! a v\nget c\n", 64, []int{3, 1, 2}},
		"a write between":        {"get a\nget b\nreset! b v\nget c\n", 64, []int{2, 2}},
		"the last result":        {"get a\nget $_\nget b\n", 64, []int{1, 2}},
		"a variable":             {"def k echo b\nget a\nget $k\ndef k echo c\nget $k\n", 64, []int{2, 1}},
		"a program":              {"get a\nget b | ! cat\nget c\nget d\n", 64, []int{1, 1, 2}},
		"what waits":             {"get a\nget b --wait\nget c\n", 64, []int{1, 1, 1}},
		"a tree":                 {"get a\nget b -r\nget c\n", 64, []int{1, 2}},
		"several keys":           {"get a\nget b c\nget d\n", 64, []int{1, 1, 1, 1}},
		"another command":        {"get a\necho x\nget b\n", 64, []int{1, 1}},
		"a usage error":          {"get a\nget\nget b\n", 64, []int{1, 1}},
		"over two lines":         {"get a\nget \\\nb\nget c\n", 64, []int{1, 2}},
		"a stage":                {"get* a | :node\nget b\nget* c | :node\nget d\n", 64, []int{2, 2}},
		"exchanges that show":    {"config trace on\nget a\nget b\n", 64, []int{1, 1}},
		"an exchange that shows": {"get a\ntrace get b\nget c\n", 64, []int{1, 1, 1}},
		"behind too much":        {"reset! a " + strings.Repeat("v", 9000) + "\nget b\nget c\n", 64, []int{1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newArrivals(t)
			sh, both := repltest.NewShell(t, server.url)
			sh.Ahead, sh.KeepGoing = try.ahead, true
			sh.Script(t.Context(), []script.Source{{Name: "x", Reader: strings.NewReader(try.text)}}) // an error is meant to be one
			sh.Session.Client().Close()
			server.mu.Lock()
			defer server.mu.Unlock()
			if !slices.Equal(server.all, try.want) {
				t.Errorf("requests came in pieces of %v, want %v; %s", server.all, try.want, both)
			}
		})
	}
}

// TestAheadWaitsForNoLine: a read whose line has not come is not waited for, nor one
// that is only half there.
func TestAheadWaitsForNoLine(t *testing.T) {
	t.Parallel()
	server := newArrivals(t)
	sh, both := repltest.NewShell(t, server.url)
	sh.Ahead = 64
	in, typed := io.Pipe()
	done := make(chan error)
	go func() {
		done <- sh.Script(t.Context(), []script.Source{{Name: "x", Reader: in}})
	}()
	for i, text := range []string{"get a\nget b\nget [c", " d]\nget e\nget", " f\n"} {
		io.WriteString(typed, text)
		for want := []int{2, 4, 5}[i]; strings.Count(both.String(), "\n") < want; { // each result is shown when it is there
			time.Sleep(time.Millisecond)
		}
	}
	typed.Close()
	if err := <-done; err != nil || !slices.Equal(server.all, []int{2, 2, 1}) {
		t.Errorf("requests came in pieces of %v, %v: %s", server.all, err, both)
	}
}

// twoWays are proxies to one server, whose faults a key names: the answer about one that
// begins with cut is cut off once, one with lost is forgotten by, the first proxy sends
// those about one with moved to the second, and so on.
type twoWays struct {
	urls []string
	mu   sync.Mutex
	cut  map[string]bool
}

func newTwoWays(t *testing.T, endpoint string) *twoWays {
	t.Helper()
	w := new(twoWays)
	to, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		forward := httputil.NewSingleHostReverseProxy(to)
		forward.ErrorLog = log.New(io.Discard, "", 0) // reads that are dropped are no news
		proxy := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			_, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v2/keys/"), "/")
			switch {
			case strings.HasPrefix(name, "moved") && i == 0:
				out.Header().Set("Location", w.urls[1]+r.URL.RequestURI())
				out.WriteHeader(http.StatusTemporaryRedirect)
			case strings.HasPrefix(name, "gone") && r.Method == http.MethodGet:
				http.Error(out, "bad gateway", http.StatusBadGateway)
			case strings.HasPrefix(name, "closes"):
				out.Header().Set("Connection", "close")
				forward.ServeHTTP(out, r)
			case strings.HasPrefix(name, "cut") && w.first(r):
				hangUp(out, func() {})
			case strings.HasPrefix(name, "lost") && r.Method == http.MethodPut:
				hangUp(out, func() { forward.ServeHTTP(httptest.NewRecorder(), r) })
			case strings.HasPrefix(name, "slow"):
				time.Sleep(2 * time.Millisecond)
				forward.ServeHTTP(out, r)
			default:
				forward.ServeHTTP(out, r)
			}
		}))
		t.Cleanup(proxy.Close)
		w.urls = append(w.urls, proxy.URL)
	}
	return w
}

// first reports whether it is the first read of a key.
func (w *twoWays) first(r *http.Request) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	seen := w.cut[r.URL.Path]
	w.cut[r.URL.Path] = true
	return r.Method == http.MethodGet && !seen
}

// hangUp ends a connection after work, in half an answer. It takes what the client has
// sent, so that this sees an end and no reset.
func hangUp(out http.ResponseWriter, work func()) {
	work()
	c, buffered, err := out.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer c.Close()
	io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{")
	c.(*net.TCPConn).CloseWrite()
	io.Copy(io.Discard, buffered) // until the client has hung up too
}

// aheadKeys are names of keys below /d and what comes of requests about them.
var aheadKeys = []string{"a", "b", "a/x", "missing", "dir", "moved", "gone", "closes", "cuts", "slow", "lost"}

// aheadLines are commands about a key, K.
var aheadLines = []string{
	"get K", "get K", "get K", "get K", "get* K", "get* K", "get K --quorum", "get* K --sorted", "get K --timeout 1m", "get K L", "get K -r", "get K/",
	"get* K | :node :value", "get K | jq '.'", "get [d a]", "get $k", "get /d/$k", "get K extra", "get K --nope", "\"get\" \"K\" # quoted", "get \\\n K", "get K # over",
	"reset! K v", "reset! K w", "reset! K v --prev-value w", "update! K w", "create! K v", "def k echo a", "def k get K", "get $_", "reset! K $_", "echo $k",
	"swap! K str x", "delete! K", "mkdir! K", "ls K", "cd /d", "cd nil", "config output json", "config output simple", "config output edn",
	"try get* K catch _ :no", "repeat 2 get K", "nope", "", "# nothing",
}

// TestAhead: a script prints the same, byte for byte, ends the same and leaves the same
// with reads ahead as without, whatever it does and whatever breaks.
func TestAhead(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	ways := newTwoWays(t, endpoint)
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		for range rapid.IntRange(1, 40).Draw(t, "lines") {
			line := rapid.SampledFrom(aheadLines).Draw(t, "line")
			if rapid.IntRange(0, 2).Draw(t, "read") > 0 {
				line = "get K"
			}
			key := func(name string) string { return "/d/" + rapid.SampledFrom(aheadKeys).Draw(t, name) }
			text.WriteString(strings.NewReplacer("K", key("K"), "L", key("L")).Replace(line) + "\n")
		}
		run := aheadRun{
			text: text.String(), keepGoing: rapid.Bool().Draw(t, "keep going"), echo: rapid.Bool().Draw(t, "echo"),
			inPieces: rapid.Bool().Draw(t, "in pieces"), format: rapid.SampledFrom([]render.Format{render.EDN, render.JSON, render.Simple}).Draw(t, "format"),
		}
		want, got := run.on(t, endpoint, ways, 1), run.on(t, endpoint, ways, rapid.SampledFrom([]int{2, 5, 64}).Draw(t, "ahead"))
		for i, what := range []string{"results", "errors", "store", "status"} {
			if got[i] != want[i] {
				t.Errorf("%s\n%s, one at a time and ahead:\n%s", run.text, what, repltest.Diff(want[i], got[i]))
			}
		}
	})
}

// aheadRun is a script, and how it runs.
type aheadRun struct {
	text                      string
	keepGoing, echo, inPieces bool
	format                    render.Format
}

// on runs a script on a server that it empties first, and gives what it printed and left.
func (r aheadRun) on(t *rapid.T, endpoint string, ways *twoWays, ahead int) [4]string {
	direct, err := eval.NewSession(command.Table(), client.Config{Endpoints: []string{endpoint}, Timeout: repltest.LongEnough}, eval.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer direct.Close()
	for _, line := range []string{"delete-all! nil", "reset! /d/a one", "reset! /d/moved two", "reset! /d/closes three", "reset! /d/cuts four", "mkdir! /d/dir"} {
		if _, err := direct.Eval(t.Context(), line); err != nil {
			t.Fatal(err)
		}
	}
	ways.mu.Lock()
	ways.cut = map[string]bool{}
	ways.mu.Unlock()
	s, err := eval.NewSession(command.Table(), client.Config{Endpoints: ways.urls, Timeout: repltest.LongEnough}, eval.Settings{Output: r.format})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var out, problems repltest.Buffer
	sh := &repl.Shell{Session: s, Out: repl.Stream{Writer: &out}, Err: repl.Stream{Writer: &problems}, KeepGoing: r.keepGoing, Echo: r.echo, Ahead: ahead}
	var in io.Reader = strings.NewReader(r.text)
	if r.inPieces {
		in = iotest.HalfReader(in)
	}
	err = sh.Script(t.Context(), []script.Source{{Name: "x", Reader: in}})
	return [4]string{withoutNumbers(out.String()), withoutNumbers(problems.String()), storeOf(t, direct), fmt.Sprint(eval.Status(err))}
}

// withoutNumbers masks what differs from run to run: indexes, and how long a request
// took.
func withoutNumbers(text string) string {
	return regexp.MustCompile(`\d+(\.\d+)?`).ReplaceAllString(text, "_")
}
