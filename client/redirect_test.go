package client_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// memberList is an answer to /v2/members.
func memberList(url string) string {
	return answerJSON(200, fmt.Sprintf(`{"members":[{"id":"1","name":"a","peerURLs":[],"clientURLs":[%q]}]}`, url))
}

// TestRedirectRefused has redirects that could turn a write into a read, into
// another write, or a password over to another server. 303 and 304 say nothing of
// a write that was not done, nor does a redirect to nowhere.
func TestRedirectRefused(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]struct {
		status   int
		location string // SELF and OTHER are the servers
		asked    int    // requests to the endpoint, /v2/members included
		want     string // the outcome
	}{
		"301 to itself":         {301, "/v2/keys/k?prevIndex=4", 1, clienttest.NotV2},
		"302 to itself":         {302, "SELF/v2/keys/k?prevIndex=4", 1, clienttest.NotV2},
		"303 to itself":         {303, "SELF/v2/keys/k?prevIndex=4", 1, clienttest.Unknown},
		"304":                   {304, "SELF/v2/keys/k?prevIndex=4", 1, clienttest.Unknown},
		"307 loop":              {307, "SELF/v2/keys/k?prevIndex=4", 2, clienttest.NotV2},
		"307 relative loop":     {307, "?prevIndex=4", 2, clienttest.NotV2},
		"307 without a place":   {307, "", 1, clienttest.Unknown},
		"307 to another key":    {307, "SELF/v2/keys/other?prevIndex=4", 1, clienttest.NotV2},
		"307 to a longer key":   {307, "/v2/keys/k/x?prevIndex=4", 1, clienttest.NotV2},
		"307 no condition":      {307, "SELF/v2/keys/k", 1, clienttest.NotV2},
		"307 another condition": {307, "SELF/v2/keys/k?prevIndex=5", 1, clienttest.NotV2},
		"307 to another server": {307, "OTHER/v2/keys/k?prevIndex=4", 2, clienttest.NotV2},
		"308 to another server": {308, "OTHER/v2/keys/k?prevIndex=4", 2, clienttest.NotV2},
		"307 to another scheme": {307, "https://HOST/v2/keys/k?prevIndex=4", 2, clienttest.NotV2},
		"307 no URL":            {307, "http://[", 1, clienttest.NotV2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			other := fakeServer(t, func(_ int, req *http.Request) (string, bool) { return answerJSON(200, doneFor(req)), true })
			self := fakeServer(t, func(_ int, req *http.Request) (string, bool) {
				url := "http://" + req.Host
				if req.URL.Path == "/v2/members" {
					return memberList(url), true
				}
				return redirectTo(try.status, strings.NewReplacer("SELF", url, "HOST", req.Host, "OTHER", other.url).Replace(try.location)), true
			})
			c := clienttest.Client(t, strings.Replace(self.url, "//", "//user:secret@", 1))
			_, err := c.Delete(t.Context(), "/k", client.DeleteOptions{PrevIndex: new(uint64(4))})
			clienttest.WantOutcome(t, err, try.want)
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("got the password in %q", err)
			}
			if saw := self.requests(); len(saw) != try.asked {
				t.Errorf("got the requests %q, want %d", saw, try.asked)
			}
			if saw := other.requests(); len(saw) != 0 {
				t.Errorf("got the requests %q at the other server, want none", saw)
			}
		})
	}
}

// TestRedirectFollowed goes once, with method, query and body, and with no
// password but that of the server it goes to.
func TestRedirectFollowed(t *testing.T) {
	t.Parallel()
	writes := map[string]func(c *client.Client) error{
		"PUT /v2/keys/k%20k value=a%3Bb": func(c *client.Client) error {
			_, err := c.Set(t.Context(), "/k k", "a;b", client.SetOptions{})
			return err
		},
		"DELETE /v2/keys/k?prevValue=a%3Bb": func(c *client.Client) error {
			_, err := c.Delete(t.Context(), "/k", client.DeleteOptions{PrevValue: new("a;b")})
			return err
		},
	}
	for want, write := range writes {
		for _, status := range []int{307, 308} {
			for _, own := range []bool{true, false} {
				to := fakeServer(t, func(_ int, req *http.Request) (string, bool) { return answerJSON(200, doneFor(req)), true })
				from := fakeServer(t, func(_ int, req *http.Request) (string, bool) {
					if req.URL.Path == "/v2/members" {
						return memberList(to.url), true
					}
					return redirectTo(status, to.url+req.RequestURI), true
				})
				endpoints, as := []string{strings.Replace(from.url, "//", "//user:secret@", 1)}, ""
				if own {
					endpoints, as = append(endpoints, strings.Replace(to.url, "//", "//other:word@", 1)), " as other:word"
				}
				if err := write(clienttest.Client(t, endpoints...)); err != nil {
					t.Errorf("%d to %v: %v", status, endpoints, err)
				}
				if saw := to.requests(); !slices.Equal(saw, []string{want + as}) {
					t.Errorf("got %q where the redirect leads, want %q", saw, want+as)
				}
			}
		}
	}
}

