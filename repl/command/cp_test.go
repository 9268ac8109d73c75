package command_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"

	"pgregory.net/rapid"
)

func TestCopy(t *testing.T) {
	repltest.Parallel(t)
	tests := []struct {
		name   string
		before []string
		line   string
		want   string
		look   string // then
		seen   string
	}{
		{"a file", []string{`reset! a 1`}, `cp a b/c/d`, `{:copied 1, :skipped []}`, `get nil -r`, `{"a" "1", "b" {"c" {"d" "1"}}}`},
		{"a file into a directory", []string{`reset! a 1`, `mkdir! b`}, `cp a b`, `{:copied 1, :skipped []}`, `get b`, `{"a" "1"}`},
		{"a file into the root", []string{`reset! d/a 1`}, `cp d/a /`, `{:copied 1, :skipped []}`, `get a`, `"1"`},
		{"from the current directory", []string{`reset! d/a 1`, `cd d`}, `cp a ../b`, `{:copied 1, :skipped []}`, `get /b`, `"1"`},
		{"a file over another", []string{`reset! a 1`, `reset! b 2`}, `cp a b --overwrite`, `{:copied 1, :skipped []}`, `get b`, `"1"`},
		{"a tree", []string{`reset! a/b/c 1`, `reset! a/d ""`, `mkdir! a/e`}, `cp a z --recursive`, `{:copied 5, :skipped []}`, `ls z -r`, `["b/" "b/c" "d" "e/"]`},
		{"an empty directory", []string{`mkdir! a`}, `cp a b -r`, `{:copied 1, :skipped []}`, `ls`, `["a/" "b/"]`},
		{"a tree into a directory", []string{`reset! a/b 1`, `mkdir! z`}, `cp a z -r`, `{:copied 2, :skipped []}`, `get z/a/b`, `"1"`},
		{"into a tree", []string{`reset! a/b 1`, `reset! a/c 2`, `reset! z/a/b 3`}, `cp a z -r`, `{:copied 1, :skipped ["/z/a/b"]}`, `get z/a`, `{"b" "3", "c" "2"}`},
		{"over a tree", []string{`reset! a/b 1`, `reset! a/c 2`, `reset! z/a/b 3`}, `cp a z -r --overwrite`, `{:copied 2, :skipped []}`, `get z/a`, `{"b" "1", "c" "2"}`},
		{"upwards", []string{`reset! a/a/x 1`, `reset! a/a/a/x 2`}, `cp a/a / -r`, `{:copied 1, :skipped ["/a/a/x"]}`, `get nil -r`, `{"a" {"a" {"a" {"x" "2"}, "x" "1"}, "x" "1"}}`},
		{"a hidden file by its name", []string{`reset! _a 1`}, `cp _a b`, `{:copied 1, :skipped []}`, `get b`, `"1"`},
		{"not what is hidden", []string{`reset! a/_h 1`, `reset! a/b 2`}, `cp a z -r`, `{:copied 2, :skipped []}`, `try get* z/_h catch [:errorCode 100] none`, `"none"`},
		{"a name that only begins alike", []string{`reset! a/b 1`}, `cp a ab -r`, `{:copied 2, :skipped []}`, `get ab`, `{"b" "1"}`},
	}
	s := repltest.New(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := s.Again(t)
			s.Run(`delete-all! nil`)
			s.Run(tt.before...)
			s.Want(tt.line, tt.want)
			s.Want(tt.look, tt.seen)
		})
	}
}

