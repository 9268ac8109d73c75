package client_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

func TestCluster(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 3)
	c := clienttest.Client(t, cluster.Endpoints()...)
	leader, _ := cluster.Leader()
	stopped := (leader + 1) % 3 // no election, in which nobody is healthy
	if err := cluster.Stop(stopped); err != nil {
		t.Fatal(err)
	}
	members, err := c.Members(t.Context())
	if err != nil || len(members) != 3 {
		t.Fatalf("got %+v, %v, want 3 members", members, err)
	}
	var urls []string
	for _, m := range members {
		if m.ID == "" || m.Name == "" || len(m.PeerURLs) != 1 || len(m.ClientURLs) != 1 {
			t.Fatalf("got %+v, want an id, a name and URLs", m)
		}
		urls = append(urls, m.ClientURLs[0])
	}
	want := slices.Sorted(slices.Values(cluster.Endpoints()))
	if slices.Sort(urls); !slices.Equal(urls, want) {
		t.Errorf("got the client URLs %q, want %q", urls, want)
	}
	v, err := c.Version(t.Context())
	if err != nil || !strings.HasPrefix(v.Server, "3.5.") || v.Cluster == "" {
		t.Errorf("got %+v, %v, want the version 3.5", v, err)
	}
	health := c.Health(t.Context())
	if len(health) != 3 {
		t.Fatalf("got %+v, want the health of 3 endpoints", health)
	}
	for i, h := range health {
		if h.Endpoint != cluster.Endpoints()[i] || h.Healthy != (i != stopped) {
			t.Errorf("got %+v at %d, want %q, healthy unless it is %d", h, i, cluster.Endpoints()[i], stopped)
		}
	}
	if !strings.Contains(health[stopped].Reason, "refused") {
		t.Errorf("got the reason %q, want a refused connection", health[stopped].Reason)
	}
}

// TestHealth: a server that is not healthy says so with a status of 503.
func TestHealth(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]client.Health{
		answerJSON(200, `{"health":"true","reason":""}`):                {Healthy: true},
		answerJSON(503, `{"health":"false","reason":"RAFT NO LEADER"}`): {Reason: "RAFT NO LEADER"},
		answerJSON(503, `{"health":"false"}`):                           {},
	} {
		f := fakeServer(t, func(int, *http.Request) (string, bool) { return text, true })
		want.Endpoint = f.url
		got := clienttest.Client(t, strings.Replace(f.url, "//", "//user:secret@", 1)).Health(t.Context())
		if !slices.Equal(got, []client.Health{want}) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	other := fakeServer(t, func(int, *http.Request) (string, bool) { return answer(200, "text/html", "<html>healthy</html>"), true })
	if got := clienttest.Client(t, other.url).Health(t.Context()); got[0].Healthy || got[0].Reason == "" {
		t.Errorf("got %+v, want it not healthy and why", got)
	}
}
