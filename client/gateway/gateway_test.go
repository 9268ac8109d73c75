package gateway_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

// start gives the v3 API of a new sandbox.
func start(t *testing.T) *gateway.Gateway {
	t.Helper()
	return gateway.New(clienttest.Client(t, sandboxtest.Start(t, 1).Endpoints()...), gateway.User{})
}

// create is a transaction that makes a key if there is none, and else reads it.
func create(key, value string, lease int64) gateway.Txn {
	return gateway.Txn{
		Compare: []gateway.Compare{gateway.Missing(key)},
		Success: []gateway.Op{{Put: &gateway.Put{Key: []byte(key), Value: []byte(value), Lease: lease}}},
		Failure: []gateway.Op{{Range: &gateway.Range{Key: []byte(key)}}},
	}
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestTxn makes keys by transactions within one, of which each compares for itself.
func TestTxn(t *testing.T) {
	t.Parallel()
	g := start(t)
	must(g.Txn(t.Context(), create("/a", "there\x00\xff", 0)))(t)
	a, b := create("/a", "x", 0), create("/b", "y", 0)
	got := must(g.Txn(t.Context(), gateway.Txn{Success: []gateway.Op{{Txn: &a}, {Txn: &b}}}))(t)
	there, made := got.Responses[0].Txn, got.Responses[1].Txn
	if !got.Succeeded || there.Succeeded || !made.Succeeded || string(there.Responses[0].Range.KVs[0].Value) != "there\x00\xff" {
		t.Errorf("got %+v, %+v", there, made)
	}
	at := there.Responses[0].Range.KVs[0].ModRevision
	for revision, want := range map[int64]bool{at + 7: false, at: true} {
		change := gateway.Txn{
			Compare: []gateway.Compare{gateway.ModifiedAt("/a", revision)},
			Success: []gateway.Op{{Delete: &gateway.Range{Key: []byte("/a")}}},
		}
		if got := must(g.Txn(t.Context(), change))(t); got.Succeeded != want {
			t.Errorf("compared with %d: got %v", revision, got.Succeeded)
		}
	}
	before := must(g.Range(t.Context(), gateway.Range{Key: []byte("/a")}))(t)
	if err := g.NoOp(t.Context()); err != nil || len(before.KVs) > 0 {
		t.Fatalf("got %v, and the key %v", err, before.KVs)
	}
	if after := must(g.Range(t.Context(), gateway.Range{Key: []byte("/b")}))(t); after.Header.Revision != before.Header.Revision {
		t.Errorf("a no-op took the store from revision %d to %d", before.Header.Revision, after.Header.Revision)
	}
	if _, err := g.Txn(t.Context(), gateway.Txn{Success: make([]gateway.Op, gateway.MaxOps+1)}); !errors.As(err, new(*client.Argument)) {
		t.Errorf("got %v of too many operations", err)
	}
}

// TestAll reads more than a page, as it was in one moment.
func TestAll(t *testing.T) {
	t.Parallel()
	g := start(t)
	var want []string
	for i := range 1203 {
		want = append(want, fmt.Sprintf("/k/%04d", i))
	}
	for keys := range slices.Chunk(append([]string{"/j", "/k0"}, want...), gateway.MaxOps) {
		var all gateway.Txn
		for _, k := range keys {
			all.Success = append(all.Success, gateway.Op{Put: &gateway.Put{Key: []byte(k), Value: []byte(k)}})
		}
		must(g.Txn(t.Context(), all))(t)
	}
	var got []string
	for kv, err := range g.All(t.Context(), "/k/", false) {
		if err != nil || string(kv.Value) != string(kv.Key) {
			t.Fatalf("got %+v, %v", kv, err)
		}
		if got = append(got, string(kv.Key)); len(got) == 1 {
			must(g.Txn(t.Context(), create("/k/9", "later", 0)))(t)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %d keys, want %d", len(got), len(want))
	}
	n := 0
	for _, err := range g.All(t.Context(), "", true) {
		if n++; err != nil {
			t.Fatal(err)
		}
	}
	if n != len(want)+3 {
		t.Errorf("got %d keys in all", n)
	}
}

// TestLease grants a lease once, and puts with it and with none.
func TestLease(t *testing.T) {
	t.Parallel()
	g := start(t)
	for _, want := range []bool{true, false} {
		if made := must(g.Grant(t.Context(), 1<<60, 100))(t); made != want {
			t.Errorf("got %v, want %v", made, want)
		}
	}
	must(g.Txn(t.Context(), create("/a", "x", 1<<60)))(t)
	if _, err := g.Txn(t.Context(), create("/b", "x", 7)); !client.Refused(err, client.RPCNotFound) {
		t.Errorf("got %v for a lease that is not there", err)
	}
	if kv := must(g.Range(t.Context(), gateway.Range{Key: []byte("/a")}))(t).KVs[0]; kv.Lease != 1<<60 {
		t.Errorf("got %+v", kv)
	}
	for range 2 {
		if err := g.Revoke(t.Context(), 1<<60); err != nil {
			t.Fatal(err)
		}
	}
	if got := must(g.Range(t.Context(), gateway.Range{Key: []byte("/a")}))(t); len(got.KVs) > 0 {
		t.Errorf("the key outlived its lease: %+v", got)
	}
}

// TestRefusals: what etcd did not do is refused by its code, whatever the status.
func TestRefusals(t *testing.T) {
	t.Parallel()
	g := start(t)
	for name, size := range map[string]int{"above the limit": 1_600_000, "above that of gRPC": 2_200_000} {
		err := g.Try(t.Context(), "/k", create("/k", string(make([]byte, size)), 0))
		if !client.Refused(err, client.RPCInvalidArgument, client.RPCResourceExhausted) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, err := g.Range(t.Context(), gateway.Range{Key: []byte("/k"), Revision: 99})
	if !client.Refused(err, client.RPCOutOfRange) || strings.HasSuffix(err.Error(), "]") {
		t.Errorf("got %v", err)
	}
	if status := must(g.Status(t.Context()))(t); status.NoSpace() || status.Leader == 0 || status.Size == 0 || status.Header.ClusterID == 0 {
		t.Errorf("got %+v", status)
	}
	if room, known, err := g.Room(t.Context()); err != nil || !known || room < 1<<30 {
		t.Errorf("got %d, %v, %v", room, known, err)
	}
}

// TestUnknown: what leaves open whether it was done is an unknown outcome, sent once, and
// a read is asked again.
func TestUnknown(t *testing.T) {
	t.Parallel()
	for text, code := range map[string]client.Code{
		`{"error":"etcdserver: request timed out","message":"etcdserver: request timed out","code":14}`: client.RPCUnavailable,
		`{"code":8,"message":"etcdserver: mvcc: database space exceeded"}`:                              client.RPCResourceExhausted,
	} {
		sent := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			sent++
			w.WriteHeader(http.StatusServiceUnavailable)
			w.Write([]byte(text))
		}))
		defer server.Close()
		g := gateway.New(clienttest.Client(t, server.URL), gateway.User{})
		_, err := g.Txn(t.Context(), create("/a", "x", 0))
		var refused *client.Error
		if !client.IsUnknown(err) || !errors.As(err, &refused) || refused.Code != code || sent != 1 {
			t.Errorf("got %v after %d requests", err, sent)
		}
		if _, err = g.Range(t.Context(), gateway.Range{Key: []byte("/a")}); client.IsUnknown(err) {
			t.Errorf("got %v of a read", err)
		}
	}
}