// TestRedirectLost: a write that was followed and then lost is as unknown as
// any other.
func TestRedirectLost(t *testing.T) {
	t.Parallel()
	to := fakeServer(t, func(int, *http.Request) (string, bool) { return "", false })
	from := fakeServer(t, func(_ int, req *http.Request) (string, bool) { return redirectTo(307, to.url+req.RequestURI), true })
	third := fakeServer(t, func(_ int, req *http.Request) (string, bool) { return answerJSON(200, doneFor(req)), true })
	_, err := clienttest.Client(t, from.url, to.url, third.url).Set(t.Context(), "/k", "v", client.SetOptions{})
	clienttest.WantOutcome(t, err, clienttest.Unknown)
	if saw := [...]int{len(from.requests()), len(to.requests()), len(third.requests())}; saw != [...]int{1, 1, 0} {
		t.Errorf("got %v requests, want one at each of the first two", saw)
	}
}

// TestRedirectedRead: 301 is what an old etcd sends for a path it cleans.
func TestRedirectedRead(t *testing.T) {
	t.Parallel()
	f := fakeServer(t, func(int, *http.Request) (string, bool) { return redirectTo(301, "/v2/keys/k"), true })
	_, err := clienttest.Client(t, f.url).Get(t.Context(), "/k", client.GetOptions{})
	var refused *client.NotV2
	if !errors.As(err, &refused) || refused.Status != 301 || !strings.Contains(refused.Found, `"/v2/keys/k"`) {
		t.Errorf("got %v (%T), want a *NotV2 that says where it redirects to", err, err)
	}
}

// TestRedirectPingPong has two endpoints of the client's own that send a
// request to each other. It is followed once.
func TestRedirectPingPong(t *testing.T) {
	t.Parallel()
	var other [2]atomic.Pointer[fake]
	servers := [2]*fake{}
	for i := range servers {
		servers[i] = fakeServer(t, func(_ int, req *http.Request) (string, bool) {
			return redirectTo(307, other[i].Load().url+req.RequestURI), true
		})
	}
	other[0].Store(servers[1])
	other[1].Store(servers[0])
	_, err := clienttest.Client(t, servers[0].url, servers[1].url).Set(t.Context(), "/k", "v", client.SetOptions{})
	clienttest.WantOutcome(t, err, clienttest.NotV2)
	for _, f := range servers {
		if saw := f.requests(); !slices.Equal(saw, []string{"PUT /v2/keys/k value=v"}) {
			t.Errorf("got %q, want the write once at each", saw)
		}
	}
}

// TestRedirectWithCredentials: a password in a Location is as little trusted as the
// server that wrote it, and is not used.
func TestRedirectWithCredentials(t *testing.T) {
	t.Parallel()
	for _, listed := range []bool{true, false} {
		to := fakeServer(t, func(_ int, req *http.Request) (string, bool) { return answerJSON(200, doneFor(req)), true })
		from := fakeServer(t, func(_ int, req *http.Request) (string, bool) {
			if req.URL.Path == "/v2/members" && listed {
				return memberList(to.url), true
			}
			return redirectTo(307, strings.Replace(to.url, "//", "//evil:word@", 1)+req.RequestURI), true
		})
		c := clienttest.Client(t, strings.Replace(from.url, "//", "//user:secret@", 1))
		_, err := c.Set(t.Context(), "/k", "v", client.SetOptions{})
		want, sent := clienttest.Done, []string{"PUT /v2/keys/k value=v"}
		if !listed {
			want, sent = clienttest.NotV2, nil
		}
		clienttest.WantOutcome(t, err, want)
		if saw := to.requests(); !slices.Equal(saw, sent) {
			t.Errorf("got %q at the other host, want %q", saw, sent)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("got the password in %v", err)
		}
	}
}
