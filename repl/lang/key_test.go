package lang_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestKeys types keys at the root and in /dir, and looks at what is asked for.
func TestKeys(t *testing.T) {
	t.Parallel()
	tests := []struct{ typed, atRoot, inDir string }{
		{`nil`, "/", "/"},
		{`/`, "/", "/"},
		{`"/"`, "/", "/"},
		{`//`, "/", "/"},
		{`[]`, "/", "/"},
		{`()`, "/", "/"},
		{`.`, "/", "/dir"},
		{`./`, "/", "/dir/"},
		{`:atom`, "/atom", "/dir/atom"},
		{`atom`, "/atom", "/dir/atom"},
		{`"atom"`, "/atom", "/dir/atom"},
		{`atom/`, "/atom/", "/dir/atom/"},
		{`/atom`, "/atom", "/atom"},
		{`:/atom`, "/atom", "/atom"},
		{`"/atom"`, "/atom", "/atom"},
		{`[:cats :mittens]`, "/cats/mittens", "/cats/mittens"},
		{`[cats mittens]`, "/cats/mittens", "/cats/mittens"},
		{`(:cats "tabby/3")`, "/cats/tabby/3", "/cats/tabby/3"},
		{`["物理学" 1530]`, "/物理学/1530", "/物理学/1530"},
		{`[:cats, :mittens]`, "/cats/mittens", "/cats/mittens"},
		{`[:cats,:mittens,]`, "/cats/mittens", "/cats/mittens"},
		{`[ :cats :mittens ]`, "/cats/mittens", "/cats/mittens"},
		{"[:cats\n:mittens]", "/cats/mittens", "/cats/mittens"},
		{`[:cats "" :mittens]`, "/cats/mittens", "/cats/mittens"},
		{`["a,b"]`, "/a,b", "/a,b"},
		{`["a b" c]`, "/a b/c", "/a b/c"},
		{`["a]" :b]`, "/a]/b", "/a]/b"},
		{`["a["]`, "/a[", "/a["},
		{`["nil"]`, "/nil", "/nil"},
		{`[":a"]`, "/:a", "/:a"},
		{`["--ttl"]`, "/--ttl", "/--ttl"},
		{`[--ttl]`, "/--ttl", "/--ttl"},
		{`"[a]"`, "/[a]", "/dir/[a]"},
		{`a[b`, "/a[b", "/dir/a[b"},
		{`]`, "/]", "/dir/]"},
		{`cats/mittens`, "/cats/mittens", "/dir/cats/mittens"},
		{`"cats/mittens"`, "/cats/mittens", "/dir/cats/mittens"},
		{`:cats/mittens`, "/cats/mittens", "/dir/cats/mittens"},
		{`cats//mittens`, "/cats/mittens", "/dir/cats/mittens"},
		{`"nil"`, "/nil", "/dir/nil"},
		{`\nil`, "/nil", "/dir/nil"},
		{`:nil`, "/nil", "/dir/nil"},
		{`nil/x`, "/nil/x", "/dir/nil/x"},
		{`":atom"`, "/:atom", "/dir/:atom"},
		{`\:atom`, "/:atom", "/dir/:atom"},
		{`::atom`, "/:atom", "/dir/:atom"},
		{`1530`, "/1530", "/dir/1530"},
		{`00000000000000001530`, "/00000000000000001530", "/dir/00000000000000001530"},
		{`-5`, "/-5", "/dir/-5"},
		{`..`, "/", "/"},
		{`../..`, "/", "/"},
		{`../atom`, "/atom", "/atom"},
		{`../../atom`, "/atom", "/atom"},
		{`/../atom`, "/atom", "/atom"},
		{`cats/../dogs`, "/dogs", "/dir/dogs"},
		{`cats/./dogs`, "/cats/dogs", "/dir/cats/dogs"},
		{`...`, "/...", "/dir/..."},
		{`.hidden`, "/.hidden", "/dir/.hidden"},
		{`"..a"`, "/..a", "/dir/..a"},
		{`"a b"`, "/a b", "/dir/a b"},
		{`"a%20b"`, "/a%20b", "/dir/a%20b"},
		{`%2e%2e`, "/%2e%2e", "/dir/%2e%2e"},
		{`%2F`, "/%2F", "/dir/%2F"},
		{`"a?b=c"`, "/a?b=c", "/dir/a?b=c"},
		{`a#b`, "/a#b", "/dir/a#b"},
		{`"#b"`, "/#b", "/dir/#b"},
		{`a+b&c;d`, "/a+b&c;d", "/dir/a+b&c;d"},
		{`'a\b'`, `/a\b`, `/dir/a\b`},
		{"\"a\nb\tc\x00d\x7f\"", "/a\nb\tc\x00d\x7f", "/dir/a\nb\tc\x00d\x7f"},
		{`🐈`, "/🐈", "/dir/🐈"},
		{"\"e\u0301\"", "/e\u0301", "/dir/e\u0301"},
		{`'$x'`, "/$x", "/dir/$x"},
		{`a$x`, "/a$x", "/dir/a$x"},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			t.Parallel()
			if got := asked(t, "/", tt.typed); got != tt.atRoot {
				t.Errorf("at the root: got %q, want %q", got, tt.atRoot)
			}
			if got := asked(t, "dir", tt.typed); got != tt.inDir {
				t.Errorf("in /dir: got %q, want %q", got, tt.inDir)
			}
		})
	}
}

