package render_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"etcd2sh/client"
	"etcd2sh/render"

	"pgregory.net/rapid"
)

// hostile reports whether a character may never reach a terminal.
func hostile(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}

// checkSafe fails when text holds a hostile character or is not UTF-8, its
// newlines at the end apart.
func checkSafe(t rapid.TB, text string) {
	t.Helper()
	text = strings.TrimSuffix(text, "\n")
	if i := strings.IndexFunc(text, hostile); i >= 0 || !utf8.ValidString(text) {
		t.Errorf("unsafe at %d: %q", i, text)
	}
}

// unescape reads a string as edn has it, quotes included.
func unescape(t rapid.TB, text string) string {
	t.Helper()
	inner, ok := strings.CutPrefix(text, `"`)
	inner, last := strings.CutSuffix(inner, `"`)
	if !ok || !last {
		t.Fatalf("no string: %q", text)
	}
	var b strings.Builder
	for i := 0; i < len(inner); i++ {
		if inner[i] != '\\' {
			b.WriteByte(inner[i])
			continue
		}
		i++
		if inner[i] == 'u' {
			n, err := strconv.ParseUint(inner[i+1:i+5], 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			b.WriteRune(rune(n))
			i += 4
			continue
		}
		b.WriteByte(map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', '"': '"', '\\': '\\'}[inner[i]])
	}
	return b.String()
}

// checkString holds every format to what it promises for a text.
func checkString(t rapid.TB, text string) {
	t.Helper()
	edn := result(t, render.Style{}, text)
	checkSafe(t, edn)
	want := string([]rune(text)) // each invalid byte a replacement character
	if got := unescape(t, strings.TrimSuffix(edn, "\n")); got != want {
		t.Errorf("edn: got %q, want %q", got, want)
	}
	var got string
	if err := json.Unmarshal([]byte(result(t, render.Style{Format: render.JSON}, text)), &got); err != nil || got != want {
		t.Errorf("json: got %q, %v, want %q", got, err, want)
	}
	compare(t, "a pipe", result(t, render.Style{Format: render.Simple}, text), text+"\n")
	checkSafe(t, result(t, render.Style{Format: render.Simple, Terminal: true}, text))
	checkSafe(t, render.Escape(text))
	compare(t, "escaped twice", render.Escape(render.Escape(text)), render.Escape(text))
}

func TestStrings(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		checkString(t, rapid.OneOf(rapid.String(), hostileText()).Draw(t, "text"))
	})
}

func FuzzStrings(f *testing.F) {
	for _, text := range []string{"", "hi", `"\`, "\x00\x1b[2J\x7f", "\u0085\u009b31m", "\u202eabc\u2066", "\xff\xc2", "物理学\ufeff", "\ufffd"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkString(t, text) })
}

func TestEscapes(t *testing.T) {
	t.Parallel()
	text := "\x00\a\b\t\n\v\f\r\x1b\x7f\u0080\u009f\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ufeff"
	want := `\u0000\u0007\u0008\t\n\u000b\u000c\r\u001b\u007f\u0080\u009f\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ufeff`
	compare(t, "edn", result(t, render.Style{}, text), `"`+want+"\"\n")
	compare(t, "json", result(t, render.Style{Format: render.JSON}, text), `"`+want+"\"\n")
	compare(t, "simple", result(t, render.Style{Format: render.Simple, Terminal: true}, text), want+"\n")
	compare(t, "Escape", render.Escape(`"\`+text), `"\`+want)
	for _, shown := range []string{"\u00a0", "\u061b", "\u200d", "\u2027", "\u202f", "\u2065", "\u206a", "\ufefe", "\U0001f600", "\ufffd"} {
		compare(t, "as it is", result(t, render.Style{}, shown), `"`+shown+"\"\n")
	}
}

// Promise: A server cannot drive your terminal
func TestHostileTextAnywhere(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"\x1b[2J", "\x00", "\r", "\x7f", "\u009b2J", "\u202e", "\u2028", "\ufeff", "\xff"} {
		node := file("/"+bad, bad, 1)
		dir := &client.Node{Key: of("/" + bad), Dir: true, Nodes: []*client.Node{node}}
		data := []any{
			bad, render.Text(bad), render.Line(bad), render.Keyword(bad), render.Number(bad), render.List{bad}, []string{bad},
			render.Map{{bad, bad}}, render.Map{{render.Keyword(bad), bad}}, render.Map{{bad, render.Map{{bad, nil}}}},
			node, &client.Response{Action: bad, Node: node, Meta: client.Meta{ClusterID: &bad, Leader: &bad}},
			&client.Response{Action: bad, Node: dir}, client.Meta{ClusterID: &bad, Leader: &bad},
		}
		failures := []any{&client.Error{Code: 100, Message: bad, Cause: bad}, fmt.Errorf("x %s", bad),
			render.Map{{render.Keyword("message"), bad}}}
		for _, format := range []render.Format{render.EDN, render.JSON, render.Simple} {
			for _, width := range []int{0, 20} {
				s := render.Style{Format: format, Width: width, Terminal: true, Meta: true}
				for _, v := range data {
					for line := range strings.Lines(result(t, s, v)) {
						checkSafe(t, line)
					}
				}
				s.Terminal = false
				for _, e := range failures {
					var b strings.Builder
					if err := s.Error(&b, e); err != nil {
						t.Fatal(err)
					}
					for line := range strings.Lines(b.String()) {
						checkSafe(t, line)
					}
				}
			}
		}
		checkSafe(t, render.Style{}.Dim(bad))
	}
}

func hostileText() *rapid.Generator[string] {
	return rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune("ab\"\\ \n物👩\u200d\u0301")),
		rapid.RuneFrom(nil, unicode.Cc, unicode.Bidi_Control), rapid.RuneFrom([]rune("\u2028\u2029\ufeff\ufffd"))))
}

