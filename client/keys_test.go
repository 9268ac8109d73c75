package client_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

func TestValues(t *testing.T) {
	c := realClient(t)
	for i, value := range []string{
		"", " ", "a;b", "a+b", "a&value=b", "100%", "%zz", "%41", "a=b", "?#", "\x00", "a\r\nb\tc", "\x01\x7f\u2028\u2029",
		`"\"`, "<&>", "物理学", "😀", "e\u0301", "\u00e9", "\ufffd", strings.Repeat("x", 9<<20), strings.Repeat("é;", 1<<20),
	} {
		key := fmt.Sprintf("/values/%d", i)
		r := clienttest.Set(t, c, key, value)
		if r.Node.Value == nil || *r.Node.Value != value {
			t.Errorf("got %+v as the answer, want the value %q", r.Node, shorten(value))
		}
		wantValue(t, c, key, &value)
		var raw struct{ Node struct{ Value string } }
		rawJSON(t, c.Endpoints()[0]+"/v2/keys"+key, &raw)
		if raw.Node.Value != value {
			t.Errorf("another client got %q, want %q", shorten(raw.Node.Value), shorten(value))
		}
		if _, err := c.CompareAndSwap(t.Context(), key, value, "next", client.SetOptions{}); err != nil {
			t.Errorf("comparing with %q: %v", shorten(value), err)
		}
	}
}

func TestLargestValue(t *testing.T) {
	c := realClient(t)
	largest := strings.Repeat("v", client.MaxBody-len("value="))
	clienttest.Set(t, c, "/large", largest)
	wantValue(t, c, "/large", &largest)
	before := c.Stats().Requests
	for _, value := range []string{largest + "v", strings.Repeat("+", 4<<20)} {
		_, err := c.Set(t.Context(), "/large", value, client.SetOptions{})
		wantArgument(t, err, "value")
	}
	if sent := c.Stats().Requests - before; sent != 0 {
		t.Errorf("got %d requests sent, want 0", sent)
	}
	wantValue(t, c, "/large", &largest)
}

// A large text beyond ASCII fits, though not with each of its bytes escaped.
func TestLargeText(t *testing.T) {
	c := realClient(t)
	text := strings.Repeat("物", 3<<20) + "%41&value=x;y+z w\r\n\x00"
	clienttest.Set(t, c, "/text", text)
	wantValue(t, c, "/text", &text)
	_, err := c.Set(t.Context(), "/text", text, client.SetOptions{PrevExist: new(false)})
	wantCode(t, err, client.ErrKeyExists)
	_, err = c.Set(t.Context(), "/text", text+"!", client.SetOptions{PrevIndex: clienttest.Get(t, c, "/text").ModifiedIndex, TTL: new(uint64(60))})
	if err != nil {
		t.Fatal(err)
	}
	text += "!"
	wantValue(t, c, "/text", &text)
}

func TestDeleteConditions(t *testing.T) {
	c := realClient(t)
	at := *clienttest.Set(t, c, "/k", "v").Node.ModifiedIndex
	for name, o := range map[string]client.DeleteOptions{
		"value":           {PrevValue: new("w")},
		"index":           {PrevIndex: new(at + 1)},
		"value recursive": {PrevValue: new("w"), Recursive: true},
		"index dir":       {PrevIndex: new(at - 1), Dir: true},
		"one of both":     {PrevValue: new("v"), PrevIndex: new(at + 1)},
		"other of both":   {PrevValue: new("v;"), PrevIndex: new(at)},
	} {
		_, err := c.Delete(t.Context(), "/k", o)
		wantCode(t, err, client.ErrCompareFailed)
		if now := clienttest.Get(t, c, "/k"); *now.Value != "v" || *now.ModifiedIndex != at {
			t.Errorf("%s: got %+v, want it unchanged", name, now)
		}
	}
	for name, o := range map[string]func(index uint64) client.DeleteOptions{
		"value": func(uint64) client.DeleteOptions { return client.DeleteOptions{PrevValue: new("a;b+c&d")} },
		"index": func(i uint64) client.DeleteOptions { return client.DeleteOptions{PrevIndex: &i} },
		"both": func(i uint64) client.DeleteOptions {
			return client.DeleteOptions{PrevValue: new("a;b+c&d"), PrevIndex: &i}
		},
	} {
		r, err := c.Delete(t.Context(), "/d", o(*clienttest.Set(t, c, "/d", "a;b+c&d").Node.ModifiedIndex))
		if err != nil || r.Action != "compareAndDelete" || *r.PrevNode.Value != "a;b+c&d" {
			t.Errorf("%s: got %+v, %v, want a compareAndDelete", name, r, err)
		}
		wantValue(t, c, "/d", nil)
	}
}

