package client_test

import (
	"errors"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// TestFaults has a server that answers every request alike. A write must reach
// it once, whatever the answer.
//
// Promise: When its answer is lost
func TestFaults(t *testing.T) {
	t.Parallel()
	timedOutInside := `{"errorCode":300,"message":"Raft Internal Error","cause":"etcdserver: request timed out","index":0}`
	for name, fault := range map[string]struct {
		text        string
		more        bool
		read, write string
		reads       int
	}{
		"no answer":               {"", false, clienttest.Unreachable, clienttest.Unknown, 2},
		"half a status line":      {"HTTP/1.1 20", false, clienttest.Unreachable, clienttest.Unknown, 2},
		"half a head":             {"HTTP/1.1 200 OK\r\nContent-", false, clienttest.Unreachable, clienttest.Unknown, 2},
		"cut by length":           {answerJSON(200, gotV)[:100], false, clienttest.Unreachable, clienttest.Unknown, 2},
		"cut in a chunk":          {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + gotV, false, clienttest.Unreachable, clienttest.Unknown, 2},
		"cut between chunks":      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n" + gotV[:16] + "\r\n", false, clienttest.Unreachable, clienttest.Unknown, 2},
		"cut without a length":    {"HTTP/1.1 200 OK\r\n\r\n" + gotV[:50], false, clienttest.Unreachable, clienttest.Unknown, 2},
		"cut refusal":             {answerJSON(404, `{"errorCode":100,"message":"Key not found"}`)[:90], false, clienttest.Unreachable, clienttest.Unknown, 2},
		"half a JSON text, whole": {answerJSON(200, gotV[:50]), true, clienttest.Unreachable, clienttest.Unknown, 2},
		"empty 200":               {answerJSON(200, ""), true, clienttest.Unreachable, clienttest.Unknown, 2},
		"empty 204":               {"HTTP/1.1 204 No Content\r\n\r\n", true, clienttest.Unreachable, clienttest.Unknown, 2},
		"HTML 200":                {answer(200, "text/html", "<html>Please log in</html>"), true, clienttest.NotV2, clienttest.Unknown, 1},
		"HTML 502":                {answer(502, "text/html", "<html>Bad gateway</html>"), true, clienttest.NotV2, clienttest.Unknown, 1},
		"HTML 404":                {answer(404, "text/html", "<html>Nothing here</html>"), true, clienttest.NotV2, clienttest.NotV2, 1},
		"text 503":                {answer(503, "text/plain", "no server available"), true, clienttest.NotV2, clienttest.Unknown, 1},
		"JSON 502 of a gateway":   {answerJSON(502, `{"message":"An invalid response was received from the upstream server"}`), true, clienttest.NotV2, clienttest.Unknown, 1},
		"JSON 504 of a gateway":   {answerJSON(504, `{"message":"Endpoint request timed out"}`), true, clienttest.NotV2, clienttest.Unknown, 1},
		"JSON text 502":           {answerJSON(502, `"bad gateway"`), true, clienttest.NotV2, clienttest.Unknown, 1},
		"refusal with a success":  {answerJSON(412, setV), true, clienttest.NotV2, clienttest.Unknown, 1},
		"half a refusal, whole":   {answerJSON(400, `{"errorCode":104,"message":"Not a di`), true, clienttest.NotV2, clienttest.Unknown, 1},
		"refusal that came late":  {answerJSON(408, `{"errorCode":104,"message":"Not a directory","cause":"/k","index":7}`), true, clienttest.Refused, clienttest.Unknown, 1},
		"HTML 401":                {answer(401, "text/html", "<html>Who are you?</html>"), true, clienttest.NotV2, clienttest.NotV2, 1},
		"text 403":                {answer(403, "text/plain", "no"), true, clienttest.NotV2, clienttest.NotV2, 1},
		"text 408":                {answer(408, "text/plain", "too slow"), true, clienttest.NotV2, clienttest.Unknown, 1},
		"JSON 408":                {answerJSON(408, `{"message":"too slow"}`), true, clienttest.NotV2, clienttest.Unknown, 1},
		"HTML 413":                {answer(413, "text/html", "<html>Too large</html>"), true, clienttest.NotV2, clienttest.NotV2, 1},
		"JSON 429 of a gateway":   {answerJSON(429, `{"message":"API rate limit exceeded"}`), true, clienttest.NotV2, clienttest.NotV2, 1},
		"text 499":                {answer(499, "text/plain", ""), true, clienttest.NotV2, clienttest.Unknown, 1},
		"HTML 504":                {answer(504, "text/html", "<html>Gateway Time-out</html>"), true, clienttest.NotV2, clienttest.Unknown, 1},
		"101":                     {"HTTP/1.1 101 Switching Protocols\r\n\r\n", false, clienttest.NotV2, clienttest.Unknown, 1},
		"099":                     {"HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n", true, clienttest.NotV2, clienttest.Unknown, 1},
		"300":                     {answer(300, "text/plain", ""), true, clienttest.NotV2, clienttest.Unknown, 1},
		"304":                     {"HTTP/1.1 304 Not Modified\r\n\r\n", true, clienttest.NotV2, clienttest.Unknown, 1},
		"wrong types":             {answerJSON(200, `{"action":1,"node":[]}`), true, clienttest.NotV2, clienttest.Unknown, 1},
		"wrong type deep":         {answerJSON(200, `{"action":"get","node":{"key":"/k","value":7}}`), true, clienttest.NotV2, clienttest.Unknown, 1},
		"another program's JSON":  {answerJSON(200, `{"kvs":[],"count":0}`), true, clienttest.NotV2, clienttest.Unknown, 1},
		"something after":         {answerJSON(200, gotV+gotV), true, clienttest.NotV2, clienttest.Unknown, 1},
		"null":                    {answerJSON(200, "null"), true, clienttest.NotV2, clienttest.Unknown, 1},
		"quorum lost":             {answerJSON(500, timedOutInside), true, clienttest.Refused, clienttest.Unknown, 1},
		"directory on 3.5":        {answerJSON(500, `{"errorCode":300,"message":"Raft Internal Error","cause":"nodePath /1/d : Not a file ()","index":0}`), true, clienttest.Refused, clienttest.Refused, 1},
		"refusal":                 {answerJSON(400, `{"errorCode":104,"message":"Not a directory","cause":"/k","index":7}`), true, clienttest.Refused, clienttest.Refused, 1},
		"another write's refusal": {answerJSON(412, `{"errorCode":101,"message":"Compare failed","cause":"[a != b]","index":7}`), true, clienttest.Refused, clienttest.Unknown, 1},
		"too large":               {answerJSON(200, strings.Replace(gotV, `"v"`, `"`+strings.Repeat("v", 2<<20)+`"`, 1)), true, clienttest.TooLarge, clienttest.Unknown, 1},
		"not HTTP":                {"SSH-2.0-OpenSSH_9.2\r\n", false, clienttest.NotV2, clienttest.Unknown, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ask := func(do func(c *client.Client) error) (saw []string, err error) {
				f := fakeServer(t, func(int, *http.Request) (string, bool) { return fault.text, fault.more })
				err = do(clienttest.New(t, client.Config{Endpoints: []string{f.url}, Timeout: clienttest.LongTimeout, MaxAnswer: 1 << 20}))
				return slices.DeleteFunc(f.requests(), func(s string) bool { return s == "GET /version" }), err
			}
			saw, err := ask(func(c *client.Client) error {
				_, err := c.Get(t.Context(), "/k", client.GetOptions{})
				return err
			})
			clienttest.WantOutcome(t, err, fault.read)
			if len(saw) != fault.reads {
				t.Errorf("got the reads %q, want %d", saw, fault.reads)
			}
			for want, do := range map[string]func(c *client.Client) error{
				"PUT /v2/keys/k value=v": func(c *client.Client) error {
					_, err := c.Set(t.Context(), "/k", "v", client.SetOptions{})
					return err
				},
				"POST /v2/keys/k value=v": func(c *client.Client) error {
					_, err := c.CreateInOrder(t.Context(), "/k", "v", client.SetOptions{})
					return err
				},
				"DELETE /v2/keys/k?prevIndex=4": func(c *client.Client) error {
					_, err := c.Delete(t.Context(), "/k", client.DeleteOptions{PrevIndex: new(uint64(4))})
					return err
				},
			} {
				saw, err := ask(do)
				clienttest.WantOutcome(t, err, fault.write)
				if !slices.Equal(saw, []string{want}) {
					t.Errorf("got %q, want %q once", saw, want)
				}
			}
		})
	}
}

