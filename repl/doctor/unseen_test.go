package doctor_test

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/doctor"
)

// answering makes a proxy that passes on what is asked at some paths, and hangs up on
// everything else. It gives its URL.
func answering(t *testing.T, endpoint string, paths ...string) string {
	t.Helper()
	to, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(to)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(paths, r.URL.Path) {
			panic(http.ErrAbortHandler)
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}

// What no member told is not made up, by any check.
func TestMakesNothingUp(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	for _, tt := range []struct {
		told []string // the paths that are answered
		seen []string // the checks that these are enough for
	}{
		{[]string{"/version"}, []string{"members"}}, // it is not in agreement with others
		{[]string{"/version", "/v2/keys/"}, []string{"members", "ttl", "losses"}},
		{[]string{"/version", "/v2/auth/enable", "/v2/auth/users", "/v2/auth/roles"}, []string{"members"}},
		{[]string{"/version", "/v2/auth/enable", "/v2/auth/users", "/v2/auth/roles", "/v2/keys/", "/v3/kv/range"}, []string{"upgrade", "ttl", "doors", "losses"}},
		{[]string{"/version", "/metrics", "/v3/kv/range"}, []string{"snapshot"}},
	} {
		found := verdicts(t, sandboxtest.Client(t, answering(t, endpoint, tt.told...)), 0)
		for name, got := range found {
			if slices.Contains(tt.seen, name) != (got.Verdict != doctor.Unseen) && name != "use" && name != "log" {
				t.Errorf("told %v: %s: got %+v", tt.told, name, got)
			}
		}
	}
}

// Where nobody answers there is nothing to judge.
func TestExamineNobody(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	for endpoint, is := range map[string]func(error) bool{
		"http://127.0.0.1:1":               func(err error) bool { return errors.As(err, new(*client.Unreachable)) },
		"http://" + silent.Addr().String(): func(err error) bool { return errors.As(err, new(*client.Timeout)) },
		answering(t, "http://127.0.0.1:1"): func(err error) bool { return errors.As(err, new(*client.Unreachable)) },
	} {
		c, err := client.New(client.Config{Endpoints: []string{endpoint}, Timeout: 100 * 1e6})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		if facts, err := doctor.Examine(t.Context(), c, 0); facts != nil || !is(err) {
			t.Errorf("%s: got %+v, %v", endpoint, facts, err)
		}
	}
}
