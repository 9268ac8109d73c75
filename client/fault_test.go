package client_test

import (
	"context"
	"errors"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// outcomes by which a fault must be told.
const (
	unknown     = "unknown outcome"
	refused     = "refused"
	notV2       = "not etcd"
	unreachable = "unreachable"
	tooLarge    = "too large"
	timedOut    = "timed out"
	canceled    = "canceled"
)

// outcome names what an error says became of the request.
func outcome(err error) string {
	switch {
	case err == nil:
		return "done"
	case errors.As(err, new(*client.UnknownOutcome)):
		return unknown
	case errors.Is(err, client.ErrTooLarge):
		return tooLarge
	case errors.As(err, new(*client.Unreachable)):
		return unreachable
	case errors.As(err, new(*client.NotV2)):
		return notV2
	case errors.As(err, new(*client.Error)):
		return refused
	case errors.As(err, new(*client.Timeout)):
		return timedOut
	case err == context.Canceled:
		return canceled
	}
	return "something else"
}

func wantOutcome(t *testing.T, err error, want string) {
	t.Helper()
	if got := outcome(err); got != want {
		t.Errorf("got %s: %v (%T), want %s", got, err, err, want)
	}
}

// TestFaults has a server that answers every request alike. A write must reach
// it once, whatever the answer.
func TestFaults(t *testing.T) {
	t.Parallel()
	timedOutInside := `{"errorCode":300,"message":"Raft Internal Error","cause":"etcdserver: request timed out","index":0}`
	for name, fault := range map[string]struct {
		text        string
		more        bool
		read, write string
		reads       int
	}{
		"no answer":               {"", false, unreachable, unknown, 2},
		"half a status line":      {"HTTP/1.1 20", false, unreachable, unknown, 2},
		"half a head":             {"HTTP/1.1 200 OK\r\nContent-", false, unreachable, unknown, 2},
		"cut by length":           {answerJSON(200, gotV)[:100], false, unreachable, unknown, 2},
		"cut in a chunk":          {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + gotV, false, unreachable, unknown, 2},
		"cut between chunks":      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n" + gotV[:16] + "\r\n", false, unreachable, unknown, 2},
		"cut without a length":    {"HTTP/1.1 200 OK\r\n\r\n" + gotV[:50], false, unreachable, unknown, 2},
		"cut refusal":             {answerJSON(404, `{"errorCode":100,"message":"Key not found"}`)[:90], false, unreachable, unknown, 2},
		"half a JSON text, whole": {answerJSON(200, gotV[:50]), true, unreachable, unknown, 2},
		"empty 200":               {answerJSON(200, ""), true, unreachable, unknown, 2},
		"empty 204":               {"HTTP/1.1 204 No Content\r\n\r\n", true, unreachable, unknown, 2},
		"HTML 200":                {answer(200, "text/html", "<html>Please log in</html>"), true, notV2, unknown, 1},
		"HTML 502":                {answer(502, "text/html", "<html>Bad gateway</html>"), true, notV2, unknown, 1},
		"HTML 404":                {answer(404, "text/html", "<html>Nothing here</html>"), true, notV2, notV2, 1},
		"text 503":                {answer(503, "text/plain", "no server available"), true, notV2, unknown, 1},
		"JSON 502 of a gateway":   {answerJSON(502, `{"message":"An invalid response was received from the upstream server"}`), true, refused, unknown, 1},
		"JSON 504 of a gateway":   {answerJSON(504, `{"message":"Endpoint request timed out"}`), true, refused, unknown, 1},
		"JSON text 502":           {answerJSON(502, `"bad gateway"`), true, refused, unknown, 1},
		"wrong types":             {answerJSON(200, `{"action":1,"node":[]}`), true, notV2, unknown, 1},
		"wrong type deep":         {answerJSON(200, `{"action":"get","node":{"key":"/k","value":7}}`), true, notV2, unknown, 1},
		"another program's JSON":  {answerJSON(200, `{"kvs":[],"count":0}`), true, notV2, unknown, 1},
		"something after":         {answerJSON(200, gotV+gotV), true, notV2, unknown, 1},
		"null":                    {answerJSON(200, "null"), true, notV2, unknown, 1},
		"quorum lost":             {answerJSON(500, timedOutInside), true, refused, unknown, 1},
		"directory on 3.5":        {answerJSON(500, `{"errorCode":300,"message":"Raft Internal Error","cause":"nodePath /1/d : Not a file ()","index":0}`), true, refused, refused, 1},
		"refusal":                 {answerJSON(412, `{"errorCode":101,"message":"Compare failed","cause":"[a != b]","index":7}`), true, refused, refused, 1},
		"too large":               {answerJSON(200, strings.Replace(gotV, `"v"`, `"`+strings.Repeat("v", 2<<20)+`"`, 1)), true, tooLarge, unknown, 1},
		"not HTTP":                {"SSH-2.0-OpenSSH_9.2\r\n", false, notV2, unknown, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ask := func(do func(c *client.Client) error) (saw []string, err error) {
				f := fakeServer(t, func(int, *http.Request) (string, bool) { return fault.text, fault.more })
				err = do(configured(t, client.Config{Endpoints: []string{f.url}, Timeout: clienttest.Patience, MaxAnswer: 1 << 20}))
				return slices.DeleteFunc(f.requests(), func(s string) bool { return s == "GET /version" }), err
			}
			saw, err := ask(func(c *client.Client) error {
				_, err := c.Get(t.Context(), "/k", client.GetOptions{})
				return err
			})
			wantOutcome(t, err, fault.read)
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
				wantOutcome(t, err, fault.write)
				if !slices.Equal(saw, []string{want}) {
					t.Errorf("got %q, want %q once", saw, want)
				}
			}
		})
	}
}

