package command_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"etcd2sh/client"
	"etcd2sh/repl/repltest"

	"pgregory.net/rapid"
)

// names are keys' elements as odd as etcd takes them; hidden ones apart.
func names() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		name := rapid.StringN(1, 12, -1).Draw(t, "name")
		name = strings.TrimLeft(strings.ReplaceAll(name, "/", "÷"), "_.")
		return name + "x"
	})
}

// drawTree writes a random tree below a key and gives it as treeBelow does.
func drawTree(t *rapid.T, s repltest.Session, top string) map[string]string {
	pool := rapid.SliceOfNDistinct(names(), 1, 5, rapid.ID).Draw(t, "pool")
	s.Run(`mkdir! ` + top)
	for range rapid.IntRange(0, 12).Draw(t, "nodes") {
		key := top + "/" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(pool), 1, 4).Draw(t, "path"), "/")
		var o client.SetOptions
		if rapid.IntRange(0, 3).Draw(t, "ttl") == 0 {
			o.TTL = new(uint64(100000))
		}
		var err error
		if rapid.IntRange(0, 3).Draw(t, "dir") == 0 {
			_, err = s.Direct.Mkdir(t.Context(), key, o)
		} else {
			_, err = s.Direct.Set(t.Context(), key, rapid.String().Draw(t, "value"), o)
		}
		taken := errors.Is(err, client.ErrKeyExists) || errors.Is(err, client.ErrNotFile) || errors.Is(err, client.ErrNotDir)
		if err != nil && !taken {
			t.Fatal(err)
		}
	}
	return treeBelow(t, s, top)
}

// treeBelow gives each node's path and what is there.
func treeBelow(t *rapid.T, s repltest.Session, top string) map[string]string {
	r, err := s.Direct.Get(t.Context(), top, client.GetOptions{Recursive: true, Quorum: true})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	var add func(n *client.Node)
	add = func(n *client.Node) {
		what := "directory"
		if n.Value != nil {
			what = "file " + *n.Value
		}
		all[strings.TrimPrefix(*n.Key, top)] = fmt.Sprintf("%s, ttl: %v", what, n.TTL != nil)
		for _, child := range n.Nodes {
			add(child)
		}
	}
	add(r.Node)
	return all
}

func wantTree(t rapid.TB, what string, got, want map[string]string) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Fatalf("%s:\n got %q\nwant %q", what, got, want)
	}
}

// oddText is what is hard to quote, beside any other text.
func oddText() *rapid.Generator[string] {
	return rapid.StringOf(rapid.OneOf(
		rapid.RuneFrom([]rune(" '\"\\#:[](){},-$|_.=!~nilcath%&;\t\n\r\x00\x1b\x7f\u0085日😀é\u00a0\u2028\u3000\u202e\ufeff\ufffd")),
		rapid.Rune()))
}

// drawOdd writes a random tree with odd names and values, and gives it as
// treeBelow does.
func drawOdd(t *rapid.T, s repltest.Session, top string) map[string]string {
	drawTree(t, s, top)
	for range rapid.IntRange(0, 5).Draw(t, "odd nodes") {
		name := oddText().Filter(func(name string) bool {
			return name != "" && name != "." && name != ".." && name[0] != '_' && !strings.Contains(name, "/")
		}).Draw(t, "odd name")
		if _, err := s.Direct.Set(t.Context(), top+"/odd/"+name, oddText().Draw(t, "odd value"), client.SetOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	return treeBelow(t, s, top)
}
