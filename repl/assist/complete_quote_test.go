package assist_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"

	"pgregory.net/rapid"
)

// bare writes a text without quotes.
func bare(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < utf8.RuneSelf && !('a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9') {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func single(text string) string { return strings.ReplaceAll(text, `'`, `'\''`) }

func double(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text)
}

// spellings are the ways to begin a key; each takes the directory's name and
// the beginning of the child's.
func spellings() map[string]func(dir, name string) string {
	return map[string]func(dir, name string) string{
		"absolute":       func(d, n string) string { return "/" + bare(d) + "/" + bare(n) },
		"relative":       func(d, n string) string { return bare(d) + "/" + bare(n) },
		"keyword":        func(d, n string) string { return ":" + bare(d) + "/" + bare(n) },
		"double":         func(d, n string) string { return `"` + double(d) + "/" + double(n) },
		"single":         func(d, n string) string { return `'` + single(d) + "/" + single(n) },
		"mixed":          func(d, n string) string { return `"` + double(d) + `"/'` + single(n) },
		"vector":         func(d, n string) string { return "[:" + bare(d) + " :" + bare(n) },
		"vector, commas": func(d, n string) string { return "[" + bare(d) + "," + bare(n) },
		"strings":        func(d, n string) string { return `["` + double(d) + `" "` + double(n) },
		"list":           func(d, n string) string { return `('` + single(d) + `' '` + single(n) },
	}
}

// Whatever a key is called, a prefix of it completes to it in each spelling.
func TestCompletedKeyIsTheKey(t *testing.T) {
	endpoint, _ := sandboxtest.Server(t)
	c := sandboxtest.Client(t, endpoint)
	name := rapid.Custom(func(t *rapid.T) string {
		odd := rapid.RuneFrom([]rune(" '\"\\#:[](){},-$|_.=!~nilcath\t\n\r\x00\x1b\x7f日😀é\u00a0\u3000\u202e\ufeff"))
		return rapid.StringOfN(rapid.OneOf(odd, odd, rapid.Rune()), 1, 8, -1).Filter(func(s string) bool {
			return s != "." && s != ".." && !strings.Contains(s, "/")
		}).Draw(t, "name")
	})
	rapid.Check(t, func(rt *rapid.T) {
		dir, child := name.Draw(rt, "dir"), name.Draw(rt, "child")
		cut := 0
		if runes := []rune(child); runes[0] == '_' {
			cut = 1
		} else {
			cut = len(string(runes[:rapid.IntRange(0, len(runes)).Draw(rt, "typed")]))
		}
		key := "/" + dir + "/" + child
		if _, err := c.Set(t.Context(), key, "v", client.SetOptions{}); err != nil {
			rt.Fatal(err)
		}
		defer c.Delete(t.Context(), "/"+dir, client.DeleteOptions{Recursive: true})
		s := repltest.Open(t, endpoint)
		repltest.Run(t, s, "get* '"+single(key)+"'")
		for spelling, begin := range spellings() {
			line := "get* " + begin(dir, child[:cut])
			found := assistant(s).Complete(t.Context(), line, len(line))
			if len(found.Candidates) != 1 || !found.Candidates[0].Closed || found.Common != found.Candidates[0].Text {
				rt.Fatalf("%s: %q: got %+v", spelling, line, found)
			}
			if err := reads(s, line[:found.From]+found.Candidates[0].Text, key); err != nil {
				rt.Fatalf("%s: %q: %v", spelling, line, err)
			}
		}
	})
}

// reads checks that a line reads a key.
func reads(s *eval.Session, line, key string) error {
	v, err := s.Eval(context.Background(), line)
	if err != nil {
		return fmt.Errorf("%q: %w", line, err)
	}
	if l, ok := v.(*client.Listing); !ok || *l.Node().Key != key {
		return fmt.Errorf("%q: got %+v, want key %q", line, v, key)
	}
	return nil
}

// A directory is completed so that its only child can be completed next.
func TestCompleteThroughDirectory(t *testing.T) {
	endpoint, _ := sandboxtest.Server(t)
	s := repltest.Open(t, endpoint)
	for _, dir := range []string{"cats", "a b", "it's", `"q"`, `a\b`, "nil", ":k", "#x", "[v", "-r", "a\nb", "物理学", "|", "$x"} {
		repltest.Run(t, s, "delete-all! nil", "reset! '"+single(dir)+"/x y' 1")
		for _, line := range []string{"get* ", "get* /", "get* :", `get* "`, `get* '`, "get* [", `get* ["`, `get* ['`, "get* (:"} {
			text := line
			var err error
			for range 2 {
				c := assistant(s).Complete(t.Context(), text, len(text))
				if len(c.Candidates) != 1 {
					err = errors.New("no candidate")
					break
				}
				text = text[:c.From] + c.Candidates[0].Text
			}
			if err == nil {
				err = reads(s, text, "/"+dir+"/x y")
			}
			if err != nil {
				t.Errorf("%q, %q: %q: %v", dir, line, text, err)
			}
		}
	}
}
