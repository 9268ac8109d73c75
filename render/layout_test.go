package render_test

import (
	"regexp"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/render"

	"pgregory.net/rapid"
)

func TestLayout(t *testing.T) {
	t.Parallel()
	wide := render.Map{{"物理学", "物理"}, {"a", "👨‍👩‍👧é"}}
	long := render.Map{{"a", strings.Repeat("long ", 8)}, {"b", render.List{1, 2}}}
	tests := []struct {
		name  string
		width int
		json  bool
		data  any
		want  string
	}{
		{"a cell too wide", 18, false, render.Map{{"a", "b"}, {"c", "de"}}, "{\"a\" \"b\",\n \"c\" \"de\"}"},
		{"fits to the last cell", 19, false, render.Map{{"a", "b"}, {"c", "de"}}, `{"a" "b", "c" "de"}`},
		{"wide characters fit", 28, false, wide, `{"物理学" "物理", "a" "👨‍👩‍👧é"}`},
		{"wide characters do not fit", 27, false, wide, "{\"物理学\" \"物理\",\n \"a\" \"👨‍👩‍👧é\"}"},
		{"a long string is not cut", 20, false, long, "{\"a\" \"long long long long long long long long \",\n \"b\" (1 2)}"},
		{"a very long string is not cut", 20, false, render.List{"a", []any{strings.Repeat("x", 5000)}},
			"(\"a\"\n [\"" + strings.Repeat("x", 5000) + "\"])"},
		{"a long list", 20, false, render.List{"one", "two", "three", []any{"four", "five", "six"}},
			"(\"one\" \"two\"\n \"three\"\n [\"four\" \"five\"\n  \"six\"])"},
		{"closing brackets need room", 25, false, render.List{render.List{render.List{"0123456789", "12345"}}},
			"(((\"0123456789\"\n   \"12345\")))"},
		{"a set, 80", 80, false, set(), `{:action "set",
 :node {:key "/atom", :value "hi", :modifiedIndex 1520, :createdIndex 1520},
 :prevNode
 {:key "/atom", :value "meow", :modifiedIndex 1519, :createdIndex 1519}}`},
		{"a set, 40", 40, false, set(), `{:action "set",
 :node
 {:key "/atom",
  :value "hi",
  :modifiedIndex 1520,
  :createdIndex 1520},
 :prevNode
 {:key "/atom",
  :value "meow",
  :modifiedIndex 1519,
  :createdIndex 1519}}`},
		{"a directory, 80", 80, false, cats(), `{:action "get",
 :node
 {:key "/cats",
  :dir true,
  :nodes
  [{:key "/cats/mittens",
    :value "black n white",
    :modifiedIndex 5,
    :createdIndex 5}
   {:key "/cats/tabby",
    :dir true,
    :nodes
    [{:key "/cats/tabby/3", :value "", :modifiedIndex 6, :createdIndex 6}]}]}}`},
		{"a directory as json, 80", 80, true, cats(), `{"action": "get",
 "node":
 {"key": "/cats",
  "dir": true,
  "nodes":
  [{"key": "/cats/mittens",
    "value": "black n white",
    "modifiedIndex": 5,
    "createdIndex": 5},
   {"key": "/cats/tabby",
    "dir": true,
    "nodes":
    [{"key": "/cats/tabby/3",
      "value": "",
      "modifiedIndex": 6,
      "createdIndex": 6}]}]}}`},
		{"json that fits", 80, true, render.Map{{"a", render.List{1, 2}}}, `{"a": [1, 2]}`},
		{"names, 20", 20, false, render.Map{{"cats", render.Map{{"mittens", "black"}, {"tabby", nil}}}, {"atom", "hi"}}, `{"cats"
 {"mittens" "black",
  "tabby" nil},
 "atom" "hi"}`},
		{"names, 40", 40, false, render.Map{{"cats", render.Map{{"mittens", "black"}, {"tabby", nil}}}, {"atom", "hi"}}, "{\"cats\"\n {\"mittens\" \"black\", \"tabby\" nil},\n \"atom\" \"hi\"}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := render.Style{Width: tt.width, Terminal: true}
			if tt.json {
				s.Format = render.JSON
			}
			compare(t, tt.name, result(t, s, tt.data), tt.want+"\n")
		})
	}
}

