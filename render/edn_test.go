package render_test

import (
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"olympos.io/encoding/edn"
	"pgregory.net/rapid"

	"etcd2sh/client"
	"etcd2sh/render"
)

// twin is data, and what an edn reader makes of its text.
type twin struct{ data, read any }

// awkward are the texts that a printer may get wrong.
func awkward() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), hostileText(), rapid.SampledFrom([]string{
		"", " ", ":", "nil", "\\", `"`, "\u2028", "\ufeff", "🙂👩‍🔬", "a\x00b\x1b\x7f\u009f", "\\u0041", "物理学", "#_", ";", "N", "1e5",
	}))
}

// text is drawn without invalid bytes, which come back as something else.
func text(t *rapid.T) string { return strings.ToValidUTF8(awkward().Draw(t, "text"), "?") }

func keyword(t *rapid.T) twin {
	name := rapid.OneOf(
		rapid.StringMatching(`[a-zA-Z*!_?$%&=<>][a-zA-Z0-9*!_?$%&=<>.+-]{0,9}(/[a-z][a-z0-9]{0,3})?`),
		rapid.SampledFrom([]string{"etcd-index", "a/b", "-", "+", ".", "1", "9a", "-1", "nil", "true", "é", "物理学", "/", "a/", "/a", "a//b", "a b", ":", "", "a:b", "a#b", "^"}),
	).Draw(t, "keyword")
	printed := strings.TrimSuffix(result(t, render.Style{}, render.Keyword(name)), "\n")
	if strings.HasPrefix(printed, `"`) { // no keyword that edn knows
		return twin{render.Keyword(name), name}
	}
	return twin{render.Keyword(name), edn.Keyword(name)}
}

// number is drawn with what its text stands for.
func number(t *rapid.T) twin {
	switch rapid.IntRange(0, 3).Draw(t, "kind of number") {
	case 0:
		n := rapid.Int64().Draw(t, "n")
		return twin{n, big.NewInt(n)}
	case 1:
		n := rapid.Uint64().Draw(t, "n")
		return twin{n, new(big.Int).SetUint64(n)}
	case 2:
		n := rapid.Int().Draw(t, "n")
		return twin{n, big.NewInt(int64(n))}
	}
	digits := rapid.StringMatching(`-?(0|[1-9][0-9]{0,60})`).Draw(t, "n")
	n, _ := new(big.Int).SetString(digits, 10)
	return twin{render.Number(digits), n}
}

func datum(t *rapid.T, depth int) twin {
	last := 7
	if depth == 0 {
		last = 4
	}
	switch rapid.IntRange(0, last).Draw(t, "kind") {
	case 0:
		s := text(t)
		return twin{s, s}
	case 1:
		return keyword(t)
	case 2:
		return number(t)
	case 3:
		b := rapid.Bool().Draw(t, "b")
		return twin{b, b}
	case 4:
		return twin{nil, nil}
	case 5:
		return mapping(t, depth)
	case 6:
		return node(t, depth)
	}
	return elements(t, depth)
}

func elements(t *rapid.T, depth int) twin {
	data, read := []any{}, []any{}
	for range rapid.IntRange(0, 4).Draw(t, "length") {
		p := datum(t, depth-1)
		data, read = append(data, p.data), append(read, p.read)
	}
	if rapid.Bool().Draw(t, "list") {
		return twin{render.List(data), read}
	}
	return twin{data, read}
}

func mapping(t *rapid.T, depth int) twin {
	m, read := render.Map{}, map[any]any{}
	for range rapid.IntRange(0, 4).Draw(t, "entries") {
		s := text(t)
		key := twin{s, s}
		if rapid.Bool().Draw(t, "keyed") {
			key = keyword(t)
		}
		if _, again := read[key.read]; again {
			continue
		}
		value := datum(t, depth-1)
		m = append(m, render.Entry{Key: key.data, Value: value.data})
		read[key.read] = value.read
	}
	return twin{m, read}
}

