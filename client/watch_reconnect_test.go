package client_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestWatchSurvives what servers and proxies answer on a bad day; it tells of
// each, and goes on asking for the same index.
func TestWatchSurvives(t *testing.T) {
	t.Parallel()
	const event = `{"action":"set","node":{"key":"/k","value":"v","modifiedIndex":8,"createdIndex":8}}`
	const head = "HTTP/1.1 200 OK\r\nX-Etcd-Index: 7\r\nTransfer-Encoding: chunked\r\n\r\n"
	bad := []string{
		head,
		head + "0\r\n\r\n",
		head + "57\r\n" + event[:20],
		answer(503, "text/html", "<html>"),
		answer(200, "text/html", "<html>"),
		answer(404, "text/plain", "404 page not found"),
		answerJSON(500, `{"errorCode":300,"message":"Raft Internal Error","cause":"etcdserver: no leader","index":0}`),
		strings.Replace(answerJSON(200, strings.ReplaceAll(event, "8", "6")), "\r\n", "\r\nX-Etcd-Index: 7\r\n", 1),
		strings.Replace(answerJSON(200, `{"action":"set","node":{"key":"/k"}}`), "\r\n", "\r\nX-Etcd-Index: 7\r\n", 1),
		"",
		"", // a read is asked for twice at once
	}
	f := fakeServer(t, func(n int, req *http.Request) (string, bool) {
		switch {
		case req.URL.Path == "/version":
			return "", false
		case strings.Contains(req.RequestURI, "waitIndex=9"):
			<-t.Context().Done()
			return "", false
		case len(bad) == 0:
			return strings.Replace(answerJSON(200, event), "\r\n", "\r\nX-Etcd-Index: 8\r\n", 1), true
		}
		text := bad[0]
		bad = bad[1:]
		return text, false
	})
	var told []error
	w := follow(t, clienttest.Client(t, f.url), "/k", client.WatchOptions{Trouble: func(err error) { told = append(told, err) }})
	w.want("set /k v")
	if len(told) != 10 {
		t.Errorf("got %d troubles, want 10: %v", len(told), told)
	}
	asked := slices.DeleteFunc(f.requests(), func(line string) bool {
		return strings.HasSuffix(line, "waitIndex=8") || strings.HasSuffix(line, "waitIndex=9") || strings.HasSuffix(line, "/version")
	})
	if want := []string{"GET /v2/keys/k?wait=true"}; !slices.Equal(asked, want) {
		t.Errorf("got %q besides polls from index 8 on, want %q", asked, want)
	}
}

// TestWatchCutWhileBehind: of several polls under way, any may be cut anywhere.
func TestWatchCutWhileBehind(t *testing.T) {
	t.Parallel()
	c := realClient(t)
	const writes = 900
	from := *clienttest.Set(t, c, "/k", "0").Node.ModifiedIndex
	for i := 1; i < writes; i++ {
		clienttest.Set(t, c, "/k", fmt.Sprint(i))
	}
	proxy := clienttest.NewCuttingProxy(t, c.Endpoints()[0], func() int64 { return rand.Int64N(20_000) })
	f := follow(t, clienttest.Client(t, proxy.URL, proxy.URL), "/k", client.WatchOptions{From: from})
	for i := range writes {
		f.want(fmt.Sprintf("set /k %d", i))
	}
}

// TestWatchLaggingMember: a member that was behind the index asked for may have
// got there by a snapshot, of which etcd tells no live watch; its history knows.
func TestWatchLaggingMember(t *testing.T) {
	t.Parallel()
	event := func(at, index int) string {
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nX-Etcd-Index: %d\r\n%s", at, strings.TrimPrefix(answerJSON(200,
			fmt.Sprintf(`{"action":"set","node":{"key":"/k","value":"%d","modifiedIndex":%d,"createdIndex":4}}`, index, index)), "HTTP/1.1 200 OK\r\n"))
	}
	f := fakeServer(t, func(n int, req *http.Request) (string, bool) {
		switch n {
		case 1:
			return event(5, 12), true
		case 2:
			return event(12, 9), true
		case 3:
			return event(12, 12), true
		}
		<-t.Context().Done()
		return "", false
	})
	w := follow(t, clienttest.Client(t, f.url), "/k", client.WatchOptions{From: 8})
	w.want("set /k 9", "set /k 12")
}

// TestWatchCannotGoOn ends at what does not get better.
func TestWatchCannotGoOn(t *testing.T) {
	t.Parallel()
	const head = "HTTP/1.1 200 OK\r\nX-Etcd-Index: 7\r\nX-Etcd-Cluster-Id: a\r\nTransfer-Encoding: chunked\r\n\r\n"
	large := strings.Replace(answerJSON(200, `{"action":"set","node":{"key":"/k","value":"`+strings.Repeat("v", 200)+`"}}`), "\r\n", "\r\nX-Etcd-Index: 8\r\n", 1)
	for text, is := range map[string]func(error) bool{
		large: func(err error) bool { return errors.Is(err, client.ErrTooLarge) },
		strings.Replace(head, "Id: a", "Id: b", 1): func(err error) bool {
			var other *client.OtherCluster
			return errors.As(err, &other) && other.ID == "b" && strings.Contains(err.Error(), "(b) than before (a)") && !strings.Contains(err.Error(), "other endpoints")
		},
		answerJSON(400, `{"errorCode":209,"message":"Invalid field","index":0}`): func(err error) bool {
			return errors.Is(err, client.ErrInvalidField)
		},
	} {
		f := fakeServer(t, func(n int, _ *http.Request) (string, bool) {
			if n == 1 {
				return head, false
			}
			return text, false
		})
		c := clienttest.New(t, client.Config{Endpoints: []string{f.url}, Timeout: clienttest.LongTimeout, MaxAnswer: 100})
		if err := follow(t, c, "/k", client.WatchOptions{}).end(); !is(err) {
			t.Errorf("got %v (%T) for %.60q", err, err, text)
		}
	}
}

// TestWatchMembers goes on while members come and go, and waits while there is
// none.
func TestWatchMembers(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	leader, _ := cluster.Leader()
	urls, first := cluster.Endpoints(), (leader+1)%3
	told := make(chan error, 1000)
	h := &heads{came: make(chan struct{}, 1000)}
	c := clienttest.New(t, client.Config{Endpoints: []string{urls[first], urls[(leader+2)%3], urls[leader]}, Timeout: clienttest.LongTimeout, Transport: h})
	writer := clienttest.Client(t, urls[leader])
	f := follow(t, c, "/k", client.WatchOptions{From: 1, Trouble: func(err error) { told <- err }})
	clienttest.Set(t, writer, "/k", "0")
	f.want("set /k 0")
	<-h.came
	<-h.came // the poll for what comes next
	if err := cluster.Stop(first); err != nil {
		t.Fatal(err)
	}
	<-told
	clienttest.Set(t, writer, "/k", "1")
	f.want("set /k 1")
	clienttest.Set(t, writer, "/k", "2")
	if err := cluster.Stop(0, 1, 2); err != nil {
		t.Fatal(err)
	}
	for !errors.As(<-told, new(*client.Unreachable)) {
	}
	if err := cluster.Restart(t.Context(), 0, 1, 2); err != nil {
		t.Fatal(err)
	}
	f.want("set /k 2")
	clienttest.Set(t, clienttest.Client(t, urls...), "/k", "3")
	f.want("set /k 3")
}
