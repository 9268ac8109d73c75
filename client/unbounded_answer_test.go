package client_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// getAndSet makes a read and a write, each by a client of its own, and gives their
// outcomes.
func getAndSet(t *testing.T, cfg client.Config) (read, write string) {
	t.Helper()
	_, err := clienttest.New(t, cfg).Get(t.Context(), "/k", client.GetOptions{})
	read = clienttest.Outcome(err)
	_, err = clienttest.New(t, cfg).Set(t.Context(), "/k", "v", client.SetOptions{})
	return read, clienttest.Outcome(err)
}

// serveUnbounded serves each request with a beginning and then the same again, up to
// a GiB of it, while anybody reads. sent counts the bytes.
func serveUnbounded(t *testing.T, begin, again string) (url string, sent *atomic.Int64) {
	t.Helper()
	sent = new(atomic.Int64)
	block := []byte(strings.Repeat(again, 1+(64<<10)/len(again)))
	addr, _ := clienttest.Listen(t, func(_ int, c net.Conn) {
		if _, err := http.ReadRequest(bufio.NewReader(c)); err != nil {
			return
		}
		if _, err := io.WriteString(c, begin); err != nil {
			return
		}
		for n := 0; n < 1<<30; {
			wrote, err := c.Write(block)
			sent.Add(int64(wrote))
			if n += wrote; err != nil {
				return // the client has had enough
			}
		}
	})
	return "http://" + addr, sent
}

// TestUnboundedAnswer: a server that never stops is read up to a limit and no further,
// and takes no memory to speak of. Not parallel: it counts all that is
// allocated.
func TestUnboundedAnswer(t *testing.T) {
	const (
		plain   = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
		chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		set     = `{"action":"set","node":{"key":"/k","value":"v"}}`
	)
	for name, try := range map[string]struct {
		begin, again string
		read, write  string
	}{
		"value":              {plain + `{"action":"get","node":{"value":"`, "x", clienttest.TooLarge, clienttest.Unknown},
		"escaped value":      {plain + `{"action":"get","node":{"value":"`, `\u0001`, clienttest.TooLarge, clienttest.Unknown},
		"key":                {plain + `{"action":"get","node":{"key":"`, "x", clienttest.TooLarge, clienttest.Unknown},
		"action":             {plain + `{"action":"`, "x", clienttest.TooLarge, clienttest.Unknown},
		"name":               {plain + `{"`, "x", clienttest.TooLarge, clienttest.Unknown},
		"unknown field":      {plain + `{"action":"get","x":[`, "[1,{}],", clienttest.TooLarge, clienttest.Unknown},
		"nested":             {plain + `{"action":"get","x":`, "[", clienttest.NotV2, clienttest.Unknown},
		"number":             {plain + `{"action":"get","node":{"modifiedIndex":`, "1", clienttest.TooLarge, clienttest.Unknown},
		"space before":       {plain, " ", clienttest.TooLarge, clienttest.Unknown},
		"space after":        {plain + set, "\n", clienttest.TooLarge, clienttest.Unknown},
		"children":           {plain + `{"action":"get","node":{"dir":true,"nodes":[`, `{"key":"/k/a","value":"v"},`, clienttest.TooLarge, clienttest.Unknown},
		"tiny chunks":        {chunked, "1\r\n \r\n", clienttest.TooLarge, clienttest.Unknown},
		"chunk's length":     {chunked, "0", clienttest.Unreachable, clienttest.Unknown},
		"chunk's extension":  {chunked + "1;", "x", clienttest.Unreachable, clienttest.Unknown},
		"trailer":            {chunked + "0\r\n", "X-A: b\r\n", clienttest.Unreachable, clienttest.Unknown},
		"headers":            {"HTTP/1.1 200 OK\r\n", "X-A: b\r\n", clienttest.Unreachable, clienttest.Unknown},
		"one header":         {"HTTP/1.1 200 OK\r\nX-A: ", "b", clienttest.Unreachable, clienttest.Unknown},
		"continued header":   {"HTTP/1.1 200 OK\r\nX-A: b\r\n", " b\r\n", clienttest.Unreachable, clienttest.Unknown},
		"status line":        {"HTTP/1.1 200 ", "O", clienttest.Unreachable, clienttest.Unknown},
		"interim answers":    {"", "HTTP/1.1 103 Early Hints\r\n\r\n", clienttest.Unreachable, clienttest.Unknown},
		"no HTTP":            {"", "x", clienttest.NotV2, clienttest.Unknown},
		"refusal":            {"HTTP/1.1 404 Not Found\r\n\r\n" + `{"errorCode":100,"message":"`, "x", clienttest.NotV2, clienttest.Unknown},
		"refusal of gateway": {"HTTP/1.1 502 Bad Gateway\r\n\r\n", "<p>", clienttest.NotV2, clienttest.Unknown},
		"redirect":           {"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://x/\r\n\r\n", "x", clienttest.NotV2, clienttest.NotV2},
	} {
		t.Run(name, func(t *testing.T) {
			url, sent := serveUnbounded(t, try.begin, try.again)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			read, write := getAndSet(t, client.Config{Endpoints: []string{url}, Timeout: clienttest.LongTimeout, MaxAnswer: 1 << 20})
			runtime.ReadMemStats(&after)
			if read != try.read || write != try.write {
				t.Errorf("got %s and %s, want %s and %s", read, write, try.read, try.write)
			}
			// Of each answer a MiB may be read; some more waits in the kernel.
			if took, sent := after.TotalAlloc-before.TotalAlloc, sent.Load(); took > 64<<20 || sent > 128<<20 {
				t.Errorf("got %d MiB allocated and %d MiB sent for two answers of a MiB at most", took>>20, sent>>20)
			}
		})
	}
}