// TestShortMeta: a person sees what there is to look for, on one line.
func TestShortMeta(t *testing.T) {
	t.Parallel()
	answer := &client.Response{Action: "get", Node: &client.Node{Dir: true}, Meta: client.Meta{Status: 201, EtcdIndex: new(uint64(8)), RaftIndex: new(uint64(9)), RaftTerm: new(uint64(2)), ClusterID: new("x")}}
	data := "{:action \"get\", :node {:dir true}}\n"
	for width, want := range map[int]string{
		0: `^{:status 201, :etcd-index "8", :raft-index "9", :raft-term "2"}`, 80: `^{:status 201, :etcd-index "8", :raft-index "9", :raft-term "2"}`,
		64: `^{:status 201, :etcd-index "8", :raft-index "9", :raft-term "2"}`, 63: `^{:status 201, :etcd-index "8", :raft-index "9"}`,
		40: `^{:status 201, :etcd-index "8"}`,
	} {
		compare(t, "short", result(t, render.Style{Width: width, Meta: true, Terminal: true}, answer), want+"\n"+data)
	}
	if got := result(t, render.Style{Meta: true, Terminal: true, Color: true}, answer); !strings.HasPrefix(got, "\x1b[2m^{:status 201,") {
		t.Errorf("got %q, want a dim line", got)
	}
	answer.Meta = client.Meta{Status: 200}
	compare(t, "no headers", result(t, render.Style{Meta: true, Terminal: true}, answer), "^{:status 200}\n"+data)
	compare(t, "json", result(t, render.Style{Meta: true, Terminal: true, Format: render.JSON}, answer), `{"meta":{"status":200,"leaderPeerUrl":null,"etcdIndex":null,"raftIndex":null,"raftTerm":null},"action":"get","node":{"dir":true}}`+"\n")
}

func TestMetaIsLaidOut(t *testing.T) {
	t.Parallel()
	answer := &client.Response{Action: "get", Node: &client.Node{Dir: true}, Meta: client.Meta{Status: 200}}
	compare(t, "meta", result(t, render.Style{Width: 40, Meta: true}, answer), `^{:status 200,
  :leader-peer-url nil,
  :etcd-index nil,
  :raft-index nil,
  :raft-term nil}
{:action "get", :node {:dir true}}
`)
}

// TestDeepDataStaysSmall holds the indentation of deep data in check, which
// would otherwise grow with the square of the depth.
func TestDeepDataStaysSmall(t *testing.T) {
	t.Parallel()
	const depth = 20_000
	var deep any = "x"
	for range depth {
		deep = render.Map{{"k", deep}, {"l", nil}}
	}
	text := result(t, render.Style{Width: 80}, deep)
	if got, most := len(text), 40*depth; got > most {
		t.Errorf("got %d bytes, want at most %d", got, most)
	}
}

var lineBreak = regexp.MustCompile(`\n *`)

func TestLayoutOnlyBreaksLines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		data := value(3).Draw(t, "data").data
		width := rapid.IntRange(1, 60).Draw(t, "width")
		for _, format := range []render.Format{render.EDN, render.JSON} {
			laidOut := strings.TrimSuffix(result(t, render.Style{Format: format, Width: width}, data), "\n")
			flat := strings.TrimSuffix(result(t, render.Style{Format: format, Width: 1 << 30}, data), "\n")
			compare(t, "joined", lineBreak.ReplaceAllString(laidOut, " "), flat)
		}
	})
}

func TestLayoutOfAListing(t *testing.T) {
	t.Parallel()
	text := result(t, render.Style{Width: 80}, listing(2000))
	if flat := result(t, render.Style{}, listing(2000)); lineBreak.ReplaceAllString(text, " ") != flat[:len(flat)-1]+" " {
		t.Error("the lines joined are not what one line has")
	}
	for line := range strings.Lines(text) {
		if got := len(strings.TrimSuffix(line, "\n")); got > 80 && !strings.Contains(line, ":value") {
			t.Errorf("a line of %d cells, want at most 80: %s", got, line)
		}
	}
}

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestColour(t *testing.T) {
	t.Parallel()
	data := render.Map{{render.Keyword("k"), "s"}, {"t", 1}, {render.Keyword("n"), nil}, {render.Keyword("v"), render.Keyword("w")}}
	for _, format := range []render.Format{render.EDN, render.JSON, render.Simple} {
		for _, width := range []int{0, 10, 80} {
			s := render.Style{Format: format, Width: width, Terminal: true}
			off := result(t, s, data) + s.Dim("; hint")
			s.Color = true
			on := result(t, s, data) + s.Dim("; hint")
			if strings.Contains(off, "\x1b") {
				t.Errorf("%v: an escape code without colours: %q", format, off)
			}
			if !strings.Contains(on, "\x1b[2m; hint\x1b[") {
				t.Errorf("%v: the hint is not dim: %q", format, on)
			}
			compare(t, format.String(), sgr.ReplaceAllString(on, ""), off)
		}
	}
	s := render.Style{Color: true}
	compare(t, "edn", result(t, s, data), "{\x1b[36m:k\x1b[0m \x1b[32m\"s\"\x1b[0m, \x1b[36m\"t\"\x1b[0m \x1b[35m1\x1b[0m, \x1b[36m:n\x1b[0m \x1b[33mnil\x1b[0m, \x1b[36m:v\x1b[0m \x1b[36m:w\x1b[0m}\n")
	var b strings.Builder
	if err := s.Error(&b, render.Map{{render.Keyword("message"), "no"}}); err != nil {
		t.Fatal(err)
	}
	compare(t, "an error", b.String(), "{\x1b[31m:message\x1b[0m \x1b[32m\"no\"\x1b[0m}\n")
}
