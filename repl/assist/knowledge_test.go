package assist

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"etcd2sh/client"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/scan"
)

func file(action, key string, ttl int64) *client.Response {
	value := "v"
	n := &client.Node{Key: &key, Value: &value}
	if ttl > 0 {
		n.TTL = &ttl
	}
	return &client.Response{Action: action, Node: n}
}

// What says nothing about the store as it is now is not learned.
func TestObserve(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		line   string
		result any
		err    error
		known  bool // that /k, a file until then, exists
	}{
		{"an answer", "get* /k", file("get", "/k", 9), nil, true},
		{"another name space", "delete! /k --root-key other", file("delete", "/k", 0), nil, true},
		{"the past", "get* /k --wait-index 7", file("delete", "/k", 0), nil, true},
		{"a delete", "delete! /k", file("delete", "/k", 0), nil, false},
		{"a missing key", "get /k", nil, nil, false},
		{"a failed compare", "cas! /k v w", false, nil, false},
		{"a refusal", "reset! /k w", nil, &client.Error{Code: client.ErrCompareFailed}, true},
		{"an unknown outcome", "delete! /k", nil, &client.UnknownOutcome{}, false},
		{"half a delete-all!", "delete-all! /k", nil, &command.DeleteError{}, false},
		{"a move", "mv /k /k", nil, nil, false},
		{"a listing", "ls /k", []string{"k"}, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := NewAssistant(newSession(t))
			s.known.Learn(file("set", "/k", 0))
			st, err := s.session.Parse(scan.Scan(tt.line))
			if err != nil {
				t.Fatal(err)
			}
			s.Called(st.Call, tt.result, tt.err)
			if _, got := s.known.Find("/k"); got != tt.known {
				t.Errorf("got %v, want %v", got, tt.known)
			}
		})
	}
}

func TestSeenRunsDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := NewAssistant(newSession(t))
		s.known.Learn(file("get", "/k", 60))
		time.Sleep(17500 * time.Millisecond)
		if got, want := s.TypingHint("reset! k v"), "! drops the ttl of 43 s"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		time.Sleep(42500 * time.Millisecond)
		if got := s.TypingHint("reset! k v"); strings.HasPrefix(got, "!") {
			t.Errorf("after the ttl: got %q", got)
		}
		if got := s.known.Seen("/"); len(got) != 0 {
			t.Errorf("after the ttl: got %+v", got)
		}
	})
}

// newSession is a session that asks nobody.
func newSession(t *testing.T) *eval.Session {
	t.Helper()
	s, err := eval.NewSession(command.Table(), client.Config{}, eval.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
