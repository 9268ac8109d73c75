package render_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/render"

	"pgregory.net/rapid"
)

// replay answers every request with a text.
type replay []byte

func (text replay) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{"X-Etcd-Index": {"7"}}, Body: io.NopCloser(bytes.NewReader(text)), Request: req}, nil
}

// wireNode is a node as etcd sends it.
type wireNode struct {
	Key        string      `json:"key,omitempty"`
	Value      *string     `json:"value,omitempty"`
	Dir        bool        `json:"dir,omitempty"`
	Expiration *time.Time  `json:"expiration,omitempty"`
	TTL        int64       `json:"ttl,omitempty"`
	Nodes      []*wireNode `json:"nodes,omitempty"`
	Modified   uint64      `json:"modifiedIndex,omitempty"`
	Created    uint64      `json:"createdIndex,omitempty"`
}

// wireText draws what a value or a name may be: control characters, marks that turn the
// direction, quotes, U+FFFD, characters of all lengths.
func wireText(t *rapid.T, least int) string {
	odd := rapid.SampledFrom([]rune("\x00\n\r\t\x1b\x7f\u0080\u009f\u200e\u2028\u2066\ufeff\ufffd\"\\'{}[]:;, ab/é物😀\U0010ffff"))
	return rapid.StringOfN(rapid.OneOf(odd, rapid.Rune()), least, 40, -1).Draw(t, "text")
}

// drawNode draws a node and what is below it; made counts the nodes, so that no two
// are equally old.
func drawNode(t *rapid.T, key string, depth int, made *uint64) *wireNode {
	*made++
	n := &wireNode{Key: key, Modified: rapid.Uint64().Draw(t, "modified"), Created: *made * 7919 % 10007}
	if rapid.IntRange(0, 4).Draw(t, "expires") == 0 {
		n.TTL = rapid.Int64().Draw(t, "ttl")
		n.Expiration = new(time.Unix(rapid.Int64Range(-6e10, 2e11).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds")).UTC())
	}
	if n.Dir = rapid.Bool().Draw(t, "dir"); !n.Dir {
		n.Value = new(wireText(t, 0))
		return n
	}
	if depth == 0 {
		return n
	}
	for range rapid.IntRange(0, 4).Draw(t, "children") {
		name := strings.ReplaceAll(wireText(t, 1), "/", "_")
		if rapid.IntRange(0, 3).Draw(t, "plain") > 0 {
			name = rapid.SampledFrom([]string{"a", "b", "c\ufffd"}).Draw(t, "name") // some come twice
		}
		n.Nodes = append(n.Nodes, drawNode(t, key+"/"+name, depth-1, made))
	}
	return n
}

// mapOf is what `get` makes of a node in a tree.
func mapOf(n *client.Node) any {
	if n.Value != nil {
		return *n.Value
	}
	name := func(n *client.Node) string { return (*n.Key)[strings.LastIndexByte(*n.Key, '/')+1:] }
	created := func(n *client.Node) uint64 {
		if n.CreatedIndex == nil {
			return 0
		}
		return *n.CreatedIndex
	}
	nodes := slices.Clone(n.Nodes)
	slices.SortStableFunc(nodes, func(a, b *client.Node) int {
		return cmp.Or(strings.Compare(name(a), name(b)), cmp.Compare(created(a), created(b)))
	})
	var m render.Map
	var all []render.List
	for i, child := range nodes {
		if i == 0 || name(nodes[i-1]) != name(child) {
			m = append(m, render.Entry{Key: name(child)})
			all = append(all, nil)
		}
		last := len(m) - 1
		all[last] = append(all[last], mapOf(child))
		if m[last].Value = all[last]; len(all[last]) == 1 {
			m[last].Value = all[last][0]
		}
	}
	if m == nil {
		return nil
	}
	return m
}

// styles are those of pipes, and of terminals.
func styles() []render.Style {
	var all []render.Style
	for _, f := range []render.Format{render.EDN, render.JSON, render.Simple} {
		for _, width := range []int{0, 40, 300} {
			all = append(all,
				render.Style{Format: f, Width: width, Meta: width > 40},
				render.Style{Format: f, Width: width, Meta: width < 40, Terminal: true, Color: true})
		}
	}
	return all
}

// drawAnswer draws an answer, and gives it in both forms.
func drawAnswer(t *rapid.T) (*client.Listing, *client.Response) {
	depth := rapid.SampledFrom([]int{0, 1, 3, 3, 6}).Draw(t, "depth")
	top := drawNode(t, "/x", depth, new(uint64))
	for range rapid.SampledFrom([]int{0, 0, 0, 60}).Draw(t, "deeper") {
		top = &wireNode{Key: "/x", Dir: true, Nodes: []*wireNode{top}}
	}
	body, err := json.Marshal(map[string]any{"action": "get", "node": top})
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(client.Config{Endpoints: []string{"http://a:1"}, Transport: replay(body)})
	if err != nil {
		t.Fatal(err)
	}
	tree, err := c.Get(t.Context(), "/x", client.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := c.List(t.Context(), "/x", client.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return l, tree
}

// TestListing: a listing is printed as the tree of its nodes is, byte for byte, and so
// is the map of its names.
func TestListing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l, tree := drawAnswer(t)
		for _, s := range styles() {
			same(t, s, l, tree)
			same(t, s, l.Node(), tree.Node)
			same(t, s, render.ValueOf(l.Node()), mapOf(tree.Node))
			for _, step := range []any{render.Keyword("node"), render.Keyword("nodes"), 1} {
				same(t, s, find(l, step), find(tree, step))
			}
		}
	})
}

// TestListingNeedsNoMemoryForEachNode: what is printed of a large listing takes memory
// for its directories alone.
func TestListingNeedsNoMemoryForEachNode(t *testing.T) {
	top := &wireNode{Key: "/x", Dir: true}
	for i := range 10_000 {
		top.Nodes = append(top.Nodes, &wireNode{Key: "/x/" + strconv.Itoa(i), Value: new("v"), Modified: 1 << 40, Created: 1 << 40})
	}
	body, err := json.Marshal(map[string]any{"action": "get", "node": top})
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(client.Config{Endpoints: []string{"http://a:1"}, Transport: replay(body)})
	if err != nil {
		t.Fatal(err)
	}
	l, err := c.List(t.Context(), "/x", client.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []render.Format{render.EDN, render.JSON, render.Simple} {
		allocated := testing.AllocsPerRun(3, func() {
			if err := (render.Style{Format: f}).Result(io.Discard, l); err != nil {
				t.Fatal(err)
			}
		})
		if allocated > 100 {
			t.Errorf("%s: %v allocations for 10,000 nodes, want at most 100", f, allocated)
		}
	}
}

// TestEntriesAndElements: what is made when it is asked for is printed as what is there.
func TestEntriesAndElements(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		_, tree := drawAnswer(t)
		v := []any{mapOf(tree.Node), datum(t, 3).data}
		for _, s := range styles() {
			for i := range v {
				same(t, s, made(v[i]), v[i])
			}
			same(t, s, made(v), v)
		}
	})
}

