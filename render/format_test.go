package render_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/render"

	"pgregory.net/rapid"
)

// result is what a style prints for a value.
func result(t rapid.TB, s render.Style, v any) string {
	t.Helper()
	var b strings.Builder
	if err := s.Result(&b, v); err != nil {
		t.Fatalf("%v of %#v: %v", s.Format, v, err)
	}
	return b.String()
}

func compare(t rapid.TB, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\ngot:\n%s\nwant:\n%s\n(%q)", what, got, want, got)
	}
}

func set() *client.Response {
	return &client.Response{
		Action: "set", Node: file("/atom", "hi", 1520), PrevNode: file("/atom", "meow", 1519),
		Meta: client.Meta{Status: 200, EtcdIndex: of(uint64(1520)), RaftIndex: of(uint64(33259)), RaftTerm: of(uint64(0))},
	}
}

// cats is an answer to a recursive read of /cats.
func cats() *client.Response {
	tabby := &client.Node{Key: of("/cats/tabby"), Dir: true, Nodes: []*client.Node{file("/cats/tabby/3", "", 6)}}
	return &client.Response{Action: "get", Node: &client.Node{
		Key: of("/cats"), Dir: true, Nodes: []*client.Node{file("/cats/mittens", "black n white", 5), tabby}}}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name              string
		data              any
		edn, json, simple string // without the last newline; "-" is no output at all
	}{
		{"nil", nil, "nil", "null", "-"},
		{"nothing", render.Nothing{}, "-", "-", "-"},
		{"false", false, "false", "false", "false"},
		{"true", true, "true", "true", "true"},
		{"a string", `say "hi" \`, `"say \"hi\" \\"`, `"say \"hi\" \\"`, `say "hi" \`},
		{"an empty string", "", `""`, `""`, ""},
		{"a string of lines", "a\r\n\tb", `"a\r\n\tb"`, `"a\r\n\tb"`, "a\r\n\tb"},
		{"HTML", "<a&b>", `"<a&b>"`, `"<a&b>"`, "<a&b>"},
		{"unicode", "物理学 ☃ é", `"物理学 ☃ é"`, `"物理学 ☃ é"`, "物理学 ☃ é"},
		{"invalid UTF-8", "a\xffb\xe4\xb8", `"a\ufffdb\ufffd\ufffd"`, `"a\ufffdb\ufffd\ufffd"`, "a\xffb\xe4\xb8"},
		{"an int", -5, "-5", "-5", "-5"},
		{"an index", uint64(18446744073709551615), "18446744073709551615N", "18446744073709551615", "18446744073709551615"},
		{"a number", render.Number("-12345678901234567890.50e+7"), "-12345678901234567890.50e+7", "-12345678901234567890.50e+7", "-12345678901234567890.50e+7"},
		{"no number", render.Number("007"), `"007"`, `"007"`, "007"},
		{"a keyword", render.Keyword("not-found"), ":not-found", `"not-found"`, ":not-found"},
		{"a keyword beyond ASCII", render.Keyword("物理学/1"), ":物理学/1", `"物理学/1"`, ":物理学/1"},
		{"a keyword with a blank", render.Keyword("a b"), `"a b"`, `"a b"`, ":a b"},
		{"prose", render.Text("a\n└── \"b\"\n"), "a\n└── \"b\"", `"a\n└── \"b\"\n"`, "a\n└── \"b\""},
		{"prose with an escape code", render.Text("a\x1b\nb"), "a\\u001b\nb", `"a\u001b\nb"`, "a\x1b\nb"},
		{"a line for a program", render.Line("a\x1b\n\"b\""), "a\x1b\n\"b\"", `"a\u001b\n\"b\""`, "a\x1b\n\"b\""},
		{"no prose", render.Text(""), "-", `""`, "-"},
		{"a list", render.List{36, "a b", nil, render.Keyword("k")}, `(36 "a b" nil :k)`, `[36,"a b",null,"k"]`, "36\na b\nnil\n:k"},
		{"a vector", []any{1, []string{"a", "b"}, render.Nothing{}}, `[1 ["a" "b"] nil]`, `[1,["a","b"],null]`, "1\n[\"a\" \"b\"]\nnil"},
		{"empty data", []any{render.List{}, render.Map{}, []string(nil)}, "[() {} []]", "[[],{},[]]", "()\n{}\n[]"},
		{"a map", render.Map{{render.Keyword("etcd-index"), 7}, {render.Keyword("at"), "/a b"}, {render.Keyword("members"), []string{"x"}}},
			`{:etcd-index 7, :at "/a b", :members ["x"]}`, `{"etcdIndex":7,"at":"/a b","members":["x"]}`,
			"etcd-index: 7\nat: /a b\nmembers: [\"x\"]"},
		{"a directory", render.Map{{"mittens", "black n white"}, {"tabby", nil}},
			`{"mittens" "black n white", "tabby" nil}`, `{"mittens":"black n white","tabby":null}`, "mittens\ntabby/"},
		{"a directory, recursive", render.Map{{"cats", render.Map{{"mittens", "b"}, {"tabby", render.Map{{"3", ""}}}}}, {"x-y", "z"}},
			`{"cats" {"mittens" "b", "tabby" {"3" ""}}, "x-y" "z"}`, `{"cats":{"mittens":"b","tabby":{"3":""}},"x-y":"z"}`,
			"cats/\ncats/mittens\ncats/tabby/\ncats/tabby/3\nx-y"},
		{"a map that is no directory", render.Map{{"a", 1}, {"b", "c"}}, `{"a" 1, "b" "c"}`, `{"a":1,"b":"c"}`, "a: 1\nb: c"},
		{"an empty directory", render.Map{}, "{}", "{}", "-"},
		{"an answer", set(),
			`{:action "set", :node {:key "/atom", :value "hi", :modifiedIndex 1520, :createdIndex 1520}, :prevNode {:key "/atom", :value "meow", :modifiedIndex 1519, :createdIndex 1519}}`,
			`{"action":"set","node":{"key":"/atom","value":"hi","modifiedIndex":1520,"createdIndex":1520},"prevNode":{"key":"/atom","value":"meow","modifiedIndex":1519,"createdIndex":1519}}`,
			"hi"},
		{"an answer about a directory", cats(),
			`{:action "get", :node {:key "/cats", :dir true, :nodes [{:key "/cats/mittens", :value "black n white", :modifiedIndex 5, :createdIndex 5} {:key "/cats/tabby", :dir true, :nodes [{:key "/cats/tabby/3", :value "", :modifiedIndex 6, :createdIndex 6}]}]}}`,
			`{"action":"get","node":{"key":"/cats","dir":true,"nodes":[{"key":"/cats/mittens","value":"black n white","modifiedIndex":5,"createdIndex":5},{"key":"/cats/tabby","dir":true,"nodes":[{"key":"/cats/tabby/3","value":"","modifiedIndex":6,"createdIndex":6}]}]}}`,
			"mittens\ntabby/\ntabby/3"},
		{"an answer about the root", &client.Response{Action: "get", Node: &client.Node{Dir: true, Nodes: []*client.Node{file("/a", "1", 4)}}},
			`{:action "get", :node {:dir true, :nodes [{:key "/a", :value "1", :modifiedIndex 4, :createdIndex 4}]}}`,
			`{"action":"get","node":{"dir":true,"nodes":[{"key":"/a","value":"1","modifiedIndex":4,"createdIndex":4}]}}`,
			"a"},
		{"a delete", &client.Response{Action: "delete", Node: &client.Node{Key: of("/a"), ModifiedIndex: of(uint64(9)), CreatedIndex: of(uint64(8))}},
			`{:action "delete", :node {:key "/a", :modifiedIndex 9, :createdIndex 8}}`,
			`{"action":"delete","node":{"key":"/a","modifiedIndex":9,"createdIndex":8}}`,
			"-"},
		{"a whole node", everything(),
			`{:key "/k", :value "v", :dir true, :expiration "2026-01-02T03:04:05.0000006Z", :ttl 10, :nodes [], :modifiedIndex 8, :createdIndex 7}`,
			`{"key":"/k","value":"v","dir":true,"expiration":"2026-01-02T03:04:05.0000006Z","ttl":10,"nodes":[],"modifiedIndex":8,"createdIndex":7}`,
			"v"},
		{"answers in a list", render.List{set(), cats().Node.Nodes[1]},
			`({:action "set", :node {:key "/atom", :value "hi", :modifiedIndex 1520, :createdIndex 1520}, :prevNode {:key "/atom", :value "meow", :modifiedIndex 1519, :createdIndex 1519}} {:key "/cats/tabby", :dir true, :nodes [{:key "/cats/tabby/3", :value "", :modifiedIndex 6, :createdIndex 6}]})`,
			`[{"action":"set","node":{"key":"/atom","value":"hi","modifiedIndex":1520,"createdIndex":1520},"prevNode":{"key":"/atom","value":"meow","modifiedIndex":1519,"createdIndex":1519}},{"key":"/cats/tabby","dir":true,"nodes":[{"key":"/cats/tabby/3","value":"","modifiedIndex":6,"createdIndex":6}]}]`,
			"hi\n{:key \"/cats/tabby\", :dir true, :nodes [{:key \"/cats/tabby/3\", :value \"\", :modifiedIndex 6, :createdIndex 6}]}"},
		{"metadata", set().Meta,
			`{:status 200, :leader-peer-url nil, :etcd-index "1520", :raft-index "33259", :raft-term "0"}`,
			`{"status":200,"leaderPeerUrl":null,"etcdIndex":"1520","raftIndex":"33259","raftTerm":"0"}`,
			"status: 200\nleader-peer-url: nil\netcd-index: 1520\nraft-index: 33259\nraft-term: 0"},
		{"no answer", (*client.Response)(nil), "nil", "null", "-"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for format, want := range map[render.Format]string{render.EDN: tt.edn, render.JSON: tt.json, render.Simple: tt.simple} {
				if want == "-" {
					want = ""
				} else {
					want += "\n"
				}
				compare(t, format.String(), result(t, render.Style{Format: format}, tt.data), want)
			}
		})
	}
}

func TestMetaPrecedesAnswers(t *testing.T) {
	t.Parallel()
	answer := &client.Response{Action: "get", Node: file("/a", "b", 3), Meta: client.Meta{Status: 200, EtcdIndex: of(uint64(3))}}
	tests := []struct {
		name   string
		format render.Format
		data   any
		want   string
	}{
		{"edn", render.EDN, answer, `^{:status 200, :leader-peer-url nil, :etcd-index "3", :raft-index nil, :raft-term nil}
{:action "get", :node {:key "/a", :value "b", :modifiedIndex 3, :createdIndex 3}}
`},
		{"json", render.JSON, answer, `{"meta":{"status":200,"leaderPeerUrl":null,"etcdIndex":"3","raftIndex":null,"raftTerm":null},"action":"get","node":{"key":"/a","value":"b","modifiedIndex":3,"createdIndex":3}}
`},
		{"simple", render.Simple, answer, "b\n"},
		{"false has none", render.EDN, false, "false\n"},
		{"a node has none", render.JSON, answer.Node, `{"key":"/a","value":"b","modifiedIndex":3,"createdIndex":3}` + "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			compare(t, tt.name, result(t, render.Style{Format: tt.format, Meta: true}, tt.data), tt.want)
		})
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	refusal := &client.Error{Code: 100, Message: "Key not found", Cause: "/x\n", Index: 7, Meta: client.Meta{Status: 404}}
	usage := render.Map{{render.Keyword("type"), render.Keyword("usage")}, {render.Keyword("message"), "no\tsuch"}}
	tests := []struct {
		name              string
		err               any
		edn, json, simple string
	}{
		{"a refusal", refusal,
			`{:status 404, :errorCode 100, :message "Key not found", :cause "/x\n", :index 7}`,
			`{"status":404,"errorCode":100,"message":"Key not found","cause":"/x\n","index":7}`,
			`Error: 100: Key not found (/x\n) [7]`},
		{"a wrapped refusal", fmt.Errorf("get: %w", refusal),
			`{:status 404, :errorCode 100, :message "Key not found", :cause "/x\n", :index 7}`,
			`{"status":404,"errorCode":100,"message":"Key not found","cause":"/x\n","index":7}`,
			`Error: 100: Key not found (/x\n) [7]`},
		{"a refusal without a code", &client.Error{Message: "forbidden", Meta: client.Meta{Status: 403}},
			`{:status 403, :message "forbidden"}`, `{"status":403,"message":"forbidden"}`, `Error: forbidden`},
		{"an error of the shell's", usage,
			`{:type :usage, :message "no\tsuch"}`, `{"type":"usage","message":"no\tsuch"}`, `Error: no\tsuch`},
		{"any other error", errors.New("disk full"), `{:message "disk full"}`, `{"message":"disk full"}`, `Error: disk full`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for format, want := range map[render.Format]string{render.EDN: tt.edn, render.JSON: tt.json, render.Simple: tt.simple} {
				var b strings.Builder
				if err := (render.Style{Format: format}).Error(&b, tt.err); err != nil {
					t.Fatal(err)
				}
				compare(t, format.String(), b.String(), want+"\n")
			}
		})
	}
	if err := (render.Style{}).Error(new(strings.Builder), 7); err == nil {
		t.Error("7 was printed as an error")
	}
}

func TestParseFormat(t *testing.T) {
	t.Parallel()
	for _, f := range []render.Format{render.EDN, render.JSON, render.Simple} {
		if got, err := render.ParseFormat(f.String()); got != f || err != nil {
			t.Errorf("got %v, %v; want %v", got, err, f)
		}
	}
	_, err := render.ParseFormat("xml")
	for _, word := range []string{`"xml"`, "edn", "json", "simple"} {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("got %v, want an error that names %s", err, word)
		}
	}
}

// counter counts writes, and fails them when it is to.
type counter struct {
	writes int
	err    error
}

func (c *counter) Write(b []byte) (int, error) { c.writes++; return len(b), c.err }

func TestWriting(t *testing.T) {
	t.Parallel()
	for _, format := range []render.Format{render.EDN, render.JSON, render.Simple} {
		small, large := &counter{}, &counter{err: errors.New("disk full")}
		if err := (render.Style{Format: format, Meta: true}).Result(small, cats()); err != nil || small.writes != 1 {
			t.Errorf("%v: got %d writes and %v, want one and no error", format, small.writes, err)
		}
		if err := (render.Style{Format: format}).Result(large, listing(10_000)); !errors.Is(err, large.err) || large.writes != 1 {
			t.Errorf("%v: got %d writes and %v, want one and %v", format, large.writes, err, large.err)
		}
	}
	for _, v := range []any{3.5, render.Map{{1, 2}}, render.List{map[string]any{}}} {
		w := &counter{}
		if err := (render.Style{}).Result(w, v); err == nil || w.writes != 0 {
			t.Errorf("%#v was printed, want an error", v)
		}
	}
}

// A fresh row is for a terminal alone.
func TestFreshRow(t *testing.T) {
	t.Parallel()
	for _, format := range []render.Format{render.EDN, render.JSON, render.Simple} {
		compare(t, "on a terminal", result(t, render.Style{Format: format, Terminal: true, Width: 5}, render.FreshRow{}), "     \r\x1b[J")
		compare(t, "on a dumb one", result(t, render.Style{Format: format, Terminal: true, Width: 5, Dumb: true}, render.FreshRow{}), "")
		compare(t, "in a pipe", result(t, render.Style{Format: format}, render.FreshRow{}), "")
	}
}
