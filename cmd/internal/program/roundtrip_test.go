package program_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// odd are texts that quoting, encoding or etcd itself might lose.
var odd = []string{
	" ", "%", "?", "#", "+", ";", "&", "=", "\\", "'", "\"", "\n", "\r", "\r\n", "\t", "\x00", "\x1b", "\x7f",
	"日本語", "👩‍👩‍👧", "é", "e\u0301", "...", "-", "|", "--", "nil", "$x", "[", "]", "{", "}", "(", ")", ",", ":", ":a",
	"%2F", "%00", "%zz", "\uFEFF", "\u202e", "\u2028", "\u0085", "\u00a0", "~", "!", "->", "catch", "true", "7", "<", ">", "*", "`",
}

// text is any text, made of odd pieces more often than not.
func text() *rapid.Generator[string] {
	piece := rapid.OneOf(rapid.SampledFrom(odd), rapid.SampledFrom(odd), rapid.StringN(0, 6, -1))
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 5).Draw(t, "pieces"), "")
	})
}

// element is a name in a key: not empty, without a slash, which parts two
// names, and neither . nor .., which the shell refuses.
func element() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		name := strings.ReplaceAll(text().Draw(t, "name"), "/", "")
		if name == "" || name == "." || name == ".." {
			return "x" + name
		}
		return name
	})
}

// quote quotes a word as a POSIX shell wants it.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// Whatever is written under whatever name is read back the same, through the
// whole program: script, HTTP, etcd, JSON.
func TestKeysAndValuesRoundTrip(t *testing.T) {
	endpoint := server(t)
	rapid.Check(t, func(rt *rapid.T) {
		elems := rapid.SliceOfN(element(), 1, 3).Draw(rt, "elements")
		value := text().Draw(rt, "value")
		words := make([]string, len(elems))
		for i, e := range elems {
			words[i] = quote(e)
		}
		key := "[" + strings.Join(words, " ") + "]"
		script := strings.Join([]string{
			"reset! " + key + " " + quote(value),
			"get " + key,
			"get nil --recursive",
			"delete! [" + words[0] + "] --recursive",
		}, "\n")
		got := run{in: script}.etcd2sh(t, endpoint, "-o", "json", "--keep-going")
		if got.status != 0 || got.err != "" {
			rt.Fatalf("%q: status %d, %s", script, got.status, got.err)
		}
		lines := strings.Split(strings.TrimSuffix(got.out, "\n"), "\n")
		if len(lines) != 4 {
			rt.Fatalf("got %d results, want 4: %q", len(lines), lines)
		}
		var answer struct{ Node struct{ Key, Value string } }
		decode(rt, lines[0], &answer)
		same(rt, "the key of the answer", answer.Node.Key, "/"+strings.Join(elems, "/"))
		same(rt, "the value of the answer", answer.Node.Value, value)
		var read string
		decode(rt, lines[1], &read)
		same(rt, "get", read, value)
		var tree map[string]any
		decode(rt, lines[2], &tree)
		listed(rt, tree, elems, value)
	})
}

// listed checks that the tree has the key as its only one. etcd hides names
// that begin with _ from every listing.
func listed(t *rapid.T, tree map[string]any, elems []string, value string) {
	var node any = tree
	for _, e := range elems {
		dir, _ := node.(map[string]any)
		if strings.HasPrefix(e, "_") {
			if len(dir) != 0 {
				t.Fatalf("got %q, want %q hidden", dir, e)
			}
			return
		}
		if _, ok := dir[e]; !ok || len(dir) != 1 {
			t.Fatalf("got %q, want it to hold %q alone", dir, e)
		}
		node = dir[e]
	}
	read, ok := node.(string)
	if !ok {
		t.Fatalf("got %v listed, want %q", node, value)
	}
	same(t, "get nil --recursive", read, value)
}

func decode(t *rapid.T, line string, v any) {
	if err := json.Unmarshal([]byte(line), v); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
}

func same(t *rapid.T, what, got, want string) {
	if got != want {
		t.Fatalf("%s: got %q, want %q", what, got, want)
	}
}
