package command_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"

	"pgregory.net/rapid"
)

func TestMove(t *testing.T) {
	repltest.Parallel(t)
	tests := []struct {
		name   string
		before []string
		line   string
		want   string
		seen   string // all that is there then
	}{
		{"a file", []string{`reset! a 1`}, `mv a b/c`, `{:moved 1, :left []}`, `{"b" {"c" "1"}}`},
		{"a file into a directory", []string{`reset! a 1`, `reset! b/x 2`}, `mv a b`, `{:moved 1, :left []}`, `{"b" {"a" "1", "x" "2"}}`},
		{"a file over another", []string{`reset! a 1`, `reset! b 2`}, `mv a b --overwrite`, `{:moved 1, :left []}`, `{"b" "1"}`},
		{"a tree", []string{`reset! a/b/c 1`, `reset! a/d 2`, `mkdir! a/e`}, `mv a z -r`, `{:moved 5, :left []}`, `{"z" {"b" {"c" "1"}, "d" "2", "e" nil}}`},
		{"what is there already stays", []string{`reset! a/b 1`, `reset! a/c/d 2`, `reset! z/a/b 3`}, `mv a z -r`, `{:moved 2, :left ["/a" "/a/b"]}`,
			`{"a" {"b" "1"}, "z" {"a" {"b" "3", "c" {"d" "2"}}}}`},
		{"what is hidden stays", []string{`reset! a/b/_h 1`, `reset! a/b/c 2`}, `mv a z -r`, `{:moved 1, :left ["/a" "/a/b"]}`,
			`{"a" {"b" nil}, "z" {"b" {"c" "2"}}}`},
		{"upwards", []string{`reset! a/a/x 1`, `reset! a/a/a/x 2`}, `mv a/a / -r --overwrite`, `{:moved 2, :left ["/a/a" "/a/a/x"]}`,
			`{"a" {"a" {"x" "2"}, "x" "1"}}`},
	}
	s := repltest.New(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := s.Again(t)
			s.Run(`delete-all! nil`)
			s.Run(tt.before...)
			s.Want(tt.line, tt.want)
			s.Want(`get nil -r`, tt.seen)
		})
	}
}

// TestMoveSaysWhy moves directories that stay for what no answer of etcd's
// shows.
func TestMoveSaysWhy(t *testing.T) {
	repltest.Parallel(t)
	const why = "left for what the listing did not show, names that begin with _ or something written since: "
	tests := []struct {
		name   string
		before []string
		want   string
	}{
		{"all moved", []string{`reset! a/b 1`, `mkdir! a/c`}, ""},
		{"a hidden file", []string{`reset! a/b/_h 1`, `reset! a/c 2`}, why + "/a/b"},
		{"hidden files", []string{`reset! a/b/_h 1`, `reset! a/c/_h 1`, `reset! a/c/_d/x 1`, `reset! a/c-/x 1`},
			why + "/a/b and 1 more"},
		{"what is listed as left", []string{`reset! a/b/c 1`, `reset! z/b/c 1`}, ""},
	}
	s := repltest.New(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := s.Again(t)
			s.Run(`delete-all! nil`)
			s.Run(tt.before...)
			var got string
			repltest.OnNote(s.Session, func(text string) { got += text })
			if s.Run(`mv a z -r`); got != tt.want {
				t.Errorf("got the note %q, want %q", got, tt.want)
			}
		})
	}
}

// TestMoveRaces lets somebody write between the copying of a tree of three
// nodes and the deleting, or later.
//
// Promise: A load never replaces
func TestMoveRaces(t *testing.T) {
	repltest.Parallel(t)
	tests := []struct {
		name string
		step int
		line string
		want string
		seen string
	}{
		{"another value", 3, `reset! a/b/c new`, `{:moved 0, :left ["/a" "/a/b" "/a/b/c"]}`, `{"a" {"b" {"c" "new"}}, "z" {"b" {"c" "old"}}}`},
		{"the same value again", 3, `reset! a/b/c old`, `{:moved 0, :left ["/a" "/a/b" "/a/b/c"]}`, `{"a" {"b" {"c" "old"}}, "z" {"b" {"c" "old"}}}`},
		{"a refreshed ttl", 3, `touch! a/b/c --ttl 1000`, `{:moved 0, :left ["/a" "/a/b" "/a/b/c"]}`, `{"a" {"b" {"c" "old"}}, "z" {"b" {"c" "old"}}}`},
		{"deleted", 3, `delete! a/b/c`, `{:moved 3, :left []}`, `{"z" {"b" {"c" "old"}}}`},
		{"all deleted", 3, `delete! a --recursive`, `{:moved 3, :left []}`, `{"z" {"b" {"c" "old"}}}`},
		{"a new child", 4, `reset! a/n new`, `{:moved 2, :left ["/a"]}`, `{"a" {"n" "new"}, "z" {"b" {"c" "old"}}}`},
		{"the copy is gone", 3, `delete! z --recursive`, `{:moved 3, :left []}`, `nil`},
	}
	s := repltest.New(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := s.Again(t)
			other := s.Again(t)
			s.Run(`delete-all! nil`, `reset! a/b/c old`)
			interpose(s, tt.step, func() { other.Run(tt.line) })
			s.Want(`mv a z -r`, tt.want)
			repltest.OnProgress(s.Session, nil)
			s.Want(`get nil -r`, tt.seen)
		})
	}
}

