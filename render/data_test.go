package render_test

import (
	"reflect"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/render"
)

func of[T any](v T) *T { return &v }

// file is a node as a plain read shows it.
func file(key, value string, index uint64) *client.Node {
	return &client.Node{Key: &key, Value: &value, ModifiedIndex: &index, CreatedIndex: &index}
}

// everything is a node with all its fields set.
func everything() *client.Node {
	return &client.Node{
		Key: of("/k"), Value: of("v"), Dir: true,
		Expiration: of(time.Date(2026, 1, 2, 4, 4, 5, 600, time.FixedZone("", 3600))),
		TTL:        of(int64(10)), Nodes: []*client.Node{},
		ModifiedIndex: of(uint64(8)), CreatedIndex: of(uint64(7)),
	}
}

func TestLookupOfFields(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		data any
		want render.Map
	}{
		{"a node's", everything(), render.Map{
			{render.Keyword("key"), "/k"},
			{render.Keyword("value"), "v"},
			{render.Keyword("dir"), true},
			{render.Keyword("expiration"), "2026-01-02T03:04:05.0000006Z"},
			{render.Keyword("ttl"), int64(10)},
			{render.Keyword("nodes"), []*client.Node{}},
			{render.Keyword("modifiedIndex"), uint64(8)},
			{render.Keyword("createdIndex"), uint64(7)},
		}},
		{"the root's", &client.Node{Dir: true}, render.Map{{render.Keyword("dir"), true}}},
		{"of metadata that is complete", client.Meta{
			Status: 200, EtcdIndex: of(uint64(1520)), RaftIndex: of(uint64(33259)),
			RaftTerm: of(uint64(0)), ClusterID: of("cdf8"), Leader: of("http://a:7001"),
		}, render.Map{
			{render.Keyword("status"), 200},
			{render.Keyword("leader-peer-url"), "http://a:7001"},
			{render.Keyword("etcd-index"), "1520"},
			{render.Keyword("raft-index"), "33259"},
			{render.Keyword("raft-term"), "0"},
			{render.Keyword("cluster-id"), "cdf8"},
		}},
		{"of metadata without headers", client.Meta{Status: 400}, render.Map{
			{render.Keyword("status"), 400},
			{render.Keyword("leader-peer-url"), nil},
			{render.Keyword("etcd-index"), nil},
			{render.Keyword("raft-index"), nil},
			{render.Keyword("raft-term"), nil},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, e := range tt.want {
				if got, ok := render.Lookup(tt.data, e.Key); !ok || !reflect.DeepEqual(got, e.Value) {
					t.Errorf("under %#v: got %#v, %v; want %#v", e.Key, got, ok, e.Value)
				}
			}
		})
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	child := file("/a/b", "v", 3)
	answer := &client.Response{Action: "get", Node: &client.Node{Key: of("/a"), Dir: true, Nodes: []*client.Node{child}}}
	both := render.Map{{"x", "string"}, {render.Keyword("x"), "keyword"}, {"y", 1}, {render.Keyword("z"), nil}}
	tests := []struct {
		name string
		data any
		path []any
		want any
		ok   bool
	}{
		{"down an answer", answer, []any{render.Keyword("node"), render.Keyword("nodes"), 0, render.Keyword("modifiedIndex")}, uint64(3), true},
		{"a string finds a keyword", answer, []any{"action"}, "get", true},
		{"the exact kind first, a keyword", both, []any{render.Keyword("x")}, "keyword", true},
		{"the exact kind first, a string", both, []any{"x"}, "string", true},
		{"a keyword finds a string", both, []any{render.Keyword("y")}, 1, true},
		{"nil is found", both, []any{"z"}, nil, true},
		{"what is absent", answer, []any{render.Keyword("prevNode")}, nil, false},
		{"a header", client.Meta{EtcdIndex: of(uint64(9))}, []any{render.Keyword("etcd-index")}, "9", true},
		{"in a list", render.List{"a", "b"}, []any{1}, "b", true},
		{"in a vector of strings", []string{"a", "b"}, []any{1}, "b", true},
		{"beyond the end", []any{"a"}, []any{1}, nil, false},
		{"before the beginning", []any{"a"}, []any{-1}, nil, false},
		{"a position in a map", both, []any{0}, nil, false},
		{"a key in a list", render.List{"a"}, []any{"a"}, nil, false},
		{"in a string", "abc", []any{0}, nil, false},
		{"in nil", nil, []any{render.Keyword("a")}, nil, false},
		{"by something else", both, []any{true}, nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := tt.data, true
			for _, step := range tt.path {
				got, ok = render.Lookup(got, step)
			}
			if ok != tt.ok || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %#v, %v; want %#v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}
