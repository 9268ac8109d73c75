package client_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"etcd2sh/client/internal/clienttest"
)

const (
	gotV = `{"action":"get","node":{"key":"/k","value":"v","modifiedIndex":4,"createdIndex":4}}` + "\n"
	setV = `{"action":"set","node":{"key":"/k","value":"v","modifiedIndex":4,"createdIndex":4}}` + "\n"
)

// doneFor is the answer of a server that did as it was asked.
func doneFor(req *http.Request) string {
	action := map[string]string{"GET": "get", "PUT": "set", "POST": "create", "DELETE": "delete"}[req.Method]
	key := strings.TrimPrefix(req.URL.Path, "/v2/keys")
	if req.Method == "POST" {
		key += "/00000000000000000009"
	}
	if q := req.URL.Query(); q.Has("prevIndex") || q.Has("prevValue") {
		action = "compareAndDelete"
	}
	return fmt.Sprintf(`{"action":%q,"node":{"key":%q,"value":%q,"modifiedIndex":9,"createdIndex":4}}`+"\n", action, key, req.PostForm.Get("value"))
}

// fake is a server that misbehaves as told.
type fake struct {
	url string

	mu  sync.Mutex
	saw []string // "PUT /v2/keys/k?a=b body"
}

// fakeServer answers with the bytes that answer gives. When more is false the
// connection ends after them. n counts the requests, from 1.
func fakeServer(t testing.TB, answer func(n int, req *http.Request) (text string, more bool)) *fake {
	t.Helper()
	f := &fake{}
	addr, _ := clienttest.Listen(t, func(_ int, c net.Conn) {
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
			req.PostForm, _ = url.ParseQuery(string(body)) // what does not parse is for the answer to judge
			text, more := answer(f.record(req, string(body)), req)
			if _, err := io.WriteString(c, text); err != nil || !more {
				return
			}
		}
	})
	f.url = "http://" + addr
	return f
}

func (f *fake) record(req *http.Request, body string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	line := req.Method + " " + req.RequestURI
	if body != "" {
		line += " " + body
	}
	if user, password, ok := req.BasicAuth(); ok {
		line += " as " + user + ":" + password
	}
	f.saw = append(f.saw, line)
	return len(f.saw)
}

func (f *fake) requests() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.saw...)
}

// answer is a whole answer with a length.
func answer(status int, kind, body string) string {
	return fmt.Sprintf("HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", status, http.StatusText(status), kind, len(body), body)
}

func answerJSON(status int, body string) string { return answer(status, "application/json", body) }

// redirectTo is an answer that sends the client elsewhere.
func redirectTo(status int, location string) string {
	return fmt.Sprintf("HTTP/1.1 %d %s\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", status, http.StatusText(status), location)
}