func TestCopyRefused(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`reset! a/b/c 1`, `reset! x 1`, `reset! y 2`, `mkdir! z`, `reset! z/a/b 3`)
	before := s.Run(`get nil -r`)
	for _, command := range []string{"cp", "mv"} {
		s.Misuse(command+` a n`, "/a is a directory; "+command+" wants --recursive")
		s.Misuse(command+` x x`, "/x is SRC and DST in one")
		s.Misuse(command+` x / --overwrite`, "/x is SRC and DST in one")
		s.Misuse(command+` a a -r`, "DST, which is /a/a, lies in SRC, which is /a")
		s.Misuse(command+` a a/b -r`, "DST, which is /a/b/a, lies in SRC")
		s.Misuse(command+` a a/n/n -r`, "DST, which is /a/n/n, lies in SRC")
		s.Misuse(command+` / n -r`, "DST, which is /n, lies in SRC, which is /")
		s.Misuse(command+` / / -r`, "/ is SRC and DST in one")
		s.Refuses(command+` n m`, "100: Key not found (/n)")
		s.Refuses(command+` x y/z`, "104: Not a directory (/y)")
		err := s.Refuses(command+` x y`, "105: Key already exists (/y)")
		if got := eval.Status(err); got != lang.StatusCompare {
			t.Errorf("got status %d, want %d", got, lang.StatusCompare)
		}
	}
	s.Want(`get nil -r`, before)

	var partly *command.CopyError
	err := s.Refuses(`cp a z -r`, "105: Key already exists (/z/a/b)") // a directory onto a file
	if !errors.As(err, &partly) || partly.Done != 0 || partly.Of != 3 {
		t.Errorf("got %#v, want a CopyError with none of 3 done", err)
	}
	s.Want(`get nil -r`, before)
}

// TestCopyKeepsTTL finds the remaining time, if there was one, at the copies.
func TestCopyKeepsTTL(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`mkdir! a --ttl 5000`, `reset! a/leased 1 --ttl 1000`, `reset! a/permanent 1`, `cp a z -r`, `cp a/leased m`)
	for key, from := range map[string]int64{"/z": 5000, "/z/leased": 1000, "/m": 1000} {
		if got := s.Seconds(key); got > from || got < from-300 {
			t.Errorf("%s: got a ttl of %d seconds, want about %d", key, got, from)
		}
	}
	s.Want(`get* z/permanent | :node :ttl`, `nil`)
}

// TestCopyUnknown loses the answer to one write of a copy.
func TestCopyUnknown(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	for _, name := range []string{"1", "2", "lost", "3"} {
		s.Write("/a/"+name, name)
	}
	proxy := repltest.LoseAnswers(t, s.URL, http.MethodPut, "/z/lost")
	s = s.Through(t, proxy.URL)
	err := s.Refuses(`cp a z -r`, "PUT /z/lost was sent, but whether it happened is not known")
	var partly *command.CopyError
	if !errors.As(err, &partly) || partly.Of != 5 || partly.Done < 1 || partly.Done > 4 || eval.Status(err) != lang.StatusUnknown {
		t.Errorf("got %#v with status %d, want a CopyError of an unknown outcome", err, eval.Status(err))
	}
	if got := proxy.Lost.Load(); got != 1 {
		t.Errorf("the write was sent %d times, want once", got)
	}
}

// TestCopyUnknownFirst loses an answer when another write has already failed
// for certain: what is not certain is what is told.
func TestCopyUnknownFirst(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`reset! a/lost 1`, `reset! a/x 1`, `mkdir! z/a/x`)
	proxy := repltest.LoseAnswers(t, s.URL, http.MethodPut, "/z/a/lost")
	refused := make(chan struct{})
	proxy.Other = func(r *http.Request) {
		if r.Method == http.MethodPut && r.URL.Path == "/v2/keys/z/a/x" {
			close(refused)
		}
	}
	proxy.Before = func() { <-refused }
	s = s.Through(t, proxy.URL)
	s.Refuses(`cp a z -r --overwrite`, "PUT /z/a/lost was sent, but whether it happened is not known")
}

// TestCopyProperty copies random trees: the copy is equal, the source stays.
func TestCopyProperty(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	rapid.Check(t, func(t *rapid.T) {
		s.Run(`delete-all! nil`)
		want := drawTree(t, s, "/src")
		if got, want := s.Run(`cp src dst -r`), fmt.Sprintf(`{:copied %d, :skipped []}`, len(want)); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
		wantTree(t, "the copy", treeBelow(t, s, "/dst"), want)
		wantTree(t, "the source", treeBelow(t, s, "/src"), want)
	})
}
