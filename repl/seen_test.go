package repl

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"etcd2sh/client"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
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

func TestSeenRunsDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := NewAssistant(&Session{dir: "/"})
		s.known.seen.learn(file("get", "/k", 60))
		time.Sleep(17500 * time.Millisecond)
		if got, want := s.TypingHint("reset! k v"), "! drops the ttl of 43 s"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		time.Sleep(42500 * time.Millisecond)
		if got := s.TypingHint("reset! k v"); strings.HasPrefix(got, "!") {
			t.Errorf("after the ttl: got %q", got)
		}
		if got := s.known.seen.children("/"); len(got) != 0 {
			t.Errorf("after the ttl: got %+v", got)
		}
	})
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
				switch f, ok := m.get(key); {
				case !ok:
					got += "-"
				case f.dir:
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
		if _, got := m.get(key); got != want {
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
	if _, ok := m.get("/a"); ok {
		t.Error("/a is known, but was not found")
	}
	if f, ok := m.get("/b"); !ok || !f.dir {
		t.Errorf("/b: got %+v, %v, want a directory", f, ok)
	}
}

// What says nothing about the store as it is now is not learned.
func TestObserve(t *testing.T) {
	t.Parallel()
	index, root := uint64(7), "other"
	path, err := lang.ParseKey(scan.Token{Word: scan.Word{Text: "/k"}})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		command string
		options map[string]any
		result  any
		err     error
		known   bool // that /k, a file until then, exists
	}{
		{"an answer", "get*", nil, file("get", "/k", 9), nil, true},
		{"another name space", "delete!", map[string]any{"root-key": root}, file("delete", "/k", 0), nil, true},
		{"the past", "get*", map[string]any{"wait-index": index}, file("delete", "/k", 0), nil, true},
		{"a delete", "delete!", nil, file("delete", "/k", 0), nil, false},
		{"a missing key", "get", nil, nil, nil, false},
		{"a failed compare", "cas!", nil, false, nil, false},
		{"a refusal", "reset!", nil, nil, &client.Error{Code: client.ErrCompareFailed}, true},
		{"an unknown outcome", "delete!", nil, nil, &client.UnknownOutcome{}, false},
		{"half a delete-all!", "delete-all!", nil, nil, &DeleteError{}, false},
		{"a move", "mv", nil, nil, nil, false},
		{"a listing", "ls", nil, []string{"k"}, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := NewAssistant(&Session{dir: "/"})
			s.known.seen.learn(file("set", "/k", 0))
			call := lang.Call{Command: lang.FindCommand(tt.command), Options: tt.options}
			for _, a := range call.Command.Args {
				if a.Kind == lang.KeyArg {
					call.Args = append(call.Args, path)
				}
			}
			s.Called(call, tt.result, tt.err)
			if _, got := s.known.seen.get("/k"); got != tt.known {
				t.Errorf("got %v, want %v", got, tt.known)
			}
		})
	}
}

// A session may learn from several commands at once.
func TestSeenConcurrently(t *testing.T) {
	t.Parallel()
	var s Assistant
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			key := fmt.Sprintf("/d/%d", i)
			for range 200 {
				s.known.seen.learn(file("set", key, 9))
				s.known.listings.drop(key)
				s.known.listings.get(t.Context(), "/d", answering("a"))
				s.known.seen.children("/d")
				s.known.seen.forget(key)
			}
		})
	}
	wg.Wait()
	if got := s.known.seen.children("/d"); len(got) != 0 {
		t.Errorf("got %+v, want nothing", got)
	}
}