// TestNoGateway names what to look for where the v3 API is not there.
func TestNoGateway(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	g := gateway.New(clienttest.Client(t, server.URL), gateway.User{})
	_, read := g.Status(t.Context())
	_, wrote := g.Txn(t.Context(), create("/a", "x", 0))
	for _, err := range []error{read, wrote} {
		if none := (*gateway.NoGateway)(nil); !errors.As(err, &none) || none.Endpoint != server.URL {
			t.Errorf("got %v", err)
		}
	}
}

// TestUser asks as a user of v3's, and anew where etcd has forgotten the token.
func TestUser(t *testing.T) {
	t.Parallel()
	cluster := sandboxtest.Start(t, 1)
	var shown []client.Exchange
	c := clienttest.Client(t, cluster.Endpoints()...).Traced(func(x client.Exchange) { shown = append(shown, x) })
	root := gateway.New(c, gateway.User{Name: "root", Password: "hunter2"})
	must(root.Txn(t.Context(), create("/a", "before users are asked for", 0)))(t)
	enableAuth(t, c)
	if _, err := gateway.New(c, gateway.User{}).Range(t.Context(), gateway.Range{Key: []byte("/a")}); !gateway.WantsUser(err) {
		t.Errorf("got %v for nobody", err)
	}
	if _, err := gateway.New(c, gateway.User{Name: "root", Password: "x"}).Range(t.Context(), gateway.Range{Key: []byte("/a")}); !gateway.WantsUser(err) {
		t.Errorf("got %v for a wrong password", err)
	}
	must(root.Range(t.Context(), gateway.Range{Key: []byte("/a")}))(t)
	if err := errors.Join(cluster.Stop(0), cluster.Restart(t.Context(), 0)); err != nil { // which forgets its tokens
		t.Fatal(err)
	}
	must(root.Txn(t.Context(), create("/b", "with another token", 0)))(t)
	for _, x := range shown {
		if strings.Contains(x.Curl(), "hunter2") {
			t.Errorf("the trace shows the password: %s", x.Curl())
		}
	}
}

// enableAuth makes the user root of v3's, and has users asked for.
func enableAuth(t *testing.T, c *client.Client) {
	t.Helper()
	for _, step := range []struct{ path, body string }{
		{"role/add", `{"name":"root"}`},
		{"user/add", `{"name":"root","password":"hunter2"}`},
		{"user/grant", `{"user":"root","role":"root"}`},
		{"enable", `{}`},
	} {
		p := client.Post{Path: "/v3/auth/" + step.path, Body: json.RawMessage(step.body), Secret: true}
		if err := c.Post(t.Context(), p, new(any)); err != nil {
			t.Fatal(step.path, err)
		}
	}
}

// TestForeignAnswer: what cannot be the answer to a transaction leaves it unknown.
func TestForeignAnswer(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{}`, `{"succeeded":true}`, `{"succeeded":true,"responses":[{"response_range":{}}]}`, `{"responses":[{"response_range":{"kvs":[{"key":"L3g="}]}}]}`, `[]`, ``} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(text)) }))
		defer server.Close()
		g := gateway.New(clienttest.Client(t, server.URL), gateway.User{})
		if _, err := g.Txn(t.Context(), create("/a", "x", 0)); !client.IsUnknown(err) {
			t.Errorf("%s: got %v", text, err)
		}
	}
}
