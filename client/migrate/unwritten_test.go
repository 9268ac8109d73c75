package migrate_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/migrate"
)

// TestFollowUnwritten counts the keys whose last change v3 cannot have, until it can, or
// they are gone.
func TestFollowUnwritten(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, key := range []string{"/bad", "/large", "/altered", "/dir/bad", "/ok"} {
		clienttest.Set(t, s.v2, key, "1")
	}
	m := s.migration()
	m.Map = func(_ context.Context, i migrate.Item) (migrate.Item, bool, error) {
		if i.Value == "bad" {
			return i, false, errors.New("boom")
		}
		return i, true, nil
	}
	f := s.follow(m)
	unwritten := func(want ...string) {
		t.Helper()
		until(t, "these are unwritten: "+strings.Join(want, " "), func() bool {
			lag := f.lag()
			return lag.Waiting == 0 && slices.Equal(lag.Unwritten, want)
		})
	}
	clienttest.Set(t, s.v2, "/bad", "bad")
	clienttest.Set(t, s.v2, "/dir/bad", "bad")
	clienttest.Set(t, s.v2, "/large", strings.Repeat("x", 2_000_000))
	resp, err := http.DefaultClient.Do(must(http.NewRequestWithContext(t.Context(), http.MethodPut, s.v2.Endpoint()+"/v2/keys/altered?value=%FF", nil)))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	clienttest.Set(t, s.v2, "/ok", "2")
	unwritten("/altered", "/bad", "/dir/bad", "/large")
	want := map[string]string{"/bad": "1", "/large": "1", "/altered": "1", "/dir/bad": "1", "/ok": "2"}
	f.becomes(want)
	for key, reason := range map[string]string{"/bad": "boom", "/large": "", "/altered": "U+FFFD"} {
		if c, _ := f.conflict(key); c.Source != key || c.Err == nil || !strings.Contains(c.Err.Error(), reason) {
			t.Errorf("of %s was told %+v", key, c)
		}
	}
	clienttest.Set(t, s.v2, "/bad", "2")
	unwritten("/altered", "/dir/bad", "/large")
	s.remove("/large")
	s.remove("/dir")
	unwritten("/altered")
	clienttest.Set(t, s.v2, "/altered", "2")
	unwritten()
	f.becomes(map[string]string{"/bad": "2", "/altered": "2", "/ok": "2"})
	clienttest.Set(t, s.v2, "/new", "bad")
	unwritten("/new")
	if lag := f.stop(); !slices.Equal(lag.Unwritten, []string{"/new"}) {
		t.Errorf("in the end: got %+v", lag)
	}
}

// TestFollowUnwrittenAnew: what cannot be written is told of, too, where all was read
// anew, and the rest is written.
func TestFollowUnwrittenAnew(t *testing.T) {
	t.Parallel()
	s := open(t)
	clienttest.Set(t, s.v2, "/k", "1")
	clienttest.Set(t, s.v2, "/large", "1")
	m := s.migration()
	proxy, begin := lateWatch(t, s.v2.Endpoint())
	m.From = proxy
	f := s.follow(m)
	clienttest.Set(t, s.v2, "/large", strings.Repeat("x", 2_000_000))
	s.forget("/k")
	begin()
	f.becomes(map[string]string{"/k": "1099", "/large": "1"})
	until(t, "the large one is unwritten", func() bool { return slices.Equal(f.lag().Unwritten, []string{"/large"}) })
	if _, err := s.v2.Delete(t.Context(), "/large", client.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	f.becomes(map[string]string{"/k": "1099"})
	until(t, "nothing is unwritten", func() bool { return len(f.lag().Unwritten) == 0 })
}
