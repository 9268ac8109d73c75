package client_test

import (
	"errors"
	"fmt"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/sandbox/sandboxtest"
)

func TestTTL(t *testing.T) {
	c := realClient(t)
	ttl := client.SetOptions{TTL: new(uint64(1000))}
	for name, drop := range map[string]func(key string) (*client.Response, error){
		"set": func(key string) (*client.Response, error) { return c.Set(t.Context(), key, "w", client.SetOptions{}) },
		"update": func(key string) (*client.Response, error) {
			return c.Update(t.Context(), key, "w", client.SetOptions{})
		},
		"cas": func(key string) (*client.Response, error) {
			return c.CompareAndSwap(t.Context(), key, "v", "w", client.SetOptions{})
		},
	} {
		r, err := c.Set(t.Context(), "/"+name, "v", ttl)
		if err != nil || r.Node.TTL == nil || *r.Node.TTL != 1000 || r.Node.Expiration == nil {
			t.Fatalf("%s: got %+v, %v, want a ttl of 1000", name, r, err)
		}
		if r, err := drop("/" + name); err != nil || r.Node.TTL != nil || r.Node.Expiration != nil {
			t.Errorf("%s: got %+v, %v, want no ttl", name, r, err)
		}
		if r, err := c.Update(t.Context(), "/"+name, "x", ttl); err != nil || r.Node.TTL == nil {
			t.Errorf("%s: got %+v, %v, want a ttl", name, r, err)
		}
	}
}

func TestRefresh(t *testing.T) {
	c := realClient(t)
	was, err := c.Set(t.Context(), "/k", "v;v", client.SetOptions{TTL: new(uint64(1000))})
	if err != nil {
		t.Fatal(err)
	}
	at := *was.Node.ModifiedIndex
	for name, o := range map[string]client.SetOptions{"value": {PrevValue: new("w")}, "index": {PrevIndex: new(at + 1)}} {
		_, err := c.Refresh(t.Context(), "/k", 2000, o)
		wantCode(t, err, client.ErrCompareFailed)
		if now := clienttest.Get(t, c, "/k"); *now.ModifiedIndex != at {
			t.Errorf("%s: got %+v, want it unchanged", name, now)
		}
	}
	if _, err := c.Refresh(t.Context(), "/k", 3000, client.SetOptions{PrevIndex: &at}); err != nil {
		t.Error(err)
	}
	now := clienttest.Get(t, c, "/k")
	if *now.Value != "v;v" || *now.CreatedIndex != at || *now.ModifiedIndex <= at || *now.TTL <= 2000 {
		t.Errorf("got value %q, indexes %d and %d, ttl %d, want the value kept, a new modifiedIndex and the new ttl",
			*now.Value, *now.CreatedIndex, *now.ModifiedIndex, *now.TTL)
	}
	_, err = c.Refresh(t.Context(), "/none", 5, client.SetOptions{})
	wantCode(t, err, client.ErrKeyNotFound)
	wantValue(t, c, "/none", nil)
}

// TestRefreshValue: a server that knows refresh does nothing.
func TestRefreshValue(t *testing.T) {
	c := realClient(t)
	was := clienttest.Set(t, c, "/k", "v").Node
	_, err := c.RefreshValue(t.Context(), "/k", "v", 2000, client.SetOptions{})
	wantCode(t, err, client.ErrRefreshValue)
	if now := clienttest.Get(t, c, "/k"); *now.ModifiedIndex != *was.ModifiedIndex || now.TTL != nil {
		t.Errorf("got %+v, want it unchanged", now)
	}
}

// TestRefreshDirectory: etcd 3.5 fails with the code of a cluster that gave
// up, but at once and with nothing done. That is a refusal.
func TestRefreshDirectory(t *testing.T) {
	t.Parallel()
	c := clienttest.Client(t, sandboxtest.Start(t, 1).Endpoints()...)
	clienttest.Mkdir(t, c, "/d")
	_, err := c.Refresh(t.Context(), "/d", 5, client.SetOptions{})
	wantCode(t, err, client.ErrRaftInternal)
	if now := clienttest.Get(t, c, "/d"); now.TTL != nil {
		t.Errorf("got %+v, want no ttl", now)
	}
}

func TestTTLLimits(t *testing.T) {
	c := realClient(t)
	r, err := c.Set(t.Context(), "/gone", "v", client.SetOptions{TTL: new(uint64(0))})
	if err != nil {
		t.Fatal(err)
	}
	// Written once, so that an update with the same ttl is what has to hold.
	clienttest.Set(t, c, "/long", "v")
	long, err := c.Update(t.Context(), "/long", "v", client.SetOptions{TTL: new(uint64(client.MaxTTL))})
	if err != nil || long.Node.TTL == nil || *long.Node.TTL != client.MaxTTL {
		t.Fatalf("got %+v, %v, want the largest ttl", long, err)
	}
	event, err := c.Get(t.Context(), "/gone", client.GetOptions{Wait: true, WaitIndex: new(*r.Node.ModifiedIndex + 1)})
	if err != nil || event.Action != "expire" || event.Node.Value != nil || *event.PrevNode.Value != "v" {
		t.Errorf("got %+v, %v, want the expiry of /gone", event, err)
	}
	wantValue(t, c, "/gone", nil)
	wantValue(t, c, "/long", new("v")) // by the tick that took /gone, an overflow would have taken it too
}

func TestMkdir(t *testing.T) {
	c := realClient(t)
	clienttest.Set(t, c, "/file", "v")
	_, err := c.Mkdir(t.Context(), "/file", client.SetOptions{})
	wantCode(t, err, client.ErrKeyExists)
	wantValue(t, c, "/file", new("v"))
	r, err := c.Mkdir(t.Context(), "/a/b", client.SetOptions{TTL: new(uint64(100))})
	if err != nil || r.Action != "create" || !r.Node.Dir || r.Node.Value != nil || *r.Node.TTL != 100 {
		t.Errorf("got %+v, %v, want a new directory with a ttl", r, err)
	}
	_, err = c.Mkdir(t.Context(), "/a/b", client.SetOptions{})
	wantCode(t, err, client.ErrKeyExists)
	_, err = c.Set(t.Context(), "/a/b", "v", client.SetOptions{})
	wantCode(t, err, client.ErrNotFile)
}

func TestCreateInOrder(t *testing.T) {
	c := realClient(t)
	for i := range 5 {
		value := fmt.Sprintf("v;%d", i)
		r, err := c.CreateInOrder(t.Context(), "/queue/jobs", value, client.SetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("/queue/jobs/%020d", *r.Node.ModifiedIndex)
		if r.Action != "create" || *r.Node.Key != want || *r.Node.Value != value {
			t.Errorf("got %s %q, want create %q", r.Action, *r.Node.Key, want)
		}
	}
	r, err := c.Get(t.Context(), "/queue/jobs", client.GetOptions{Sorted: true})
	if err != nil || len(r.Node.Nodes) != 5 {
		t.Fatalf("got %+v, %v, want five jobs", r, err)
	}
	for i, n := range r.Node.Nodes {
		if want := fmt.Sprintf("v;%d", i); *n.Value != want {
			t.Errorf("got %q at %d, want %q", *n.Value, i, want)
		}
	}
	clienttest.Set(t, c, "/file", "v")
	_, err = c.CreateInOrder(t.Context(), "/file", "v", client.SetOptions{})
	wantCode(t, err, client.ErrNotDir)
	if errors.Is(err, client.ErrNotFile) {
		t.Errorf("got %v, which is two codes at once", err)
	}
}