// TestMoveReplacedDirectory puts a file in the place of a directory that is
// about to be deleted: it is there afterwards.
func TestMoveReplacedDirectory(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	other := s.Again(t)
	s.Run(`reset! a/b/c old`)
	interpose(s, 4, func() { other.Run(`delete! a/b --recursive`, `reset! a/b new --ttl 1000`) })
	s.Want(`mv a z -r`, `{:moved 1, :left ["/a" "/a/b"]}`)
	s.Want(`get a`, `{"b" "new"}`)
	if got := s.Seconds("/a/b"); got > 1000 || got < 700 {
		t.Errorf("got a ttl of %d seconds, want about 1000", got)
	}
}

// TestMoveNotUTF8 moves what no answer shows as it is stored: it stays.
func TestMoveNotUTF8(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	for _, at := range []string{"/v2/keys/a/value?value=%FF", "/v2/keys/a/key%FF?value=1"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.URL+at, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	s.Want(`mv a z -r`, `{:moved 0, :left ["/a" "/a/key�" "/a/value"]}`)
	s.Want(`ls a`, `["key�" "value"]`)
}

func TestMoveFails(t *testing.T) {
	repltest.Parallel(t)
	tests := []struct {
		name, method, key string
		message           string
		want              command.MoveError
		gone              bool // from the source
	}{
		{"copying", http.MethodPut, "/z/b", "PUT /z/b was sent, but whether it happened is not known", command.MoveError{Copied: 1, Of: 2}, false},
		{"deleting", http.MethodDelete, "/a/b", "DELETE /a/b was sent, but whether it happened is not known", command.MoveError{Copied: 2, Of: 2}, true},
	}
	s := repltest.New(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			proxy := repltest.LoseAnswers(t, s.URL, tt.method, tt.key)
			s := s.Through(t, proxy.URL)
			s.Run(`delete-all! nil`, `reset! a/b 1`)
			var got *command.MoveError
			err := s.Refuses(`mv a z -r`, tt.message)
			if !errors.As(err, &got) || got.Copied != tt.want.Copied || got.Moved != tt.want.Moved || got.Of != tt.want.Of || eval.Status(err) != lang.StatusUnknown {
				t.Errorf("got %#v, want %+v", err, tt.want)
			}
			if got := proxy.Lost.Load(); got != 1 {
				t.Errorf("the write was sent %d times, want once", got)
			}
			_, err = s.Direct.Get(t.Context(), "/a/b", client.GetOptions{Quorum: true})
			if gone := errors.Is(err, client.ErrKeyNotFound); gone != tt.gone {
				t.Errorf("gone from the source: %v, want %v (%v)", gone, tt.gone, err)
			}
			s.Want(`get z/b`, `"1"`)
		})
	}
}

// TestMoveProperty moves random trees while somebody writes some of the files:
// what was not written is at the new place and only there, what was written
// is where it was.
func TestMoveProperty(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	rapid.Check(t, func(t *rapid.T) {
		s.Run(`delete-all! nil`)
		tree := drawTree(t, s, "/src")
		var written []string
		for _, path := range filesOf(tree) {
			if rapid.IntRange(0, 4).Draw(t, "written") == 0 {
				written = append(written, path)
			}
		}
		interpose(s, len(tree), func() {
			for _, path := range written {
				s.Write("/src"+path, "new")
			}
		})
		got := s.Run(`mv src dst -r`)
		repltest.OnProgress(s.Session, nil)
		wantTree(t, "the new place", treeBelow(t, s, "/dst"), tree)
		if len(written) == 0 {
			if want := fmt.Sprintf(`{:moved %d, :left []}`, len(tree)); got != want {
				t.Fatalf("got %s, want %s", got, want)
			}
			if _, err := s.Direct.Get(t.Context(), "/src", client.GetOptions{}); !errors.Is(err, client.ErrKeyNotFound) {
				t.Fatalf("the old place: got %v, want it gone", err)
			}
			return
		}
		left := treeBelow(t, s, "/src")
		if files := filesOf(left); fmt.Sprint(files) != fmt.Sprint(written) {
			t.Fatalf("got %q left, want %q", files, written)
		}
		for _, path := range written {
			if want := "file new, ttl: false"; left[path] != want {
				t.Fatalf("%q: got %q left, want %q", path, left[path], want)
			}
		}
	})
}

// atStep is progress that calls at when that many steps are done.
type atStep struct {
	step int32
	at   func()
	done atomic.Int32
}

func (a *atStep) Add(n int) {
	if a.done.Add(int32(n)) == a.step {
		a.at()
	}
}

func (a *atStep) Done() {}

// interpose lets f happen once that many steps of a copy or a move are done.
func interpose(s repltest.Session, step int, f func()) {
	repltest.OnProgress(s.Session, func(string, int) tree.Progress { return &atStep{step: int32(step), at: f} })
}

// filesOf gives the paths of a tree's files, in order.
func filesOf(tree map[string]string) []string {
	var files []string
	for _, path := range slices.Sorted(maps.Keys(tree)) {
		if strings.HasPrefix(tree[path], "file ") {
			files = append(files, path)
		}
	}
	return files
}