// node is a node with any of its fields.
func node(t *rapid.T, depth int) twin {
	n, read := &client.Node{}, map[any]any{}
	has := func(field string) bool { return rapid.Bool().Draw(t, field) }
	if has("key") {
		n.Key = of(text(t))
		read[edn.Keyword("key")] = *n.Key
	}
	if has("value") {
		n.Value = of(text(t))
		read[edn.Keyword("value")] = *n.Value
	}
	if n.Dir = has("dir"); n.Dir {
		read[edn.Keyword("dir")] = true
	}
	if has("expiration") {
		at := time.Unix(rapid.Int64Range(0, 1<<36).Draw(t, "at"), rapid.Int64Range(0, 999999999).Draw(t, "ns")).UTC()
		n.Expiration = &at
		read[edn.Keyword("expiration")] = at.Format(time.RFC3339Nano)
	}
	if has("ttl") {
		n.TTL = of(rapid.Int64().Draw(t, "ttl"))
		read[edn.Keyword("ttl")] = big.NewInt(*n.TTL)
	}
	if depth > 0 && has("nodes") {
		children := []any{}
		n.Nodes = []*client.Node{}
		for range rapid.IntRange(0, 3).Draw(t, "children") {
			child := node(t, depth-1)
			n.Nodes, children = append(n.Nodes, child.data.(*client.Node)), append(children, child.read)
		}
		read[edn.Keyword("nodes")] = children
	}
	if has("indexes") {
		n.ModifiedIndex, n.CreatedIndex = of(rapid.Uint64().Draw(t, "modified")), of(rapid.Uint64().Draw(t, "created"))
		read[edn.Keyword("modifiedIndex")] = new(big.Int).SetUint64(*n.ModifiedIndex)
		read[edn.Keyword("createdIndex")] = new(big.Int).SetUint64(*n.CreatedIndex)
	}
	return twin{n, read}
}

// answer is a raw answer, and what its metadata reads back as.
func answer(t *rapid.T) (r *client.Response, read, meta any) {
	first, second := node(t, 2), node(t, 1)
	m := client.Meta{Status: rapid.IntRange(100, 999).Draw(t, "status"), EtcdIndex: of(rapid.Uint64().Draw(t, "index")), Leader: of(text(t))}
	r = &client.Response{Action: text(t), Node: first.data.(*client.Node), PrevNode: second.data.(*client.Node), Meta: m}
	return r, map[any]any{
			edn.Keyword("action"): r.Action, edn.Keyword("node"): first.read, edn.Keyword("prevNode"): second.read,
		}, map[any]any{
			edn.Keyword("status"): big.NewInt(int64(m.Status)), edn.Keyword("leader-peer-url"): *m.Leader,
			edn.Keyword("etcd-index"): strconv.FormatUint(*m.EtcdIndex, 10), edn.Keyword("raft-index"): nil, edn.Keyword("raft-term"): nil,
		}
}

// TestReadsBack: an edn reader makes of rendered data the same data, however
// wide the terminal is.
func TestReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := datum(t, 3)
		style := render.Style{Width: rapid.IntRange(0, 120).Draw(t, "width"), Terminal: rapid.Bool().Draw(t, "terminal")}
		readsBack(t, result(t, style, p.data), p.read)
	})
}

// TestMetadataReadsBack: it is a form of its own before the answer's.
func TestMetadataReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, read, meta := answer(t)
		style := render.Style{Meta: true, Width: rapid.IntRange(0, 120).Draw(t, "width")}
		text, marked := strings.CutPrefix(result(t, style, r), "^")
		if !marked {
			t.Fatalf("got %q, want the mark of metadata", text)
		}
		readsBack(t, text, meta, read)
	})
}

func readsBack(t *rapid.T, printed string, want ...any) {
	t.Helper()
	d := edn.NewDecoder(strings.NewReader(printed))
	for _, want := range want {
		var got any
		if err := d.Decode(&got); err != nil {
			t.Fatalf("got %q, which does not read: %v", printed, err)
		}
		if got = wide(got); !reflect.DeepEqual(got, want) {
			t.Fatalf("%q reads as %#v, want %#v", printed, got, want)
		}
	}
}

// wide makes every integer a big one.
func wide(v any) any {
	switch v := v.(type) {
	case int64:
		return big.NewInt(v)
	case big.Int:
		return &v
	case map[any]any:
		m := map[any]any{}
		for key, value := range v {
			m[key] = wide(value)
		}
		return m
	case []any:
		all := []any{}
		for _, e := range v {
			all = append(all, wide(e))
		}
		return all
	}
	return v
}