func TestSetConditions(t *testing.T) {
	c := realClient(t)
	at := *clienttest.Set(t, c, "/k", "v").Node.ModifiedIndex
	for name, try := range map[string]struct {
		o    client.SetOptions
		want client.Code
	}{
		"value":         {client.SetOptions{PrevValue: new("w")}, client.ErrCompareFailed},
		"index":         {client.SetOptions{PrevIndex: new(at + 1)}, client.ErrCompareFailed},
		"one of both":   {client.SetOptions{PrevValue: new("v"), PrevIndex: new(at - 1)}, client.ErrCompareFailed},
		"exist + value": {client.SetOptions{PrevValue: new("w"), PrevExist: new(true)}, client.ErrCompareFailed},
		"not exist":     {client.SetOptions{PrevExist: new(false)}, client.ErrKeyExists},
	} {
		_, err := c.Set(t.Context(), "/k", "lost", try.o)
		wantCode(t, err, try.want)
		if now := clienttest.Get(t, c, "/k"); *now.Value != "v" || *now.ModifiedIndex != at {
			t.Errorf("%s: got %+v, want it unchanged", name, now)
		}
	}
	r, err := c.CompareAndSwapIndex(t.Context(), "/k", at, "w", client.SetOptions{PrevValue: new("v")})
	if err != nil || r.Action != "compareAndSwap" || *r.Node.CreatedIndex != at {
		t.Errorf("got %+v, %v, want a compareAndSwap that keeps createdIndex %d", r, err, at)
	}
	r, err = c.Update(t.Context(), "/k", "x", client.SetOptions{})
	if err != nil || r.Action != "update" || *r.Node.CreatedIndex != at {
		t.Errorf("got %+v, %v, want an update that keeps createdIndex %d", r, err, at)
	}
	_, err = c.Create(t.Context(), "/k", "x", client.SetOptions{})
	wantCode(t, err, client.ErrKeyExists)
	if r, err := c.Create(t.Context(), "/new", "x", client.SetOptions{}); err != nil || r.Action != "create" {
		t.Errorf("got %+v, %v, want a create", r, err)
	}
	_, err = c.Update(t.Context(), "/none", "x", client.SetOptions{})
	wantCode(t, err, client.ErrKeyNotFound)
	wantValue(t, c, "/none", nil)
}

// TestCompareWithEmpty is about the one value that etcd cannot compare with.
func TestCompareWithEmpty(t *testing.T) {
	c := realClient(t)
	clienttest.Set(t, c, "/full", "v")
	clienttest.Mkdir(t, c, "/dir")
	for key, want := range map[string]client.Code{"/full": client.ErrCompareFailed, "/none": client.ErrKeyNotFound, "/dir": client.ErrNotFile} {
		_, err := c.CompareAndSwap(t.Context(), key, "", "w", client.SetOptions{})
		wantCode(t, err, want)
	}
	wantValue(t, c, "/full", new("v"))
	wantValue(t, c, "/none", nil)
	at := *clienttest.Set(t, c, "/empty", "").Node.ModifiedIndex
	_, err := c.CompareAndSwap(t.Context(), "/empty", "", "w", client.SetOptions{PrevIndex: new(at + 1)})
	wantCode(t, err, client.ErrCompareFailed)
	wantValue(t, c, "/empty", new(""))
	var won atomic.Int32
	var work sync.WaitGroup
	for i := range 8 {
		work.Go(func() {
			_, err := c.CompareAndSwap(context.Background(), "/empty", "", fmt.Sprint(i), client.SetOptions{})
			if err == nil {
				won.Add(1)
			} else if !errors.Is(err, client.ErrCompareFailed) {
				t.Error(err)
			}
		})
	}
	work.Wait()
	if won.Load() != 1 {
		t.Errorf("got %d that replaced the empty value, want 1", won.Load())
	}
}