// TestActionMismatch: a write that was answered as a read was not done, and a
// read is never answered as a write, whoever mixed them up.
func TestActionMismatch(t *testing.T) {
	t.Parallel()
	read := fakeServer(t, func(int, *http.Request) (string, bool) { return answerJSON(200, setV), true })
	_, err := newClient(t, read.url).Get(t.Context(), "/k", client.GetOptions{})
	wantOutcome(t, err, notV2)
	_, err = newClient(t, read.url).Delete(t.Context(), "/k", client.DeleteOptions{})
	wantOutcome(t, err, unknown)
	write := fakeServer(t, func(int, *http.Request) (string, bool) { return answerJSON(200, gotV), true })
	_, err = newClient(t, write.url).Set(t.Context(), "/k", "v", client.SetOptions{})
	wantOutcome(t, err, unknown)
}

// TestKeyMismatch: an answer about another key is none.
func TestKeyMismatch(t *testing.T) {
	t.Parallel()
	read := fakeServer(t, func(int, *http.Request) (string, bool) { return answerJSON(200, gotV), true })
	_, err := newClient(t, read.url).Get(t.Context(), "/other", client.GetOptions{})
	wantOutcome(t, err, notV2)
	write := fakeServer(t, func(int, *http.Request) (string, bool) { return answerJSON(200, setV), true })
	_, err = newClient(t, write.url).Set(t.Context(), "/other", "v", client.SetOptions{})
	wantOutcome(t, err, unknown)
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
	c := newClient(t, in("a").url, in("b").url)
	if _, err := c.Get(t.Context(), "/k", client.GetOptions{}); err != nil {
		t.Fatal(err)
	}
	var other *client.OtherCluster
	if _, err := c.Get(t.Context(), "/k", client.GetOptions{}); !errors.As(err, &other) || other.ID != "b" || other.Want != "a" {
		t.Errorf("got %v, want the other cluster's id", err)
	}
}

// TestReadAgain: a read whose connection broke is asked again on another one.
func TestReadAgain(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]string{"no answer": "", "cut": answerJSON(200, gotV)[:110]} {
		f := fakeServer(t, func(n int, _ *http.Request) (string, bool) {
			if n == 1 {
				return first, false
			}
			return answerJSON(200, gotV), true
		})
		c := newClient(t, f.url)
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
		r, err := newClient(t, f.url).Get(t.Context(), "/k", o)
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
		_, err := newClient(t, f.url, f.url).Set(t.Context(), "/k", "v", client.SetOptions{})
		var says *client.Error
		if !errors.As(err, &says) || says.Cause != cause || !errors.Is(err, client.ErrRaftInternal) || outcome(err) != unknown {
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
		for limit, want := range map[int]string{math.MaxInt64: "done", len(gotV) + 1: "done", len(gotV): "done", len(gotV) - 2: tooLarge, 1: tooLarge} {
			c := configured(t, client.Config{Endpoints: []string{f.url}, Timeout: clienttest.Patience, MaxAnswer: int64(limit)})
			_, err := c.Get(t.Context(), "/k", client.GetOptions{})
			if got := outcome(err); got != want {
				t.Errorf("%s: got %s: %v with a limit of %d for %d bytes, want %s", name, got, err, limit, len(gotV), want)
			}
		}
	}
}
