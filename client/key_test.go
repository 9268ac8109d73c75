package client_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"

	"pgregory.net/rapid"
)

func TestCleanKey(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"": "/", "/": "/", "//": "/", "a": "/a", "a/": "/a", "//a///b//": "/a/b", "/a/b": "/a/b",
		"...": "/...", ".a/-": "/.a/-", "a b": "/a b", "%2e%2e": "/%2e%2e", "_hidden": "/_hidden",
	} {
		if got, err := client.CleanKey(key); got != want || err != nil {
			t.Errorf("%q: got %q, %v, want %q", key, got, err, want)
		}
	}
	for _, key := range []string{".", "..", "/..", "a/../b", "a/.", "./a", "\xff", "a/\xc3"} {
		got, err := client.CleanKey(key)
		wantArgument(t, err, "key")
		if got != "" {
			t.Errorf("%q: got %q, want nothing", key, got)
		}
	}
}

// TestSlashes writes by one spelling of a key and reads by others.
func TestSlashes(t *testing.T) {
	c := realClient(t)
	for _, key := range []string{"a/b", "//a//b", "/a/b/", "a/b///"} {
		r := clienttest.Set(t, c, key, key)
		if *r.Node.Key != "/a/b" {
			t.Errorf("got the key %q for %q, want /a/b", *r.Node.Key, key)
		}
		wantValue(t, c, "/a/b/", &key)
		wantValue(t, c, "a//b", &key)
	}
	if _, err := c.Delete(t.Context(), "//a//b//", client.DeleteOptions{}); err != nil {
		t.Error(err)
	}
	wantValue(t, c, "/a/b", nil)
}

func TestRoot(t *testing.T) {
	c := realClient(t)
	clienttest.Set(t, c, "/a", "v")
	for _, key := range []string{"", "/", "//"} {
		root := clienttest.Get(t, c, key)
		if root.Key != nil || root.Value != nil || root.ModifiedIndex != nil || root.CreatedIndex != nil || !root.Dir || len(root.Nodes) != 1 {
			t.Errorf("got %+v, want a directory with one child and neither key nor index", root)
		}
	}
	_, err := c.Set(t.Context(), "/", "v", client.SetOptions{})
	wantCode(t, err, client.ErrRootReadOnly)
	_, err = c.Delete(t.Context(), "", client.DeleteOptions{Recursive: true})
	wantCode(t, err, client.ErrRootReadOnly)
	wantValue(t, c, "/a", new("v"))
}

// TestLongKeys makes each request the first one of a connection, where etcd
// takes a request line of at most 4 KiB.
func TestLongKeys(t *testing.T) {
	endpoint := realClient(t).Endpoints()[0]
	for _, n := range []int{4080, 4096, 5000, 1000 << 10} {
		key := "/" + strings.Repeat("k", n)
		clienttest.Set(t, clienttest.Client(t, endpoint), key, "v")
		wantValue(t, clienttest.Client(t, endpoint), key, new("v"))
		if _, err := clienttest.Client(t, endpoint).Delete(t.Context(), key, client.DeleteOptions{PrevValue: new("v")}); err != nil {
			t.Errorf("%d bytes: %v", n, err)
		}
		wantValue(t, clienttest.Client(t, endpoint), key, nil)
	}
	clienttest.Set(t, clienttest.Client(t, endpoint), "/short", "v")
	_, err := clienttest.Client(t, endpoint).Delete(t.Context(), "/short", client.DeleteOptions{PrevValue: new(strings.Repeat(";", 8<<10))})
	wantCode(t, err, client.ErrCompareFailed)
	wantValue(t, clienttest.Client(t, endpoint), "/short", new("v"))
}

// TestUnrouted asks for what this server does not have: that is not "no such
// key", although its status is 404 too.
func TestUnrouted(t *testing.T) {
	c := realClient(t)
	o := client.Options{RootKey: "nothing"}
	_, read := c.Get(t.Context(), "/k", client.GetOptions{Options: o})
	_, write := c.Set(t.Context(), "/k", "v", client.SetOptions{Options: o})
	_, swap := c.Swap(t.Context(), "/k", func(string) (string, error) { return "v", nil }, client.SwapOptions{Options: o, Default: new("")})
	for _, err := range []error{read, write, swap} {
		var notV2 *client.NotV2
		if !errors.As(err, &notV2) || errors.Is(err, client.ErrKeyNotFound) || errors.As(err, new(*client.Error)) {
			t.Fatalf("got %v (%T), want a *NotV2", err, err)
		}
		if notV2.Status != 404 || notV2.Endpoint != c.Endpoints()[0] || !strings.HasPrefix(notV2.Found, "etcd 3.") {
			t.Errorf("got %+v, want status 404 and etcd's version", notV2)
		}
	}
}

// TestAnyKey stores under odd keys and finds them by name and in a listing.
func TestAnyKey(t *testing.T) {
	c := realClient(t)
	odd := rapid.SampledFrom([]string{
		" ", "%", "?", "#", "+", ";", "&", "=", `\`, `"`, "'", "\n", "\t", "\r", "\x00", "\x7f", "日本語", "😀", "é", "e\u0301",
		"...", "-", ".x", "x.", "%2e", "%2F", "~", "*", "@", ":", "\u2028", "\ufffd", "\ufeff", "a", "Z", "$", "|", "<", ">",
	})
	elem := rapid.Custom(func(t *rapid.T) string {
		s := strings.Join(rapid.SliceOfN(rapid.OneOf(odd, rapid.StringN(1, 4, -1)), 1, 4).Draw(t, "parts"), "")
		return strings.ReplaceAll(s, "/", "|")
	}).Filter(func(s string) bool { return s != "." && s != ".." && s[0] != '_' && strings.ToValidUTF8(s, "") == s })
	tries := 0
	rapid.Check(t, func(rt *rapid.T) {
		tries++
		dir := fmt.Sprintf("/any/%d", tries)
		path := rapid.SliceOfN(elem, 1, 3).Draw(rt, "path")
		key := dir + "/" + strings.Join(path, "/")
		value := strings.ToValidUTF8(rapid.OneOf(odd, rapid.String()).Draw(rt, "value"), "")
		r, err := c.Set(t.Context(), key, value, client.SetOptions{})
		if err != nil || *r.Node.Key != key || *r.Node.Value != value {
			rt.Fatalf("got %+v, %v as the answer, want %q in %q", r, err, value, key)
		}
		r, err = c.Get(t.Context(), key, client.GetOptions{})
		if err != nil || *r.Node.Key != key || *r.Node.Value != value {
			rt.Fatalf("got %+v, %v, want %q in %q", r, err, value, key)
		}
		r, err = c.Get(t.Context(), dir, client.GetOptions{Recursive: true})
		if err != nil {
			rt.Fatal(err)
		}
		n, at := r.Node, dir
		for _, name := range path {
			at += "/" + name
			if len(n.Nodes) != 1 || *n.Nodes[0].Key != at {
				rt.Fatalf("got %+v below %q, want %q alone", n.Nodes, *n.Key, at)
			}
			n = n.Nodes[0]
		}
		if *n.Value != value {
			rt.Fatalf("got %q in the listing, want %q", *n.Value, value)
		}
	})
}
