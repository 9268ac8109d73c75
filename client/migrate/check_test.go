package migrate_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/migrate"
	"etcd2sh/client/sandbox/sandboxtest"
)

// refused checks that a run wrote nothing, and what it listed.
func (s stores) refused(m *migrate.Migration, want ...string) {
	s.Helper()
	before := s.all()
	_, _, err := run(s.Context(), m)
	var r *migrate.Refused
	if !errors.As(err, &r) {
		s.Fatalf("got %v, want a refusal", err)
	}
	if len(r.Problems) != len(want) {
		s.Errorf("got %d problems, want %d: %v", len(r.Problems), len(want), err)
	}
	for _, text := range want {
		if !strings.Contains(err.Error(), text) {
			s.Errorf("got %v, want %q in it", err, text)
		}
	}
	for _, p := range r.Problems {
		if p.Do == "" {
			s.Errorf("of %q it is not told what to do", p.What)
		}
	}
	s.holds(before)
}

// TestCheckKeys lists all keys that v3 could not have as v2 has them.
func TestCheckKeys(t *testing.T) {
	t.Parallel()
	s := open(t)
	clienttest.Set(t, s.v2, "/ok", "fits")
	clienttest.Set(t, s.v2, "/large", strings.Repeat("x", 2_000_000))
	s.refused(s.migration(), "/large holds 2000000 bytes")
	clienttest.Set(t, s.v2, "/fits", strings.Repeat("x", 1_400_000))
	_, err := s.v2.Delete(t.Context(), "/large", client.DeleteOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if counts, _, err := run(t.Context(), s.migration()); counts.Created != 2 || err != nil {
		t.Errorf("got %+v, %v", counts, err)
	}
	for _, key := range []string{"/bad", "/worse"} {
		resp, err := http.DefaultClient.Do(must(http.NewRequestWithContext(t.Context(), http.MethodPut, s.v2.Endpoint()+"/v2/keys"+key+"?value=%FF", nil)))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	s.refused(s.migration(), "/bad holds U+FFFD", "/worse holds U+FFFD")
	m := s.migration()
	m.Hidden = []string{"/_none"}
	s.refused(m, "there is no hidden key /_none")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestCheckServers lists each server that cannot be written, or is not the right one.
func TestCheckServers(t *testing.T) {
	t.Parallel()
	s, other := open(t), open(t)
	clienttest.Set(t, s.v2, "/k", "v")
	notFound := httptest.NewServer(http.NotFoundHandler())
	defer notFound.Close()
	to := func(endpoints ...string) *migrate.Migration {
		m := s.migration()
		m.To = gateway.New(clienttest.Client(t, endpoints...), gateway.User{})
		return m
	}
	here, there := s.v2.Endpoint(), other.v2.Endpoint()
	s.refused(to(notFound.URL), "has no gateway")
	s.refused(to(here, "http://127.0.0.1:1"), "http://127.0.0.1:1 does not answer")
	s.refused(to(here, there), there+" belongs to another cluster")
	s.refused(to("http://127.0.0.1:1", notFound.URL), "does not answer", "has no gateway")
}

// TestCheckRoom finds out that a quota is too small, or used up.
func TestCheckRoom(t *testing.T) {
	t.Parallel()
	s := open(t)
	clienttest.Set(t, s.v2, "/k", strings.Repeat("x", 100_000))
	to := func(path, body string) *migrate.Migration {
		m := s.migration()
		m.To = gateway.New(clienttest.Client(t, answering(t, s.v2.Endpoint(), path, body)), gateway.User{})
		return m
	}
	s.refused(to("/metrics", "etcd_server_quota_backend_bytes 1.1e+06\netcd_mvcc_db_total_size_in_bytes 1e+06\n"), "has room for 97 KiB")
	clienttest.Set(t, s.v2, "/large", strings.Repeat("x", 900_000))
	s.refused(to("/metrics", "etcd_server_quota_backend_bytes 2.1e+06\netcd_mvcc_db_total_size_in_bytes 1e+06\n"), "has room for 1 MiB, and about 2 MiB will be written")
	status := `{"header":{"cluster_id":"1","member_id":"1"},"leader":"1","dbSize":"1","errors":["memberID:1 alarm:NOSPACE "]}`
	s.refused(to("/v3/maintenance/status", status), "alarm NOSPACE")
	s.refused(to("/v3/maintenance/status", `{"header":{"cluster_id":"1","member_id":"1"}}`), "knows of no leader")
}

// answering is a proxy that answers one path by itself.
func answering(t *testing.T, endpoint, path, body string) string {
	t.Helper()
	proxy := httputil.NewSingleHostReverseProxy(must(url.Parse(endpoint)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == path {
			io.WriteString(w, body)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestCheckUser asks for a user where v3 does, and goes on with one.
func TestCheckUser(t *testing.T) {
	t.Parallel()
	s := open(t, sandboxtest.Start(t, 1).Endpoints()...)
	clienttest.Set(t, s.v2, "/k", "v")
	for _, step := range []struct{ path, body string }{
		{"role/add", `{"name":"root"}`},
		{"user/add", `{"name":"root","password":"p"}`},
		{"user/grant", `{"user":"root","role":"root"}`},
		{"role/add", `{"name":"reader"}`},
		{"role/grant", `{"name":"reader","perm":{"permType":"READ","key":"Lw==","range_end":"MA=="}}`},
		{"user/add", `{"name":"bob","password":"p"}`},
		{"user/grant", `{"user":"bob","role":"reader"}`},
		{"role/add", `{"name":"ofX"}`},
		{"role/grant", `{"name":"ofX","perm":{"permType":"READWRITE","key":"L3g=","range_end":"L3k="}}`},
		{"user/add", `{"name":"carol","password":"p"}`},
		{"user/grant", `{"user":"carol","role":"ofX"}`},
		{"enable", `{}`},
	} {
		if err := s.v2.Post(t.Context(), client.Post{Path: "/v3/auth/" + step.path, Body: json.RawMessage(step.body)}, new(any)); err != nil {
			t.Fatal(step.path, err)
		}
	}
	nobody, bob, wrong, carol := s.migration(), s.migration(), s.migration(), s.migration()
	wrong.To = gateway.New(s.v2, gateway.User{Name: "bob", Password: "other"})
	carol.To, carol.Into = gateway.New(s.v2, gateway.User{Name: "carol", Password: "p"}), "/x"
	bob.To = gateway.New(s.v2, gateway.User{Name: "bob", Password: "p"})
	s.v3 = gateway.New(s.v2, gateway.User{Name: "root", Password: "p"})
	s.refused(nobody, "v3 asks for a user")
	s.refused(bob, "may not read and write")
	s.refused(wrong, "does not take this user")
	if counts, _, err := run(t.Context(), carol); counts.Created != 1 || err != nil {
		t.Errorf("whoever may write /x: got %+v, %v", counts, err)
	}
	if counts, _, err := run(t.Context(), s.migration()); counts.Created != 1 || err != nil {
		t.Errorf("got %+v, %v", counts, err)
	}
}

// TestVerify compares, and tells what differs.
func TestVerify(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.fill(5)
	if _, _, err := run(t.Context(), s.migration()); err != nil {
		t.Fatal(err)
	}
	clienttest.Set(t, s.v2, "/new", "x")
	if _, err := s.v2.Set(t.Context(), "/dir0/k0000", "value 0", client.SetOptions{TTL: new(uint64(100))}); err != nil {
		t.Fatal(err)
	}
	s.put("/dir1/k0001", "other")
	s.put("/dirt", "extra")
	source := must(s.migration().Read(t.Context()))
	told := map[string]bool{}
	m := s.migration()
	m.Conflict = func(c migrate.Conflict) { told[c.Key] = c.Gone }
	got, err := m.Verify(t.Context(), source)
	if (got != migrate.Comparison{Same: 3, Different: 2, Missing: 1, Extra: 1}) || err != nil {
		t.Errorf("got %+v, %v", got, err)
	}
	if len(told) != 3 || !told["/new"] || told["/dir1/k0001"] || told["/dir0/k0000"] {
		t.Errorf("told of %v", told)
	}
}