// made is data of which the parts are made when they are asked for.
func made(v any) any {
	switch v := v.(type) {
	case render.Map:
		return render.Entries{Len: len(v), At: func(i int) render.Entry {
			return render.Entry{Key: v[i].Key, Value: made(v[i].Value)}
		}}
	case []any:
		return render.Elements{Len: len(v), At: func(i int) any { return made(v[i]) }}
	}
	return v
}

// TestDecoded: data is decoded as what it prints as in JSON.
func TestDecoded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l, _ := drawAnswer(t)
		v := []any{l, render.ValueOf(l.Node()), datum(t, 3).data, render.Map{{render.Keyword("etcd-index"), "\xff\xfe"}, {"\xff", uint64(1 << 63)}}}
		got, ok := render.Decoded(v)
		if !ok {
			t.Fatal("data is not decoded")
		}
		d := json.NewDecoder(strings.NewReader(result(t, render.Style{Format: render.JSON}, v)))
		d.UseNumber()
		var want any
		if err := d.Decode(&want); err != nil {
			t.Fatal(err)
		}
		if got = numbers(got); !reflect.DeepEqual(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

// numbers has the text of each number in its place.
func numbers(v any) any {
	switch v := v.(type) {
	case int:
		return json.Number(strconv.Itoa(v))
	case []any:
		for i := range v {
			v[i] = numbers(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = numbers(v[k])
		}
	}
	return v
}

// find follows the path to the nodes of an answer's node, as far as a step.
func find(v, last any) any {
	for _, step := range []any{render.Keyword("node"), render.Keyword("nodes"), 1} {
		v, _ = render.Lookup(v, step)
		if step == last {
			break
		}
	}
	return v
}

func same(t *rapid.T, s render.Style, got, want any) {
	t.Helper()
	var texts [2]bytes.Buffer
	for i, v := range []any{got, want} {
		if err := s.Result(&texts[i], v); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(texts[0].Bytes(), texts[1].Bytes()) {
		t.Fatalf("%+v of a %T\n got %q\nwant %q", s, got, texts[0].Bytes(), texts[1].Bytes())
	}
}
