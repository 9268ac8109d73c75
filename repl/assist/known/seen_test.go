package known

import (
	"fmt"
	"sync"
	"testing"

	"etcd2sh/client"
)

// file is an answer about a file with a ttl; 0 for none.
func file(action, key string, ttl int64) *client.Response {
	value := "v"
	n := &client.Node{Key: &key, Value: &value}
	if ttl > 0 {
		n.TTL = &ttl
	}
	return &client.Response{Action: action, Node: n}
}

func TestSeenLearns(t *testing.T) {
	t.Parallel()
	dir := &client.Node{Key: new("/d"), Dir: true}
	for i := range 3 * maxLearn {
		dir.Nodes = append(dir.Nodes, &client.Node{Key: new(fmt.Sprintf("/d/%05d", i)), Value: new("v")})
	}
	tests := []struct {
		name    string
		answers []*client.Response
		forget  string
		known   string // of /d, /d/a, /d/a/b: d for a directory, f for a file, - for unknown
	}{
		{"parents are directories", []*client.Response{file("set", "/d/a/b", 0)}, "", "ddf"},
		{"a file", []*client.Response{file("set", "/d/a", 0)}, "", "df-"},
		{"delete", []*client.Response{file("set", "/d/a/b", 0), file("delete", "/d/a", 0)}, "", "d--"},
		{"expire", []*client.Response{file("set", "/d/a/b", 0), file("expire", "/d/a/b", 0)}, "", "dd-"},
		{"compareAndDelete", []*client.Response{file("set", "/d/a", 0), file("compareAndDelete", "/d/a", 0)}, "", "d--"},
		{"forget", []*client.Response{file("set", "/d/a/b", 0), file("set", "/d/ab", 0)}, "/d/a", "d--"},
		{"forget the root", []*client.Response{file("set", "/d/a/b", 0)}, "/", "---"},
		{"a large directory", []*client.Response{file("set", "/d/a", 0), {Action: "get", Node: dir}}, "", "df-"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var m seen
			for _, r := range tt.answers {
				m.learn(r)
			}
			if tt.forget != "" {
				m.forget(tt.forget)
			}
			got := ""
			for _, key := range []string{"/d", "/d/a", "/d/a/b"} {
				switch f, ok := m.find(key); {
				case !ok:
					got += "-"
				case f.Dir:
					got += "d"
				default:
					got += "f"
				}
			}
			if got != tt.known {
				t.Errorf("got %s, want %s", got, tt.known)
			}
		})
	}
}

func TestSeenIsBounded(t *testing.T) {
	t.Parallel()
	var m seen
	for i := range 2 * maxSeen {
		m.learn(file("get", fmt.Sprintf("/%d", i), 0))
		m.learn(file("get", "/kept", 0))
	}
	if len(m.keys) != maxSeen || m.order.Len() != maxSeen {
		t.Errorf("got %d keys in an order of %d, want %d", len(m.keys), m.order.Len(), maxSeen)
	}
	for key, want := range map[string]bool{"/0": false, fmt.Sprintf("/%d", 2*maxSeen-1): true, "/kept": true} {
		if _, got := m.find(key); got != want {
			t.Errorf("%s: got %v, want %v", key, got, want)
		}
	}
}

func TestSeenRefused(t *testing.T) {
	t.Parallel()
	var m seen
	m.learn(file("get", "/a", 0))
	m.refused(&client.Error{Code: client.ErrKeyNotFound, Cause: "/a"})
	m.refused(&client.Error{Code: client.ErrNotFile, Cause: "/b"})
	m.refused(&client.Error{Code: client.ErrCompareFailed, Cause: "[x != y]"})
	if _, ok := m.find("/a"); ok {
		t.Error("/a is known, but was not found")
	}
	if f, ok := m.find("/b"); !ok || !f.Dir {
		t.Errorf("/b: got %+v, %v, want a directory", f, ok)
	}
}

// A session may learn from several commands at once.
func TestSeenConcurrently(t *testing.T) {
	t.Parallel()
	var s Store
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			key := fmt.Sprintf("/d/%d", i)
			for range 200 {
				s.Learn(file("set", key, 9))
				s.Changed(key)
				s.List(t.Context(), "/d", answering("a"))
				s.Seen("/d")
				s.Forget(key)
			}
		})
	}
	wg.Wait()
	if got := s.Seen("/d"); len(got) != 0 {
		t.Errorf("got %+v, want nothing", got)
	}
}