// TestGateway: what a gateway says in etcd's place is told as that, with its
// status, and an empty answer as an empty one.
func TestGateway(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		answer(502, "text/html", "<html>"):         "is not etcd itself: it answered 502 Bad Gateway with a page of HTML; a gateway in front of etcd could not reach it",
		answerJSON(429, `{"message":"slow down"}`): `is not etcd itself: it answered 429 Too Many Requests, "{\"message\":\"slow down\"}"; a gateway in front of etcd takes no more requests for now`,
		answer(413, "text/html", "<html>"):         "is not etcd itself: it answered 413 Request Entity Too Large with a page of HTML; a gateway in front of etcd takes no value as large as this one",
		answer(200, "application/json", ""):        "PUT /k was sent, but whether it happened is not known: its answer was empty",
		"HTTP/1.1 204 No Content\r\n\r\n":          "PUT /k was sent, but whether it happened is not known: its answer was empty",
		answerJSON(408, `{"message":"too slow"}`):  `it answered 408 Request Timeout, "{\"message\":\"too slow\"}"`,
	} {
		f := fakeServer(t, func(int, *http.Request) (string, bool) { return text, true })
		_, err := clienttest.Client(t, f.url).Set(t.Context(), "/k", "v", client.SetOptions{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
}

// TestActionMismatch: a write that was answered as a read was not done, and a
// read is never answered as a write, whoever mixed them up.
func TestActionMismatch(t *testing.T) {
	t.Parallel()
	read := fakeServer(t, func(int, *http.Request) (string, bool) { return answerJSON(200, setV), true })
	_, err := clienttest.Client(t, read.url).Get(t.Context(), "/k", client.GetOptions{})
	clienttest.WantOutcome(t, err, clienttest.NotV2)
	_, err = clienttest.Client(t, read.url).Delete(t.Context(), "/k", client.DeleteOptions{})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
	write := fakeServer(t, func(int, *http.Request) (string, bool) { return answerJSON(200, gotV), true })
	_, err = clienttest.Client(t, write.url).Set(t.Context(), "/k", "v", client.SetOptions{})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
}

// TestKeyMismatch: an answer about another key is none.
func TestKeyMismatch(t *testing.T) {
	t.Parallel()
	read := fakeServer(t, func(int, *http.Request) (string, bool) { return answerJSON(200, gotV), true })
	_, err := clienttest.Client(t, read.url).Get(t.Context(), "/other", client.GetOptions{})
	clienttest.WantOutcome(t, err, clienttest.NotV2)
	write := fakeServer(t, func(int, *http.Request) (string, bool) { return answerJSON(200, setV), true })
	_, err = clienttest.Client(t, write.url).Set(t.Context(), "/other", "v", client.SetOptions{})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
}

// TestOtherCluster: an endpoint of another cluster is noticed by its id.
func TestOtherCluster(t *testing.T) {
	t.Parallel()
	in := func(id string) *fake {
		return fakeServer(t, func(n int, req *http.Request) (string, bool) {
			if id == "a" && n > 1 {
				return "", false
			}
			return strings.Replace(answerJSON(200, doneFor(req)), "\r\n", "\r\nX-Etcd-Cluster-Id: "+id+"\r\n", 1), true
		})
	}
	c := clienttest.Client(t, in("a").url, in("b").url)
	if _, err := c.Get(t.Context(), "/k", client.GetOptions{}); err != nil {
		t.Fatal(err)
	}
	var other *client.OtherCluster
	if _, err := c.Get(t.Context(), "/k", client.GetOptions{}); !errors.As(err, &other) || other.ID != "b" || other.Want != "a" {
		t.Errorf("got %v, want the other cluster's id", err)
	}
}

// TestReadAgain: a read whose connection broke is asked again on another one.
//
// Promise: Reads are asked again
func TestReadAgain(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]string{"no answer": "", "cut": answerJSON(200, gotV)[:110]} {
		f := fakeServer(t, func(n int, _ *http.Request) (string, bool) {
			if n == 1 {
				return first, false
			}
			return answerJSON(200, gotV), true
		})
		c := clienttest.Client(t, f.url)
		r, err := c.Get(t.Context(), "/k", client.GetOptions{})
		if err != nil || *r.Node.Value != "v" || c.Stats().Requests != 2 {
			t.Errorf("%s: got %+v, %v after %d requests, want v after 2", name, r, err, c.Stats().Requests)
		}
	}
}

// TestWatchAgain: a poll that breaks goes on from the index at which it began,
// or what was written in between would be missed.
func TestWatchAgain(t *testing.T) {
	t.Parallel()
	for asked, again := range map[string]string{"": "&waitIndex=8", "&waitIndex=3": "&waitIndex=3"} {
		f := fakeServer(t, func(n int, _ *http.Request) (string, bool) {
			if n == 1 {
				return "HTTP/1.1 200 OK\r\nX-Etcd-Index: 7\r\nTransfer-Encoding: chunked\r\n\r\n", false
			}
			return answerJSON(200, setV), true
		})
		o := client.GetOptions{Wait: true}
		if asked != "" {
			o.WaitIndex = new(uint64(3))
		}
		r, err := clienttest.Client(t, f.url).Get(t.Context(), "/k", o)
		if err != nil || r.Action != "set" {
			t.Errorf("got %+v, %v, want the event", r, err)
		}
		if want := []string{"GET /v2/keys/k?wait=true" + asked, "GET /v2/keys/k?wait=true" + again}; !slices.Equal(f.requests(), want) {
			t.Errorf("got %q, want %q", f.requests(), want)
		}
	}
}

// TestQuorumLost: etcd's own words must not be lost with the outcome.
func TestQuorumLost(t *testing.T) {
	t.Parallel()
	for _, cause := range []string{"etcdserver: request timed out", "etcdserver: request timed out, possibly due to previous leader failure", ""} {
		f := fakeServer(t, func(int, *http.Request) (string, bool) {
			return answerJSON(500, `{"errorCode":300,"message":"Raft Internal Error","cause":"`+cause+`","index":0}`), true
		})
		_, err := clienttest.Client(t, f.url, f.url).Set(t.Context(), "/k", "v", client.SetOptions{})
		var says *client.Error
		if !errors.As(err, &says) || says.Cause != cause || !errors.Is(err, client.ErrRaftInternal) || clienttest.Outcome(err) != clienttest.Unknown {
			t.Errorf("got %v (%T), want an unknown outcome because of %q", err, err, cause)
		}
		if saw := f.requests(); len(saw) != 1 {
			t.Errorf("got %q, want one request", saw)
		}
	}
}

// TestMaxAnswer: the limit itself is allowed.
func TestMaxAnswer(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"length":  answerJSON(200, gotV),
		"chunked": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n" + gotV[:16] + "\r\n44\r\n" + gotV[16:] + "\r\n0\r\n\r\n",
	} {
		f := fakeServer(t, func(int, *http.Request) (string, bool) { return text, true })
		for limit, want := range map[int]string{math.MaxInt64: clienttest.Done, len(gotV) + 1: clienttest.Done, len(gotV): clienttest.Done, len(gotV) - 2: clienttest.TooLarge, 1: clienttest.TooLarge} {
			c := clienttest.New(t, client.Config{Endpoints: []string{f.url}, Timeout: clienttest.LongTimeout, MaxAnswer: int64(limit)})
			_, err := c.Get(t.Context(), "/k", client.GetOptions{})
			if got := clienttest.Outcome(err); got != want {
				t.Errorf("%s: got %s: %v with a limit of %d for %d bytes, want %s", name, got, err, limit, len(gotV), want)
			}
		}
	}
}
