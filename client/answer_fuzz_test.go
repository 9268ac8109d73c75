package client_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// recordingTransport answers requests without a network, and keeps them.
type recordingTransport struct {
	answer func(req *http.Request) *http.Response
	saw    []string // "PUT http://a:1/v2/keys/k value=v as user:password"
}

func (c *recordingTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	line := req.Method + " " + req.URL.String()
	if req.Body != nil {
		form, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		line += " " + string(form)
	}
	if user, password, ok := req.BasicAuth(); ok {
		line += " as " + user + ":" + password
	}
	c.saw = append(c.saw, line)
	return c.answer(req), nil
}

func respond(status int, header, value, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{header: {value}}, Body: io.NopCloser(strings.NewReader(body))}
}

// FuzzRedirect: wherever a server sends a write, it goes to this cluster's
// servers only, once to each, unchanged, and with no password but their own.
func FuzzRedirect(f *testing.F) {
	for _, location := range []string{
		"", "http://a:1/v2/keys/k?prevIndex=4", "http://b:2/v2/keys/k?prevIndex=4", "http://m:3/v2/keys/k?prevIndex=4", "//m:3/v2/keys/k?prevIndex=4",
		"http://evil:word@m:3/v2/keys/k?prevIndex=4", "http://evil:4/v2/keys/k?prevIndex=4", "https://b:2/v2/keys/k?prevIndex=4", "http://b:2@evil/v2/keys/k?prevIndex=4",
		"http://b:2\\@evil/v2/keys/k?prevIndex=4", "?prevIndex=4", "/v2/keys/k?prevIndex=5", "http://m:3/v2/keys/%6b?prevIndex=4", "http://m:3/v2/keys/k?prevIndex=4#x", "HTTP://B:2/v2/keys/k?prevIndex=4", "http://[",
	} {
		f.Add(307, location)
	}
	f.Fuzz(func(t *testing.T, status int, location string) {
		moved := false
		c := &recordingTransport{answer: func(req *http.Request) *http.Response {
			switch {
			case req.URL.Path == "/v2/members":
				return respond(200, "", "", `{"members":[{"clientURLs":["http://m:3"]}]}`)
			case moved:
				return respond(200, "", "", doneFor(req))
			}
			moved = true
			return respond(300+(status%100+100)%100, "Location", location, "")
		}}
		endpoints := []string{"http://user:secret@a:1", "http://other:word@b:2"}
		_, err := clienttest.New(t, client.Config{Endpoints: endpoints, Transport: c}).Delete(t.Context(), "/k", client.DeleteOptions{PrevIndex: new(uint64(4))})
		if o := clienttest.Outcome(err); o != clienttest.Done && o != clienttest.NotV2 && (o != clienttest.Unknown || isRedirect(status, location)) {
			t.Errorf("got %v (%T), want it done or not followed", err, err)
		}
		sent := slices.DeleteFunc(c.saw, func(s string) bool { return s == "GET http://a:1/v2/members as user:secret" })
		for i, line := range sent {
			a := line == "DELETE http://a:1/v2/keys/k?prevIndex=4 as user:secret"
			elsewhere := line == "DELETE http://b:2/v2/keys/k?prevIndex=4 as other:word" || line == "DELETE http://m:3/v2/keys/k?prevIndex=4"
			if i > 1 || !a && (i == 0 || !elsewhere) {
				t.Errorf("got the requests %q", sent)
			}
		}
	})
}

// isRedirect reports whether an answer says that a request was to go elsewhere.
func isRedirect(status int, location string) bool {
	return location != "" && slices.Contains([]int{301, 302, 307, 308}, 300+(status%100+100)%100)
}

// FuzzAnswer: whatever a server answers, a write is told done only by a success
// of etcd's own, is sent once, and is never told refused where it may have been
// done.
func FuzzAnswer(f *testing.F) {
	for _, body := range []string{
		setV, gotV, `{"action":"set","node":{"key":"/k","value":"v","modifiedIndex":0}}`, "", "null", "{}", `"bad gateway"`, "<html></html>", "404 page not found\n",
		`{"errorCode":101,"message":"Compare failed","cause":"[a != b]","index":7}`, `{"errorCode":101,"message":"Compare failed","index":18446744073709551616}`,
		`{"errorCode":300,"message":"Raft Internal Error","cause":"etcdserver: request timed out","index":0}`,
		`{"errorCode":300,"message":"Raft Internal Error","cause":"nodePath /1/d : Not a file ()","index":0}`, `{"message":"Insufficient credentials"}`,
	} {
		for _, status := range []int{101, 199, 200, 201, 204, 300, 304, 400, 404, 408, 412, 499, 500, 502} {
			f.Add(status, "7", body)
		}
	}
	f.Fuzz(func(t *testing.T, status int, index, body string) {
		status = 100 + (status%900+900)%900
		c := &recordingTransport{answer: func(*http.Request) *http.Response { return respond(status, "X-Etcd-Index", index, body) }}
		cfg := client.Config{Endpoints: []string{"http://a:1"}, Transport: c, MaxAnswer: 1 << 16}
		r, err := clienttest.New(t, cfg).Set(t.Context(), "/k", "v", client.SetOptions{})
		if err := checkWrite(status, r, err); err != nil {
			t.Error(err)
		}
		if sent := slices.DeleteFunc(c.saw, func(s string) bool { return s == "GET http://a:1/version" }); !slices.Equal(sent, []string{"PUT http://a:1/v2/keys/k value=v"}) {
			t.Errorf("got the requests %q, want the write once", sent)
		}
		_, err = clienttest.New(t, cfg).Get(t.Context(), "/k", client.GetOptions{})
		if o := clienttest.Outcome(err); o == clienttest.Unknown || o == clienttest.Other || o == clienttest.Done && status/100 != 2 {
			t.Errorf("got %s: %v (%T) of a read", o, err, err)
		}
	})
}

// refusing are the statuses by which a write is told not to have been begun.
var refusing = []int{400, 401, 403, 404, 405, 407, 409, 410, 411, 412, 413, 414, 415, 421, 429, 431}

// checkWrite says what is wrong with what was told of a write to /k that was
// answered with that status.
func checkWrite(status int, r *client.Response, err error) error {
	var refusal *client.Error
	success := status/100 == 2
	switch o := clienttest.Outcome(err); {
	case o == clienttest.Done && (!success || r.Node.Key == nil || *r.Node.Key != "/k"):
		return fmt.Errorf("got it done with status %d: %+v", status, r)
	case success && o != clienttest.Done && o != clienttest.Unknown:
		return fmt.Errorf("got %s: %v with status %d, and it may be done", o, err, status)
	case o == clienttest.Refused && errors.As(err, &refusal) && (refusal.Message == "" || status >= 500 && !strings.HasPrefix(refusal.Cause, "nodePath ")):
		return fmt.Errorf("got %+v with status %d, and it may yet be done", refusal, status)
	case (o == clienttest.NotV2 || o == clienttest.Refused && status < 500) && !slices.Contains(refusing, status):
		return fmt.Errorf("got %v with status %d, and it may yet be done", err, status)
	case o != clienttest.Done && o != clienttest.Unknown && o != clienttest.Refused && o != clienttest.NotV2:
		return fmt.Errorf("got %s: %v (%T)", o, err, err)
	}
	return nil
}