// asked is the key that `get` asks a server for, decoded as etcd does.
func asked(t *testing.T, dir, typed string) string {
	t.Helper()
	s, w := repltest.Wired(t)
	for _, line := range []string{"cd " + dir, "get " + typed} {
		if _, err := s.Eval(t.Context(), line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	sent := w.Sent()
	path := strings.TrimPrefix(sent[len(sent)-1], "GET ")
	if strings.ContainsAny(path, "?# \n\t\\") {
		t.Errorf("sent %q, want what is special encoded", path)
	}
	key, err := url.PathUnescape(path)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// TestKeysRefused types what cannot be a key; nothing is sent.
func TestKeysRefused(t *testing.T) {
	t.Parallel()
	const space = " cannot be an element of a key: with it some servers leave the key space"
	tests := []struct{ typed, want string }{
		{`""`, "an empty word names no key; the root is nil or /"},
		{`:`, "an empty word names no key; the root is nil or /"},
		{`[""]`, "empty elements name no key; the root is nil or /"},
		{`[:]`, "empty elements name no key; the root is nil or /"},
		{`[nil]`, "nil names no element of a key; the root is nil alone"},
		{`[:a nil]`, "nil names no element of a key; the root is nil alone"},
		{`".."`, `".."` + space},
		{`'.'`, `"."` + space},
		{`\.`, `"."` + space},
		{`.\.`, `".."` + space},
		{`"a/../b"`, `".."` + space},
		{`a/'..'/b`, `".."` + space},
		{`[..]`, `".."` + space},
		{`[.]`, `"."` + space},
		{`[:..]`, `".."` + space},
		{`[:a ".."]`, `".."` + space},
		{`[a/../b]`, `".."` + space},
		{`[a]b`, `"b" stands right after a closing bracket; put a space between them, or quote the whole`},
		{`[a)`, "[ is closed by )"},
		{`(a]`, "( is closed by ]"},
		{`[a [b]]`, "a bracket within brackets means nothing here; quote it if it is text"},
		{`$x`, "there is no variable $x; def x COMMAND makes one; quote '$x' to mean the text"},
		{`[:a $x]`, "there is no variable $x; def x COMMAND makes one; quote '$x' to mean the text"},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			t.Parallel()
			s, w := repltest.Wired(t)
			_, err := s.Eval(t.Context(), "get "+tt.typed)
			var usage *lang.UsageError
			if !errors.As(err, &usage) || usage.Message != tt.want {
				t.Errorf("\n got %v\nwant %s", err, tt.want)
			}
			if len(w.Sent()) > 0 {
				t.Errorf("sent %q, want nothing", w.Sent())
			}
		})
	}
}

// TestChangeDir follows pwd through a chain of moves.
func TestChangeDir(t *testing.T) {
	t.Parallel()
	s, w := repltest.Wired(t)
	steps := []struct{ line, dir string }{
		{`cd dir`, "/dir"}, {`cd dir`, "/dir/dir"}, {`cd ..`, "/dir"}, {`cd /dir/./dir/`, "/dir/dir"}, {`cd ../../..`, "/"},
		{`cd [:a :dir]`, "/a/dir"}, {`cd nil`, "/"}, {`cd :dir`, "/dir"}, {`cd`, "/"}, {`cd "a b/dir"`, "/a b/dir"}, {`cd .`, "/a b/dir"},
	}
	for _, step := range steps {
		if _, err := s.Eval(t.Context(), step.line); err != nil {
			t.Fatalf("%s: %v", step.line, err)
		}
		if got, err := s.Eval(t.Context(), "pwd"); err != nil || got != step.dir {
			t.Errorf("%s: got %v, %v, want %q", step.line, got, err, step.dir)
		}
	}
	if !slices.Contains(w.Sent(), "GET /a%20b/dir") {
		t.Errorf("sent %q, want each directory looked at", w.Sent())
	}
	_, err := s.Eval(t.Context(), "cd ''")
	if dir, _ := s.Eval(t.Context(), "pwd"); err == nil || dir != "/a b/dir" {
		t.Errorf("got %v in %q, want a refusal that moves nowhere", err, dir)
	}
}
