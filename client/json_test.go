package client_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

// TestJSON makes a user, whose password no trace shows, and is refused.
func TestJSON(t *testing.T) {
	t.Parallel()
	c, all := traced(realClient(t))
	path := "/v2/auth/users/bob é"
	body := map[string]string{"user": "bob é", "password": "hunter2"}
	var made struct {
		User string `json:"user"`
	}
	if err := c.JSON(t.Context(), http.MethodPut, path, body, &made); err != nil || made.User != "bob é" {
		t.Fatalf("got %+v, %v", made, err)
	}
	t.Cleanup(func() { c.JSON(context.Background(), http.MethodDelete, path, nil, nil) })
	if line := (*all)[0].Curl(); strings.Contains(line, "hunter2") || !strings.HasSuffix(line, `/users/bob%20%C3%A9 -H 'Content-Type: application/json' -d '(secret)'`) {
		t.Errorf("got the trace %s, want the body left out", line)
	}
	var refused *client.Error
	if err := c.JSON(t.Context(), http.MethodDelete, "/v2/members/beef", nil, nil); !errors.As(err, &refused) || refused.Meta.Status != 404 || errors.As(err, new(*client.UnknownOutcome)) {
		t.Errorf("got %v, want a refusal with 404", err)
	}
	for _, path := range []string{"/v2/auth/users/", "/v2/auth/users/..", "/v2//members", "/v2/auth/users/\xff"} {
		wantArgument(t, c.JSON(t.Context(), http.MethodGet, path, nil, nil), "path")
	}
}

// TestJSONLost: what was sent and not answered, or answered with 500, is sent no second
// time, and is nothing that Resolve could look for.
func TestJSONLost(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"cut": "HTTP/1.1 200 OK\r\n", "500": answerJSON(500, `{"message":"Internal Server Error"}`)} {
		server := fakeServer(t, func(int, *http.Request) (string, bool) { return text, false })
		c := clienttest.Client(t, server.url)
		err := c.JSON(t.Context(), http.MethodPost, "/v2/members", map[string][]string{"peerURLs": {"http://h"}}, nil)
		var unknown *client.UnknownOutcome
		if !errors.As(err, &unknown) || unknown.AboutKey() || unknown.Request != "POST /v2/members" {
			t.Fatalf("%s: got %v, want an unknown outcome", name, err)
		}
		if saw := server.requests(); len(saw) != 1 || saw[0] != `POST /v2/members {"peerURLs":["http://h"]}` {
			t.Errorf("%s: got the requests %q", name, saw)
		}
		_, err = c.Resolve(t.Context(), unknown, time.Second)
		wantArgument(t, err, "unknown outcome")
	}
}

// TestAsWhom: a refusal for want of a right says as whom etcd was asked.
func TestAsWhom(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	sandboxtest.EnableAuth(t, endpoint, sandboxtest.Put{Path: "/v2/auth/roles/guest", Body: `{"role":"guest","permissions":{"kv":{"read":[],"write":[]}}}`})
	for user, want := range map[string]string{"": " as guest, no user was given", "bob:pw@": " as bob"} {
		c := clienttest.Client(t, strings.Replace(endpoint, "//", "//"+user, 1))
		_, err := c.Get(t.Context(), "/k", client.GetOptions{})
		listed := c.JSON(t.Context(), http.MethodGet, "/v2/auth/users", nil, nil)
		for _, err := range []error{err, listed} {
			if err == nil || !strings.HasSuffix(err.Error(), want) {
				t.Errorf("got %v, want it to end in %q", err, want)
			}
		}
		if name, _, _ := strings.Cut(user, ":"); c.User() != name {
			t.Errorf("got the user %q", c.User())
		}
	}
}