// TestSwollenAnswer: short nodes take far more memory than their text, and the
// limit counts that too. Not parallel: it counts all that is allocated.
func TestSwollenAnswer(t *testing.T) {
	const limit, tiny = 8 << 20, 4 << 20
	for name, try := range map[string]struct{ body, read, write string }{
		"nodes":          {`{"action":"get","node":{"dir":true,"nodes":[` + strings.Repeat("{},", tiny/3) + "{}]}}", clienttest.TooLarge, clienttest.Unknown},
		"nested nodes":   {`{"action":"get","node":{"dir":true,"nodes":[` + strings.Repeat(`{"nodes":[{},{}]},`, tiny/18) + "{}]}}", clienttest.TooLarge, clienttest.Unknown},
		"previous nodes": {`{"action":"get","node":{"dir":true},"prevNode":{"nodes":[` + strings.Repeat("{},", tiny/3) + "{}]}}", clienttest.TooLarge, clienttest.Unknown},
		"as many as fit": {`{"action":"get","node":{"key":"/k","dir":true,"nodes":[` + strings.Repeat("{},", 10000) + "{}]}}", clienttest.Done, clienttest.Unknown},
	} {
		f := fakeServer(t, func(int, *http.Request) (string, bool) { return answerJSON(200, try.body), true })
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		read, write := getAndSet(t, client.Config{Endpoints: []string{f.url}, Timeout: clienttest.LongTimeout, MaxAnswer: limit})
		runtime.ReadMemStats(&after)
		if read != try.read || write != try.write {
			t.Errorf("%s: got %s and %s, want %s and %s", name, read, write, try.read, try.write)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 12*limit {
			t.Errorf("%s: got %d MiB allocated for two answers that may take %d MiB each", name, took>>20, limit>>20)
		}
	}
}

// TestManyMembers: a list of members has a limit of its own.
func TestManyMembers(t *testing.T) {
	t.Parallel()
	f := fakeServer(t, func(int, *http.Request) (string, bool) {
		return answerJSON(200, `{"members":[`+strings.Repeat("{},", 1<<20)+"{}]}"), true
	})
	_, err := clienttest.Client(t, f.url).Members(t.Context())
	clienttest.WantOutcome(t, err, clienttest.TooLarge)
}