// pair is data and what its JSON decodes to.
type pair struct{ data, want any }

// value generates data of all kinds, so deep.
func value(depth int) *rapid.Generator[pair] {
	return rapid.Custom(func(t *rapid.T) pair {
		kinds := 8
		if depth == 0 {
			kinds = 5
		}
		switch rapid.IntRange(0, kinds).Draw(t, "kind") {
		case 0:
			return pair{nil, nil}
		case 1:
			b := rapid.Bool().Draw(t, "bool")
			return pair{b, b}
		case 2:
			n := rapid.Uint64().Draw(t, "index")
			return pair{n, json.Number(strconv.FormatUint(n, 10))}
		case 3:
			n := rapid.StringMatching(`-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?`).Draw(t, "number")
			return pair{render.Number(n), json.Number(n)}
		case 4:
			s := rapid.OneOf(rapid.String(), hostileText()).Draw(t, "string")
			return pair{s, s}
		case 5:
			s := rapid.String().Draw(t, "keyword")
			return pair{render.Keyword(s), s}
		case 6:
			n := rapid.Uint64().Draw(t, "index")
			key, text := rapid.String().Draw(t, "key"), hostileText().Draw(t, "value")
			number := json.Number(strconv.FormatUint(n, 10))
			return pair{file(key, text, n), map[string]any{"key": key, "value": text, "modifiedIndex": number, "createdIndex": number}}
		case 7:
			elements := rapid.SliceOfN(value(depth-1), 0, 4).Draw(t, "elements")
			data, want := render.List{}, []any{}
			for _, e := range elements {
				data, want = append(data, e.data), append(want, e.want)
			}
			if rapid.Bool().Draw(t, "vector") {
				return pair{[]any(data), want}
			}
			return pair{data, want}
		}
		data, want := render.Map{}, map[string]any{}
		for _, key := range rapid.SliceOfNDistinct(rapid.String(), 0, 4, rapid.ID).Draw(t, "keys") {
			e := value(depth-1).Draw(t, "value")
			data, want[key] = append(data, render.Entry{Key: key, Value: e.data}), e.want
		}
		if _, taken := want["etcdIndex"]; !taken {
			data, want["etcdIndex"] = append(data, render.Entry{Key: render.Keyword("etcd-index"), Value: true}), true
		}
		return pair{data, want}
	})
}

func TestJSONParses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := value(3).Draw(t, "data")
		for _, width := range []int{0, 30} {
			text := result(t, render.Style{Format: render.JSON, Width: width}, v.data)
			decoder := json.NewDecoder(strings.NewReader(text))
			decoder.UseNumber()
			var got any
			if err := decoder.Decode(&got); err != nil || !reflect.DeepEqual(got, v.want) {
				t.Fatalf("%s\ngot  %#v, %v\nwant %#v", text, got, err, v.want)
			}
		}
	})
}

// TestLongTextsArePrintedWhole: a long text is written in pieces, and wherever one
// ends, its characters and the bytes that are none come out as those of a short one.
func TestLongTextsArePrintedWhole(t *testing.T) {
	t.Parallel()
	const unit = "é物😀\"\xe2\x80\x00\x80\x80\x80\x80\x80a"
	for _, s := range []render.Style{{}, {Format: render.JSON}, {Format: render.Simple}, {Format: render.Simple, Terminal: true}} {
		one := strings.Trim(result(t, s, unit+"."), "\n")
		one = one[strings.Index(one, "é"):strings.Index(one, ".")]
		for before := range 20 {
			a := strings.Repeat("a", before)
			got := result(t, s, a+strings.Repeat(unit, 20_000))
			if want := a + strings.Repeat(one, 20_000); strings.Trim(got, "\"\n") != strings.Trim(want, "\"\n") {
				t.Errorf("%+v: a text of %d bytes more is another one", s, before)
			}
		}
	}
}
