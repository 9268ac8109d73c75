package client_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"strings"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/transport"
)

// newLateProxy is a proxy that sends the first answer of each connection twice, the
// second time when the next request has come: each answer is then the one before.
func newLateProxy(t *testing.T, to string) string {
	t.Helper()
	up := &http.Transport{}
	t.Cleanup(up.CloseIdleConnections)
	addr, _ := clienttest.Listen(t, func(_ int, c net.Conn) {
		var late []byte
		for r := bufio.NewReader(c); ; {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			req.URL.Scheme, req.URL.Host = "http", strings.TrimPrefix(to, "http://")
			resp, err := up.RoundTrip(req)
			if err != nil {
				return
			}
			answer, err := httputil.DumpResponse(resp, true)
			resp.Body.Close()
			if err != nil {
				return
			}
			if late == nil {
				late = answer
			}
			if _, err := c.Write(late); err != nil {
				return
			}
			late = answer
		}
	})
	return "http://" + addr
}

// TestLateAnswer: the answer to an earlier write is none to this one, which was
// done, and the connection that brought it is not used again.
func TestLateAnswer(t *testing.T) {
	endpoint, _ := sandboxtest.Server(t)
	direct := clienttest.Client(t, endpoint)
	set := func(key, value string, o client.SetOptions) func(*client.Client) error {
		return func(c *client.Client) error { _, err := c.Set(t.Context(), key, value, o); return err }
	}
	cas := func(old, value string) func(*client.Client) error {
		return func(c *client.Client) error {
			_, err := c.CompareAndSwap(t.Context(), "/k", old, value, client.SetOptions{})
			return err
		}
	}
	remove := func(key string) func(*client.Client) error {
		return func(c *client.Client) error {
			_, err := c.Delete(t.Context(), key, client.DeleteOptions{})
			return err
		}
	}
	plain := client.SetOptions{}
	clienttest.Set(t, direct, "/file", "v")
	clienttest.Set(t, direct, "/dir/x", "v")
	create := client.SetOptions{PrevExist: new(false)}
	for name, try := range map[string]struct {
		earlier, now func(*client.Client) error
		value        *string // of /k in the end; "v" before
	}{
		"another action":          {set("/k", "x", plain), cas("x", "y"), new("y")},
		"another value":           {set("/k", "x", plain), set("/k", "y", plain), new("y")},
		"another key":             {set("/j", "x", plain), set("/k", "x", plain), new("x")},
		"the same write":          {set("/k", "x", plain), set("/k", "x", plain), new("x")},
		"the same refresh":        {set("/k", "x", client.SetOptions{TTL: new(uint64(1000))}), set("/k", "x", client.SetOptions{TTL: new(uint64(2000))}), new("x")},
		"a set before a delete":   {set("/k", "x", plain), remove("/k"), nil},
		"a compare that failed":   {cas("x", "y"), set("/k", "z", plain), new("z")},
		"another compare":         {cas("x", "y"), cas("v", "y"), new("y")},
		"a create that failed":    {set("/k", "x", client.SetOptions{PrevExist: new(false)}), set("/k", "y", plain), new("y")},
		"a key that was not":      {remove("/none"), remove("/k"), nil},
		"another that is there":   {set("/file", "x", create), set("/new", "x", create), new("v")},
		"another directory":       {set("/dir", "x", plain), set("/k", "y", plain), new("y")},
		"another file above":      {set("/file/x", "x", plain), set("/k", "y", plain), new("y")},
		"another that is full":    {remove("/dir"), remove("/k"), nil},
		"the root":                {set("/", "x", plain), set("/k", "y", plain), new("y")},
		"a key that was, and not": {remove("/none"), set("/k", "y", plain), new("y")},
	} {
		t.Run(name, func(t *testing.T) {
			clienttest.Set(t, direct, "/k", "v")
			c := clienttest.Client(t, newLateProxy(t, endpoint))
			if err := try.earlier(c); clienttest.Outcome(err) == clienttest.Unknown {
				t.Fatal(err)
			}
			before := c.LastIndex()
			clienttest.WantOutcome(t, try.now(c), clienttest.Unknown)
			wantValue(t, direct, "/k", try.value)
			wantValue(t, c, "/k", try.value)
			if got := c.LastIndex(); got < before {
				t.Errorf("got the index %d, want no less than the %d that were known", got, before)
			}
		})
	}
}

// switched sends what is for one host to another one, once that is set.
type switched struct {
	transport.Transport
	host atomic.Pointer[string]
}

func (s *switched) RoundTrip(req *http.Request) (*http.Response, error) {
	if host := s.host.Load(); host != nil {
		req.URL.Host = *host
	}
	return s.Transport.RoundTrip(req)
}

// TestStoreWentBack: where a store lost its data, one write has an unknown outcome
// and says so; the next ones are believed again.
func TestStoreWentBack(t *testing.T) {
	t.Parallel()
	old, anew := sandboxtest.Start(t, 1).Endpoints()[0], sandboxtest.Start(t, 1).Endpoints()[0]
	s := &switched{}
	c := clienttest.New(t, client.Config{Endpoints: []string{old}, Timeout: clienttest.LongTimeout, Transport: s})
	for range 10 {
		clienttest.Set(t, c, "/k", "v")
	}
	s.host.Store(new(strings.TrimPrefix(anew, "http://")))
	_, err := c.Set(t.Context(), "/k", "w", client.SetOptions{})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
	if err == nil || !strings.Contains(err.Error(), "the store's index went back from 13 to 4") {
		t.Errorf("got %v, want it to tell that the store went back from 13 to 4", err)
	}
	clienttest.Set(t, c, "/k", "x")
	if got := c.LastIndex(); got != 5 {
		t.Errorf("got the index %d, want the new store's, 5", got)
	}
}

// TestOwnRefusals: what looks odd and is etcd's own answer to a write is believed.
func TestOwnRefusals(t *testing.T) {
	endpoint, _ := sandboxtest.Server(t)
	c := clienttest.Client(t, endpoint)
	next := *clienttest.Set(t, c, "/x", strings.Repeat("v", 3<<20)).Node.ModifiedIndex + 2
	clienttest.Set(t, c, fmt.Sprintf("/q/%020d", next), "of another store")
	_, err := c.CreateInOrder(t.Context(), "/q", "v", client.SetOptions{})
	wantCode(t, err, client.ErrKeyExists)
	_, err = c.CompareAndSwap(t.Context(), "/x", strings.Repeat("w", 3<<20), "n", client.SetOptions{}) // the answer has both
	wantCode(t, err, client.ErrCompareFailed)
}

// TestDirectoryUpdated: etcd 3.4 gives a directory a new ttl by an update without
// a value, and answers without one.
func TestDirectoryUpdated(t *testing.T) {
	t.Parallel()
	f := fakeServer(t, func(int, *http.Request) (string, bool) {
		return answerJSON(http.StatusOK, `{"action":"update","node":{"key":"/d","dir":true,"ttl":9,"modifiedIndex":9,"createdIndex":4}}`), true
	})
	c := clienttest.Client(t, f.url)
	if _, err := c.Update(t.Context(), "/d", "", client.SetOptions{TTL: new(uint64(9))}); err != nil {
		t.Error(err)
	}
	_, err := c.Update(t.Context(), "/d", "v", client.SetOptions{TTL: new(uint64(9))})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
}
