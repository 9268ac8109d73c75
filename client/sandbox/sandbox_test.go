package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"etcd2sh/client/sandbox"
)

func TestOneMember(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Config{})
	if got := len(c.Endpoints()); got != 1 {
		t.Fatalf("endpoints: got %d, want 1", got)
	}
	at := c.Endpoints()[0]
	text, err := call(http.MethodGet, at+"/version", "")
	if err != nil || !strings.Contains(text, `"etcdserver":"3.5.`) {
		t.Errorf("version: got %q, %v; want 3.5", text, err)
	}
	put(t, at, "k", "v")
	wantValue(t, at, "k", "v")
}

func TestMembersNameTheirEndpoints(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Config{Members: 3})
	text, err := call(http.MethodGet, c.Endpoints()[0]+"/v2/members", "")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Members []struct{ ClientURLs []string }
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range list.Members {
		got = append(got, m.ClientURLs...)
	}
	want := slices.Sorted(slices.Values(c.Endpoints()))
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("client URLs: got %v, want %v", got, want)
	}
}

func TestLeaderStopsAndComesBack(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Config{Members: 3})
	ends := c.Endpoints()
	old := leader(t, c)
	follower, other := (old+1)%3, (old+2)%3
	put(t, ends[follower], "k", "before")
	wantValue(t, ends[other], "k", "before")

	if err := c.Stop(old); err != nil {
		t.Fatal(err)
	}
	if _, err := call(http.MethodGet, ends[old]+"/version", ""); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("a stopped member: got %v, want a refused connection", err)
	}
	if now := leader(t, c); now == old {
		t.Errorf("leader: got %d, want another than the stopped one", now)
	}
	put(t, ends[follower], "k", "meanwhile")

	if err := c.Restart(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the restarted member catches up", func() bool {
		got, err := get(ends[old], "k", "")
		return err == nil && got == "meanwhile"
	})
	if got := c.Endpoints(); !slices.Equal(got, ends) {
		t.Errorf("endpoints after a restart: got %v, want %v", got, ends)
	}
}

func TestMajorityComesBackInOneRestart(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Config{Members: 3})
	put(t, c.Endpoints()[0], "k", "v")
	if err := c.Stop(0, 1, 2); err != nil {
		t.Fatal(err)
	}
	if i, ok := c.Leader(); ok {
		t.Errorf("leader of a stopped cluster: got %d, want none", i)
	}
	if err := c.Restart(t.Context(), 0); !errors.As(err, new(*sandbox.NoMajority)) {
		t.Errorf("restart without a majority: got %v, want a refusal", err)
	}
	if err := c.Restart(t.Context(), 0, 2, 2); err != nil {
		t.Fatal(err)
	}
	wantValue(t, c.Endpoints()[2], "k", "v")
}

// A process that is just being started has copies of listeners that were closed.
func TestRestartWaitsForThePort(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Config{})
	if err := c.Stop(0); err != nil {
		t.Fatal(err)
	}
	held, err := net.Listen("tcp", strings.TrimPrefix(c.Endpoints()[0], "http://"))
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(50*time.Millisecond, func() { held.Close() })
	if err := c.Restart(t.Context(), 0); err != nil {
		t.Error(err)
	}
}

// An open watch must neither get an answer nor hold up the stop: etcd by itself
// would wait seconds for it.
func TestStopBreaksAWatch(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Config{})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.Endpoints()[0]+"/v2/keys/k?wait=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := c.Stop(0); err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(resp.Body); err == nil || ctx.Err() != nil {
		t.Errorf("watch: got %q, %v; want a broken connection", text, err)
	}
}

func TestUsesAfterClose(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Config{})
	if err := c.Stop(1); err == nil {
		t.Error("stop of a member that is not there: got no error")
	}
	shut(t, c)
	shut(t, c)
	if err := c.Restart(t.Context(), 0); err == nil {
		t.Error("restart after close: got no error")
	}
}
